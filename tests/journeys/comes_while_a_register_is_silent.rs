//! The population register does not answer for weeks: nobody is kept out, and nothing too old is told.

use crate::support::house::House;
use crate::support::people::MAI;

const DAY: u32 = 24 * 60 * 60;

#[test]
fn its_last_word_stands_for_a_month_and_no_longer() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = house.fetch(&party, MAI, &[]);
        let name = |token: &str| party.userinfo(token).member("name");
        assert_eq!(name(&first.access_token).as_deref(), Some(MAI.name));
        house.registers.close(true);
        for (days, known) in [(2, true), (27, true), (2, false)] {
            house.clock.pass_seconds(days * DAY);
            let mut browser = house.browser();
            let asked = party.ask(&[]);
            let login = browser.open(&asked.url);
            let otp = browser.type_password(&login, MAI);
            let page = house.type_code(&mut browser, &otp, MAI);
            assert_eq!(page.name(), "consent", "a silent register keeps nobody out");
            assert_eq!(page.words().contains(MAI.name), known, "after {days} days more");
        }
        house.registers.close(false);
        let again = house.fetch(&party, MAI, &[]);
        assert_eq!(name(&again.access_token).as_deref(), Some(MAI.name));
    });
}
