//! One client assertion, many hands.

use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, RelyingParty};
use crate::{at_once, rounds};

/// P48 inc_cve_2020_5300: an assertion proves once; the same one in other hands proves nothing, however
/// close the two come, and at whichever endpoint.
#[test]
fn of_sixteen_uses_of_one_assertion_one_wins() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        for round in 0..rounds() {
            let assertion = house.bank_key.assertion("bank", &house.issuer, 0);
            let answers = at_once(16, || push(house, &party, &assertion));
            let taken = answers.iter().filter(|answer| answer.status == 201).count();
            assert_eq!(taken, 1, "round {round}");
            for refused in answers.iter().filter(|answer| answer.status != 201) {
                refused.assert_error(401, "invalid_client");
            }
            let fields = proof(&assertion, &[("token", "none")]);
            Request::form("/introspect", &fields)
                .send(&house.authority)
                .assert_error(401, "invalid_client");
        }
    });
}

/// P48: with two codes and one assertion, one code is redeemed and the other is left as it was.
#[test]
fn an_assertion_that_was_spent_elsewhere_takes_no_code() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() / 5 {
            let visits = [0, 1]
                .map(|_| house.visit_with(browser.clone(), &party, MAI, &[("prompt", "none")]));
            let assertion = house.bank_key.assertion("bank", &house.issuer, 0);
            let next = std::sync::atomic::AtomicUsize::new(0);
            let answers = at_once(2, || {
                let place = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let visit = visits.get(place).expect("one of two");
                let fields = [
                    ("grant_type", "authorization_code"),
                    ("code", visit.code.as_str()),
                    ("redirect_uri", party.redirect_uri.as_str()),
                    ("code_verifier", visit.asked.verifier.as_str()),
                ];
                Request::form("/token", &proof(&assertion, &fields)).send(&house.authority)
            });
            let taken = answers.iter().filter(|answer| answer.status == 200).count();
            assert_eq!(taken, 1, "round {round}");
            let later =
                visits.each_ref().map(|visit| party.redeem(&visit.code, &visit.asked).status);
            assert_eq!(later.iter().filter(|status| **status == 200).count(), 1, "round {round}");
            browser = visits.into_iter().next().expect("one of two").browser;
        }
    });
}

fn push(house: &House, party: &RelyingParty, assertion: &str) -> Response {
    let (pairs, _) = party.parameters(&[]);
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Request::form("/par", &proof(assertion, &pairs)).send(&house.authority)
}

fn proof<'a>(assertion: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = fields.to_vec();
    all.extend([("client_assertion_type", ASSERTION), ("client_assertion", assertion)]);
    all
}
