//! One code by SMS, two hundred guesses.

use crate::support::house::House;
use crate::support::people::{BINH, MAI};
use crate::{at_once, rounds};

/// R57 inc_keycloak_31726: five tries over all codes of a request, in parallel too; then even the right
/// code is none.
#[test]
fn of_two_hundred_wrong_codes_five_are_evaluated() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for round in 0..rounds() {
            let mut browser = house.browser();
            let page = browser.open(&party.ask(&[]).url);
            let page = browser.type_password(&page, BINH);
            let code = house.await_code(BINH);
            let form = page.form("#otp-submit");
            let wrong = if code == "111111" { "222222" } else { "111111" };
            let fields = form.clone().fill("code", wrong).pressed("#otp-submit");
            let before = house.events("login.otp_missed");
            at_once(200, || browser.clone().submit(&page, &form, &fields).response);
            assert_eq!(house.events("login.otp_missed") - before, 5, "round {round}");
            let after = browser.press(&page, "#otp-submit", |form| form.fill("code", &code));
            assert_ne!(after.name(), "consent", "round {round}: the tries are used up");
            house.clock.pass_seconds(3 * 3600);
            // A good sign-in ends the row of misses that an authenticator may have, another test's matter;
            // the row is a hundred long, and two more password hashes a round are not free.
            if round % 15 == 14 {
                house.visit(&party, BINH, &[]);
            }
        }
    });
}

/// R57: the right code, typed by many at once, serves one request once.
#[test]
fn the_right_code_sent_by_many_at_once_proves_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for round in 0..rounds() / 5 {
            let mut browser = house.browser();
            let asked = party.ask(&[]);
            let page = browser.open(&asked.url);
            let page = browser.type_password(&page, MAI);
            let code = house.await_code(MAI);
            let form = page.form("#otp-submit");
            let fields = form.clone().fill("code", &code).pressed("#otp-submit");
            let proven = house.events("login.otp");
            at_once(5, || browser.clone().submit(&page, &form, &fields).response);
            assert_eq!(house.events("login.otp") - proven, 1, "round {round}");
        }
    });
}
