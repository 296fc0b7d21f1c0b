//! Proofs of possession (RFC 9449) at `/par`, `/token` and `/userinfo`.

use serde_json::{Value, json};

use crate::support::holder::{Holder, changed};
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;

/// Reads UserInfo with these header fields beside the token.
fn read(house: &House, scheme: &str, token: &str, proofs: &[&str]) -> Response {
    let request = Request::get("/userinfo").header("Authorization", &format!("{scheme} {token}"));
    let add = |request: Request, proof: &&str| request.header("DPoP", proof);
    proofs.iter().fold(request, add).send(&house.authority)
}

/// What a proof may say wrongly, by its header and by its claims; a null takes a member away.
fn faults(now: i64, other: &Holder) -> Vec<(Value, Value)> {
    let none = || json!({});
    let private = changed(other.key.bare(), &json!({ "d": "AA" }));
    vec![
        (json!({ "typ": null }), none()),
        (json!({ "typ": "JWT" }), none()),
        (json!({ "alg": null }), none()),
        (json!({ "alg": "none" }), none()),
        (json!({ "alg": "RS256" }), none()),
        (json!({ "jwk": null }), none()),
        (json!({ "jwk": private }), none()),
        (json!({ "jwk": other.key.bare() }), none()),
        (none(), json!({ "jti": null })),
        (none(), json!({ "htm": null })),
        (none(), json!({ "htm": "PUT" })),
        (none(), json!({ "htu": null })),
        (none(), json!({ "htu": "https://elsewhere.example/" })),
        (none(), json!({ "iat": null })),
        (none(), json!({ "iat": now - 3600 })),
        (none(), json!({ "iat": now + 3600 })),
    ]
}

/// P122: at each endpoint.
#[test]
fn a_bad_proof_is_refused_everywhere() {
    House::on_each_database(|house| {
        let party = house.client("wallet");
        let token = house.fetch(&party, MAI, &[]).access_token;
        let (own, other) = (party.held(), Holder::new());
        let mut resource = faults(house.now(), &other);
        resource.extend([(json!({}), json!({ "ath": null })), (json!({}), json!({ "ath": "AA" }))]);
        for (header, claims) in resource {
            let at = ("GET", &*format!("{}/userinfo", house.issuer));
            let proof = own.sign(
                &changed(own.header(), &header),
                &changed(own.claims(at, Some(&token), party.later()), &claims),
            );
            let refused = read(house, "DPoP", &token, &[&proof]);
            refused.assert_challenged(401, "invalid_dpop_proof");
        }
        for door in ["/par", "/token"] {
            for (header, claims) in faults(house.now(), &other) {
                let at = ("POST", &*format!("{}{door}", house.issuer));
                let proof = own.sign(
                    &changed(own.header(), &header),
                    &changed(own.claims(at, None, party.later()), &claims),
                );
                let form = Request::form(door, &[("client_id", "wallet")]);
                let refused = form.header("DPoP", &proof).send(&house.authority);
                refused.assert_error(400, "invalid_dpop_proof");
            }
            let form = Request::form(door, &[("client_id", "wallet")]);
            let twice = form.header("DPoP", "a.b.c").header("DPoP", "a.b.c").send(&house.authority);
            twice.assert_error(400, "invalid_dpop_proof");
        }
    });
}

/// P123 P126: small differences do no harm.
#[test]
fn a_good_proof_may_be_spelt_otherwise() {
    House::on_each_database(|house| {
        let party = house.client("wallet");
        let token = house.fetch(&party, MAI, &[]).access_token;
        let own = party.held();
        let address = format!("{}/userinfo", house.issuer);
        for (header, claims) in [
            (json!({}), json!({ "htu": format!("{address}?a=b#c") })),
            (json!({}), json!({ "htu": address.replace("http:", "HTTP:") })),
            (json!({}), json!({ "iat": house.now() - 10 })),
            (json!({}), json!({ "iat": house.now() + 10 })),
            (json!({}), json!({ "nbf": house.now() - 10, "exp": house.now() - 5, "more": [1] })),
            (json!({ "more": true, "kid": "any name" }), json!({})),
        ] {
            let proof = own.sign(
                &changed(own.header(), &header),
                &changed(own.claims(("GET", &address), Some(&token), party.later()), &claims),
            );
            let request = Request::get("/userinfo")
                .header("AUTHORIZATION", &format!("DPoP {token}"))
                .header("DPOP", &proof);
            let answer = request.send(&house.authority);
            assert_eq!(answer.status, 200, "{header} {claims}: {}", answer.text());
        }
    });
}

