//! Sharing is stopped at the moment at which the service asks again.

use std::sync::Barrier;
use std::thread;

use crate::rounds;
use crate::support::house::House;
use crate::support::people::MAI;

/// Either the service is told that the person must be asked, or its code is dead before it is redeemed:
/// nothing is made of what was taken back.
#[test]
fn a_service_that_asks_while_it_is_stopped_ends_with_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() {
            house.clock.pass_seconds(1);
            let stop = browser.open("/toi/chia-se/hospital/dung");
            let stop = house.walk(&mut browser, stop, MAI);
            assert_eq!(stop.name(), "stop_sharing", "round {round}: {}", stop.words());
            let asked = party.ask(&[("prompt", "none")]);
            let (start, mut asking) = (Barrier::new(2), browser.clone());
            let answer = thread::scope(|scope| {
                let answer = scope.spawn(|| {
                    start.wait();
                    asking.open(&asked.url)
                });
                start.wait();
                let stopped = browser.press(&stop, "#stop-confirm", |form| form);
                assert_eq!(stopped.name(), "shared_detail", "round {round}");
                answer.join().expect("an answer")
            });
            match answer.parameter("code") {
                Some(code) => party.redeem(&code, &asked).assert_error(400, "invalid_grant"),
                None => assert_eq!(party.error(&answer, &asked), "consent_required", "{round}"),
            }
            house.clock.pass_seconds(1);
            browser = house.visit_with(browser, &party, MAI, &[]).browser;
        }
    });
}
