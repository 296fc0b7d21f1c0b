//! One number, a hundred passwords.

use crate::support::house::House;
use crate::support::people::{MAI, PASSWORD};
use crate::{at_once, rounds};

/// R96: a crowd of guesses gets no further than five in a row; the wait begins, the right password waits too.
#[test]
fn a_crowd_of_wrong_passwords_begins_the_wait_and_no_more() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for round in 0..rounds() / 25 {
            let mut browser = house.browser();
            let page = browser.open(&party.ask(&[]).url);
            let form = page.form("#login-submit").fill("username", MAI.number);
            let wrong = form.clone().fill("password", "Sai-mat-khau-9").pressed("#login-submit");
            let answers = at_once(40, || browser.clone().submit(&page, &form, &wrong).response);
            assert!(answers.iter().all(|answer| [200, 422, 429, 503].contains(&answer.status)));
            let right = form.clone().fill("password", PASSWORD).pressed("#login-submit");
            let told = browser.submit(&page, &form, &right);
            assert_ne!(told.name(), "otp", "round {round}: the right password waits too");
            house.clock.pass_seconds(15 * 60 + 1);
            let mut browser = house.browser();
            let page = browser.open(&party.ask(&[]).url);
            let told = browser.type_password(&page, MAI);
            assert_eq!(told.name(), "otp", "round {round}: one wait, not the longer ones after it");
        }
    });
}
