//! `client_secret_jwt`: an assertion under a keyed hash of a secret that only the client and we know.

use aws_lc_rs::hmac;
use serde_json::json;

use crate::support::assertion::{good, maced};
use crate::support::holder::changed;
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, Proof, RelyingParty};

fn secret(party: &RelyingParty) -> &str {
    match &party.proof {
        Proof::SecretJwt(secret, _) => secret,
        _ => "",
    }
}

fn shown(house: &House, assertion: &str, beside: &[(&str, &str)]) -> Response {
    let mut fields = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", "none"),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", assertion),
    ];
    fields.extend_from_slice(beside);
    Request::form("/token", &fields).send(&house.authority)
}

/// P104 P108: whoever is known has no such refresh token; whoever is not is told no more than that.
#[test]
fn p104_p108_an_assertion_under_a_secret_proves_its_client_once() {
    House::on_each_database(|house| {
        let party = house.client("museum");
        assert_eq!(house.fetch(&party, MAI, &[]).tokens.status, 200);
        let good = good("museum", &house.issuer, party.later());
        let by = |hash, name, secret: &str, claims| maced(hash, name, secret, claims);
        let assertion = by(hmac::HMAC_SHA256, "HS256", secret(&party), &good);
        shown(house, &assertion, &[]).assert_error(400, "invalid_grant");
        shown(house, &assertion, &[]).assert_error(401, "invalid_client");
        let anew = |changes| changed(self::good("museum", &house.issuer, party.later()), &changes);
        let key = house.bank_key.public().to_string();
        for wrong in [
            by(
                hmac::HMAC_SHA256,
                "HS256",
                "tests-only-another-secret-0123456789-abcdefghij",
                &anew(json!({})),
            ),
            by(hmac::HMAC_SHA256, "HS256", "", &anew(json!({}))),
            by(hmac::HMAC_SHA256, "HS256", &key, &anew(json!({}))),
            by(hmac::HMAC_SHA384, "HS384", secret(&party), &anew(json!({}))),
            by(hmac::HMAC_SHA512, "HS512", secret(&party), &anew(json!({}))),
            by(hmac::HMAC_SHA256, "none", secret(&party), &anew(json!({}))),
            by(hmac::HMAC_SHA256, "RS256", secret(&party), &anew(json!({}))),
            house.bank_key.sign(&json!({ "alg": "ES256", "kid": "bank-1" }), &anew(json!({}))),
            by(hmac::HMAC_SHA256, "HS256", secret(&party), &anew(json!({ "iss": "bank" }))),
            by(hmac::HMAC_SHA256, "HS256", secret(&party), &anew(json!({ "sub": "bank" }))),
            by(
                hmac::HMAC_SHA256,
                "HS256",
                secret(&party),
                &anew(json!({ "aud": "https://a.example" })),
            ),
            by(
                hmac::HMAC_SHA256,
                "HS256",
                secret(&party),
                &anew(json!({ "exp": house.now() - 300 })),
            ),
            by(hmac::HMAC_SHA256, "HS256", secret(&party), &anew(json!({ "jti": null }))),
        ] {
            let refused = shown(house, &wrong, &[("client_id", "museum")]);
            refused.assert_error(401, "invalid_client");
        }
    });
}

/// P104: neither a client's public key nor a published one of ours is ever a secret, and a client of a secret is
/// known by no signature.
#[test]
fn p104_no_public_key_passes_for_a_secret() {
    House::on_each_database(|house| {
        let ours = Request::get("/jwks").send(&house.authority).text();
        let published: Vec<_> = house
            .bank_key
            .public()
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, value)| value.as_str().map(str::to_owned))
            .collect();
        let mut keys = vec![house.bank_key.public().to_string(), ours];
        keys.extend(published);
        for id in ["bank", "treasury", "hospital", "school", "portal"] {
            for key in &keys {
                let claims = good(id, &house.issuer, 0);
                let forged = maced(hmac::HMAC_SHA256, "HS256", key, &claims);
                shown(house, &forged, &[]).assert_error(401, "invalid_client");
            }
        }
    });
}

/// What the tables hold of it opens in its row only, under a key that no table holds.
#[test]
fn the_secret_stands_nowhere_in_clear() {
    House::on_each_database(|house| {
        let party = house.client("museum");
        assert_eq!(house.fetch(&party, MAI, &[]).tokens.status, 200);
        let secret = secret(&party).as_bytes().to_vec();
        let stored = house.everything_stored();
        assert!(!stored.windows(secret.len()).any(|part| part == secret));
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!stored.windows(hex.len()).any(|part| part.eq_ignore_ascii_case(hex.as_bytes())));
    });
}