/// P124: without a fresh nonce the client is told one, at each endpoint, and nothing is spent; then each answer
/// brings the next.
#[test]
fn a_client_asks_for_a_nonce_once_and_then_has_one() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let own = party.held();
        // A begin: the first request is told, the same assertion serves the second.
        let (fields, _) = party.parameters(&[]);
        let assertion = house.bank_key.assertion("treasury", &house.issuer, 0);
        let push = |assertion: &str| {
            let mut fields = fields.clone();
            fields.extend([
                ("client_assertion_type".into(), crate::support::relying_party::ASSERTION.into()),
                ("client_assertion".into(), assertion.into()),
            ]);
            let at = ("POST", &*format!("{}/par", house.issuer));
            let proof = own.proof(at, None, party.later());
            Request::form("/par", &fields).header("DPoP", &proof).send(&house.authority)
        };
        let told = push(&assertion);
        told.assert_error(400, "use_dpop_nonce");
        own.learn(&told);
        let pushed = push(&assertion);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        assert!(pushed.header("dpop-nonce").is_some_and(|nonce| nonce.len() == 43));
        // Steady: no second way, for as long as something is asked now and then.
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for _ in 0..4 {
            house.clock.pass_seconds(290);
            let visit = house.visit_with(browser, &party, MAI, &[]);
            let at = ("POST", &*format!("{}/token", house.issuer));
            assert_eq!(
                redeemed(
                    house,
                    &party,
                    &visit.code,
                    &visit.asked.verifier,
                    &own.proof(at, None, party.later())
                )
                .status,
                200
            );
            browser = visit.browser;
        }
        own.forget();
        let assertion = house.bank_key.assertion("treasury", &house.issuer, party.later());
        let before = house.work();
        push(&assertion).assert_error(400, "use_dpop_nonce");
        assert_eq!((house.work() - before).commits, 0, "nothing is written of it");
        // Idle too long, and with one that nobody gave.
        let token = house.fetch(&party, MAI, &[]).access_token;
        let at = ("GET", &*format!("{}/userinfo", house.issuer));
        let foreign = changed(
            own.claims(at, Some(&token), party.later()),
            &json!({ "nonce": "x".repeat(43) }),
        );
        let refused = read(house, "DPoP", &token, &[&own.sign(&own.header(), &foreign)]);
        refused.assert_challenged(401, "use_dpop_nonce");
        let old = own.claims(at, Some(&token), party.later())["nonce"].clone();
        house.clock.pass_seconds(601);
        let stale = changed(own.claims(at, Some(&token), party.later()), &json!({ "nonce": old }));
        let refused = read(house, "DPoP", "x", &[&own.sign(&own.header(), &stale)]);
        refused.assert_challenged(401, "invalid_token");
        let fields = [("grant_type", "refresh_token"), ("refresh_token", "none")];
        let at = ("POST", &*format!("{}/token", house.issuer));
        let stale = changed(own.claims(at, None, party.later()), &json!({ "nonce": old }));
        let wallet = [("client_id", "wallet")].into_iter().chain(fields).collect::<Vec<_>>();
        let request =
            Request::form("/token", &wallet).header("DPoP", &own.sign(&own.header(), &stale));
        request.send(&house.authority).assert_error(400, "use_dpop_nonce");
    });
}

fn redeemed(
    house: &House,
    party: &RelyingParty,
    code: &str,
    verifier: &str,
    proof: &str,
) -> Response {
    let assertion = house.bank_key.assertion(&party.id, &house.issuer, party.later());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &party.redirect_uri),
        ("code_verifier", verifier),
        ("client_assertion_type", crate::support::relying_party::ASSERTION),
        ("client_assertion", &assertion),
    ];
    Request::form("/token", &fields).header("DPoP", proof).send(&house.authority)
}

/// P124: a proof serves once, at the endpoint that it was made for.
#[test]
fn a_proof_serves_once() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let own = party.held();
        let token = house.fetch(&party, MAI, &[]).access_token;
        let at = ("GET", &*format!("{}/userinfo", house.issuer));
        let proof = own.proof(at, Some(&token), party.later());
        assert_eq!(read(house, "DPoP", &token, &[&proof]).status, 200);
        read(house, "DPoP", &token, &[&proof]).assert_challenged(401, "invalid_dpop_proof");
        house.clock.pass_seconds(299);
        own.learn(&read(house, "DPoP", &token, &[&proof]));
        read(house, "DPoP", &token, &[&proof]).assert_challenged(401, "invalid_dpop_proof");
        // At the token endpoint the code is left as it was, and the assertion is spent all the same.
        let browser = house.visit(&party, MAI, &[]).browser;
        let silent = [("prompt", "none")];
        let visits = [0, 1].map(|_| house.visit_with(browser.clone(), &party, MAI, &silent));
        let at = ("POST", &*format!("{}/token", house.issuer));
        let proof = own.proof(at, None, party.later());
        let [first, second] = &visits;
        let exchange = |visit: &crate::support::walk::Visit, proof: &str| {
            redeemed(house, &party, &visit.code, &visit.asked.verifier, proof)
        };
        assert_eq!(exchange(first, &proof).status, 200);
        exchange(second, &proof).assert_error(400, "invalid_dpop_proof");
        assert_eq!(exchange(second, &own.proof(at, None, party.later())).status, 200);
    });
}

/// P124: an endpoint is one place, however its address is spelt in the request line.
#[test]
fn a_proof_serves_once_however_the_path_is_spelt() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let own = party.held();
        party.push(&[]);
        let at = ("POST", &*format!("{}/par", house.issuer));
        let proof = own.proof(at, None, party.later());
        let (fields, _) = party.parameters(&[]);
        let push = |path: &str| {
            let assertion = house.bank_key.assertion("treasury", &house.issuer, party.later());
            let mut fields = fields.clone();
            fields.extend([
                ("client_assertion_type".into(), crate::support::relying_party::ASSERTION.into()),
                ("client_assertion".into(), assertion),
            ]);
            Request::form(path, &fields).header("DPoP", &proof).send(&house.authority)
        };
        let first = push("/par");
        assert_eq!(first.status, 201, "{}", first.text());
        for path in ["/par", "/%70ar", "/p%61r", "/%70%61%72"] {
            push(path).assert_error(400, "invalid_dpop_proof");
        }
    });
}
