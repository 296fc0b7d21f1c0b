//! One number, a hundred passwords.

use crate::support::browser::Page;
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
            let submit =
                |typed: &[(String, String)]| judged(|| browser.clone().submit(&page, &form, typed));
            // Where the machine is too busy to judge five of them, the rest come one by one.
            let mut waits = answers.iter().any(|answer| answer.status == 429);
            for _ in 0..5 {
                waits = waits || submit(&wrong).response.status == 429;
            }
            assert!(waits, "round {round}: nobody was told to wait");
            let right = form.clone().fill("password", PASSWORD).pressed("#login-submit");
            assert_ne!(submit(&right).name(), "otp", "round {round}: the right password waits too");
            house.clock.pass_seconds(15 * 60 + 1);
            let mut browser = house.browser();
            let page = browser.open(&party.ask(&[]).url);
            let told = judged(|| browser.type_password(&page, MAI));
            assert_eq!(told.name(), "otp", "round {round}: one wait, not the longer ones after it");
        }
    });
}

/// The answer of a try that was judged: a machine that is too busy says so and judges none.
fn judged(mut submit: impl FnMut() -> Page) -> Page {
    let tries = (0..200).map(|_| submit());
    tries.into_iter().find(|page| page.response.status != 503).expect("a try that was judged")
}
