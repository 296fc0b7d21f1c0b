//! `/jwks`, and what stays true when keys change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use danh::connectors::key_file::key_algorithm::KeyAlgorithm;
use danh::domain::client::SigningAlgorithm;
use danh::domain::time::Lifetime;
use danh::ports::clock::Clock;

use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::keys::Keys;
use crate::support::people::{BINH, MAI};
use crate::support::token::Token;

/// P16
#[test]
fn keys_are_public_distinct_and_strong() {
    House::on_each_database(|house| {
        let response = Request::get("/jwks").send(&house.authority);
        assert_eq!(response.status, 200);
        let keys = response.json()["keys"].as_array().cloned().expect("a list of keys");
        let mut ids: Vec<_> = keys.iter().map(|key| key["kid"].to_string()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), keys.len(), "each key has an id of its own");
        for key in &keys {
            let opens = ["ECDH-ES", "RSA-OAEP-256"].map(Value::from).contains(&key["alg"]);
            assert_eq!(key["use"], if opens { "enc" } else { "sig" });
            let bytes = |name: &str| {
                URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap_or_default()).unwrap_or_default()
            };
            match key["alg"].as_str().expect("an algorithm") {
                "RS256" | "PS256" | "RSA-OAEP-256" => {
                    assert!(key["kty"] == "RSA" && bytes("n").len() >= 256);
                }
                "ES256" | "ECDH-ES" => assert!(key["crv"] == "P-256" && bytes("x").len() == 32),
                "EdDSA" => assert!(key["crv"] == "Ed25519" && bytes("x").len() == 32),
                other => unreachable!("{other} is announced by nobody"),
            }
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert_eq!(key.get(private), None, "{private} is nobody's business");
            }
        }
    });
}

/// What a person keeps for good can be verified for good, by a key that signs no token.
#[test]
fn a_receipt_verifies_years_and_rotations_later() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_with(kind, Keys::new());
        let party = house.client("bank");
        let fetched = house.fetch(&party, MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        let detail = browser.open("/toi/chia-se/bank");
        let page = browser.follow(&detail, "main a[href*='/bien-nhan/']");
        let receipt = browser.follow(&page, "main a[href$='.jwt']").response.text();
        let named = |text: &str| Token::unverified(text).expect("a token").header["kid"].clone();
        assert_ne!(named(&receipt), named(&fetched.access_token), "a key of its own");
        for one in KeyAlgorithm::all() {
            house.keys.rotate(one, Lifetime::minutes(10), house.clock.now());
        }
        house.clock.pass_seconds(3 * 365 * 86_400);
        house.keys.look(house.clock.now());
        let keys = party.keys();
        assert!(Token::verified(&fetched.access_token, &keys).is_none(), "its key is long gone");
        let told = Token::verified(&receipt, &keys).expect("the receipt still verifies");
        assert_eq!(told.text("sub"), fetched.id_token.text("sub"));
    }
}

/// P17: after a rotation new tokens bear the new key's name, old ones verify until they die.
#[test]
fn a_rotated_key_is_published_until_the_last_token_it_signed_has_died() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_with(kind, Keys::new());
        let party = house.client("bank");
        let old = house.fetch(&party, MAI, &[]);
        let text = old.tokens.member("id_token").expect("an ID token");
        house.clock.pass_seconds(60);
        house.keys.rotate(SigningAlgorithm::Es256, Lifetime::minutes(10), house.clock.now());
        let new = house.fetch(&party, BINH, &[]);
        assert_ne!(new.id_token.header["kid"], old.id_token.header["kid"]);
        assert!(Token::verified(&text, &party.keys()).is_some(), "the former key is still there");
        assert_eq!(party.userinfo(&new.access_token).status, 200);
        house.clock.pass_seconds(601);
        house.keys.look(house.clock.now());
        assert!(Token::verified(&text, &party.keys()).is_none(), "now it is gone");
        assert_eq!(house.fetch(&party, MAI, &[]).id_token.header["alg"], "ES256");
    }
}
