//! What honest clients send, to be mutated.

use danh::domain::client::Client;
use danh::protocol::client_metadata::{self, Strictness};
use danh::protocol::issuer::Issuer;
use serde_json::{Value, json};

/// Who we are.
pub const ISSUER: &str = "https://id.example.vn";

/// A moment within the life of all that is signed here.
pub const NOW: i64 = 1_800_000_000;

pub fn issuer() -> Issuer {
    Issuer::parse(ISSUER).expect("an issuer")
}

/// The registrations of the tests, with this key for the bank.
pub fn registrations(key: &Value) -> Vec<Value> {
    let key = toml::Value::try_from(key).expect("a table").to_string();
    let text = include_str!("../support/clients.toml").replace("KEY", &key);
    let file: toml::Table = text.parse().expect("TOML");
    let file = serde_json::to_value(file).expect("JSON");
    let mut all = file["client"].as_array().expect("clients").clone();
    for one in &mut all {
        // A secret is no metadata: it is told beside it.
        let members = one.as_object_mut().expect("a table");
        members.retain(|name, _| !name.starts_with("client_secret"));
    }
    all
}

/// The bank.
pub fn bank(key: &Value) -> Client {
    let all = registrations(key);
    let bank = all.iter().find(|one| one["client_id"] == "bank").expect("the bank");
    client_metadata::parse(bank, Strictness::Trial).expect("a good registration")
}

/// The claims of a good assertion.
pub fn assertion() -> Value {
    json!({ "iss": "bank", "sub": "bank", "aud": ISSUER, "jti": "a1", "iat": NOW, "exp": NOW + 50 })
}

/// The claims of a request object (RFC 9101 §4).
pub fn request_object() -> Value {
    json!({
        "iss": "bank", "aud": ISSUER, "nbf": NOW, "exp": NOW + 60, "client_id": "bank",
        "response_type": "code", "redirect_uri": "https://bank.example/callback",
        "scope": "openid profile", "state": "s", "nonce": "n", "max_age": 60,
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        "claims": { "id_token": { "name": { "essential": true } } },
    })
}

/// A `claims` parameter with all that may stand in one (Core 5.5).
pub fn claims() -> Value {
    json!({
        "userinfo": {
            "name": { "essential": true, "purpose": "Mở tài khoản" }, "birthdate": null,
            "phone_number": { "value": "+84900000000" }, "unknown": { "values": ["a", 1] },
        },
        "id_token": {
            "acr": { "essential": true, "values": ["urn:danh:acr:ial2.aal2"] }, "sub": { "value": "x" },
            "auth_time": { "essential": true },
        },
    })
}

/// Names that mean something somewhere.
pub const NAMES: [&str; 44] = [
    "alg",
    "typ",
    "kid",
    "crit",
    "b64",
    "jku",
    "jwk",
    "x5u",
    "x5c",
    "zip",
    "enc",
    "epk",
    "p2s",
    "p2c",
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "keys",
    "kty",
    "crv",
    "x",
    "y",
    "n",
    "e",
    "d",
    "k",
    "use",
    "key_ops",
    "acr",
    "essential",
    "value",
    "values",
    "userinfo",
    "id_token",
    "client_id",
    "redirect_uris",
    "request",
    "request_uri",
    "claims",
    "scope",
];
