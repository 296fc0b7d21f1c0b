//! `/jwks`, and what stays true when keys change.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::house::House;
use crate::support::http::Request;

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
            assert_eq!(key["use"], "sig");
            let bytes = |name: &str| {
                URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap_or_default()).unwrap_or_default()
            };
            match key["alg"].as_str().expect("an algorithm") {
                "RS256" | "PS256" => assert!(key["kty"] == "RSA" && bytes("n").len() >= 256),
                "ES256" => assert!(key["crv"] == "P-256" && bytes("x").len() == 32),
                "EdDSA" => assert!(key["crv"] == "Ed25519" && bytes("x").len() == 32),
                other => unreachable!("{other} is announced by nobody"),
            }
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert_eq!(key.get(private), None, "{private} is nobody's business");
            }
        }
    });
}
