//! One proof of possession, many hands.

use crate::support::assertion::good;
use crate::support::holder::Holder;
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, RelyingParty};
use crate::{at_once, rounds, sorted};

/// P124: at the resource, whoever brings it first.
#[test]
fn of_sixty_four_uses_of_one_proof_at_the_resource_one_wins() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let token = house.fetch(&party, MAI, &[]).access_token;
        let at = ("GET", &*format!("{}/userinfo", house.issuer));
        for round in 0..rounds() / 5 {
            let proof = party.held().proof(at, Some(&token), party.later());
            let read = || {
                Request::get("/userinfo")
                    .header("Authorization", &format!("DPoP {token}"))
                    .header("DPoP", &proof)
                    .send(&house.authority)
            };
            let (taken, refused) = sorted(at_once(64, read), read);
            assert_eq!((taken.len(), refused.len()), (1, 63), "round {round}");
            for answer in refused {
                answer.assert_challenged(401, "invalid_dpop_proof");
            }
        }
    });
}

/// P124 P108: at `/par`, each with an assertion of its own, which is spent whoever wins.
#[test]
fn of_sixty_four_uses_of_one_proof_with_other_assertions_one_wins() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        party.push(&[]);
        let at = ("POST", &*format!("{}/par", house.issuer));
        for round in 0..rounds() / 5 {
            let proof = party.held().proof(at, None, party.later());
            let answers = at_once(64, || push(house, &party, &proof));
            let taken = answers.iter().filter(|answer| answer.status == 201).count();
            assert_eq!(taken, 1, "round {round}");
            for refused in answers.iter().filter(|answer| answer.status != 201) {
                refused.assert_error(400, "invalid_dpop_proof");
            }
        }
    });
}

/// P124: with two codes and one proof, one code is redeemed and the other is left as it was.
#[test]
fn a_proof_that_was_spent_elsewhere_takes_no_code() {
    House::on_each_database(|house| {
        let party = house.client("wallet");
        party.push(&[]);
        let mut browser = house.visit(&party, MAI, &[]).browser;
        let at = ("POST", &*format!("{}/token", house.issuer));
        for round in 0..rounds() / 5 {
            let visits = [0, 1]
                .map(|_| house.visit_with(browser.clone(), &party, MAI, &[("prompt", "none")]));
            let proof = party.held().proof(at, None, party.later());
            let next = std::sync::atomic::AtomicUsize::new(0);
            let answers = at_once(2, || {
                let place = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let visit = visits.get(place).expect("one of two");
                let fields = [
                    ("client_id", "wallet"),
                    ("grant_type", "authorization_code"),
                    ("code", visit.code.as_str()),
                    ("redirect_uri", party.redirect_uri.as_str()),
                    ("code_verifier", visit.asked.verifier.as_str()),
                ];
                Request::form("/token", &fields).header("DPoP", &proof).send(&house.authority)
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

fn push(house: &House, party: &RelyingParty, proof: &str) -> Response {
    let (mut pairs, _) = party.parameters(&[]);
    let header = serde_json::json!({ "alg": "ES256", "kid": "bank-1" });
    let claims = good("treasury", &house.issuer, party.later());
    pairs.push(("client_assertion_type".into(), ASSERTION.into()));
    pairs.push(("client_assertion".into(), house.bank_key.sign(&header, &claims)));
    Request::form("/par", &pairs).header("DPoP", proof).send(&house.authority)
}

/// P124: sixteen keys that nobody has seen, at once.
#[test]
fn keys_that_were_seen_first_by_many_at_once_are_told_apart() {
    House::on_each_database(|house| {
        let party = house.client("wallet");
        party.push(&[]);
        let answers = at_once(16, || {
            let other = RelyingParty { holder: Some(Holder::new()), ..party.clone() };
            other.push(&[]).0
        });
        assert!(answers.iter().all(|answer| answer.status == 201));
    });
}
