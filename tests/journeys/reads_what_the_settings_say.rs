//! An operator sets other limits; pages tell of those.

use crate::support::house::House;
use crate::support::people::{MAI, PASSWORD};

const SETTINGS: [(&str, &str); 4] = [
    ("DANH__LIFETIMES__SESSION_IDLE_MINUTES", "7"),
    ("DANH__LIFETIMES__INTERACTION_IDLE_MINUTES", "9"),
    ("DANH__SIGN_IN__OTP_RESEND_SECONDS", "45"),
    ("DANH__SIGN_IN__OTP_SENDS_PER_2_HOURS", "3"),
];

#[test]
fn pages_tell_the_limits_that_are_set() {
    House::on_each_database_set(&SETTINGS, |house| {
        let mut browser = house.browser();
        let help = browser.open("/tro-giup").words();
        assert!(
            help.contains("Chờ 45 giây") && help.contains("nhiều nhất 3 mã trong 2 giờ"),
            "{help}"
        );
        let help = browser.open("/tro-giup?ui_locales=en").words();
        assert!(help.contains("Wait 45 seconds") && help.contains("at most 3 codes"), "{help}");

        // A request nobody works on.
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        house.clock.pass_seconds(10 * 60);
        let told = browser.press(&page, "#login-submit", |form| {
            form.fill("username", MAI.number).fill("password", PASSWORD)
        });
        assert!(told.words().contains("quá 9 phút"), "{}", told.words());

        // All codes of two hours.
        let page = browser.follow(&told, "a.btn");
        let otp = browser.type_password(&page, MAI);
        let again = format!("{}/gui-lai", otp.url);
        for _ in 0..2 {
            house.clock.pass_seconds(46);
            let page = browser.open(&again);
            browser.press(&page, "#resend-submit", |form| form);
        }
        house.clock.pass_seconds(46);
        let spent = browser.open(&again);
        assert!(spent.words().contains("Bạn đã hết 3 lượt gửi mã"), "{}", spent.words());
        let page = browser.open(otp.url.as_str());
        let page = house.type_code(&mut browser, &page, MAI);
        let page = house.walk(&mut browser, page, MAI);
        assert!(page.parameter("code").is_some(), "{}", page.url);

        // A session nobody uses.
        house.clock.pass_seconds(8 * 60);
        let told = browser.open("/toi");
        assert!(told.words().contains("trong 7 phút"), "{}", told.words());
    });
}
