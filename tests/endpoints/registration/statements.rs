//! Software statements: what somebody whom the operator trusts vouches for.

use serde_json::{Value, json};

use crate::support::assertion::ClientKey;
use crate::support::house::{House, Kind};
use crate::support::invitations::{CAFE, ENABLED, metadata, terms, with};

const SIGNER: &str = "https://vouches.example";
const ISSUER: (&str, &str) = ("DANH__REGISTRATION__STATEMENT_ISSUER", SIGNER);
const KEYS: &str = "DANH__REGISTRATION__STATEMENT_KEYS_FILE";
const WRONG: &str = "invalid_software_statement";
const UNAPPROVED: &str = "unapproved_software_statement";

/// A house that takes the statements of this key.
fn with_signer(story: impl Fn(&House, &ClientKey)) {
    let key = ClientKey::new();
    let name = format!("danh-statements-{}.json", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, json!({ "keys": [key.public()] }).to_string()).expect("a file");
    let path = file.display().to_string();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        story(&House::open_set(kind, &[ENABLED, ISSUER, (KEYS, &path)]), &key);
    }
    std::fs::remove_file(&file).expect("the file is ours");
}

fn stated(key: &ClientKey, changes: &Value) -> String {
    key.sign(&json!({ "alg": "ES256", "kid": "bank-1" }), &with(&claims(), changes))
}

fn claims() -> Value {
    json!({
        "iss": SIGNER, "software_id": "quan-1", "client_name": "Quán Có Bảo Chứng",
        "redirect_uris": [CAFE],
    })
}

/// P84: what is vouched for wins over what stands beside it, is told back as it came, and no change takes it
/// back.
#[test]
fn p84_a_statement_wins_over_what_the_client_says_and_stands() {
    with_signer(|house, key| {
        let statement = stated(key, &json!({}));
        let said = json!({
            "software_statement": statement, "client_name": "Quán Khác",
            "redirect_uris": ["https://elsewhere.example/cb"], "default_max_age": 600,
        });
        let registered = house.registered(&said);
        let told = &registered.told;
        assert_eq!(told["client_name"], "Quán Có Bảo Chứng");
        assert_eq!(told["redirect_uris"], json!([CAFE]));
        assert_eq!((&told["default_max_age"], told.get("software_id")), (&json!(600), None));
        assert_eq!(told["software_statement"], statement);
        let read = house.manage("GET", &registered.path, &registered.token, &Value::Null);
        assert_eq!(read.json()["software_statement"], statement);

        let id = json!({ "client_id": told["client_id"], "software_statement": statement });
        let put = |token: &str, changes: &Value| {
            let body = metadata(&with(&id, changes));
            house.manage("PUT", &registered.path, token, &body)
        };
        let named = json!({ "client_name": "Quán Có Bảo Chứng" });
        let elsewhere = with(&named, &json!({ "redirect_uris": ["https://elsewhere.example/cb"] }));
        for (changes, code) in [
            (json!({}), "invalid_client_metadata"),
            (elsewhere, "invalid_redirect_uri"),
            (json!({ "software_statement": stated(key, &named) + "A" }), WRONG),
        ] {
            let refused = put(&registered.token, &changes);
            refused.assert_error(400, code);
        }
        let changed = put(&registered.token, &with(&named, &json!({ "default_max_age": 300 })));
        assert_eq!(changed.status, 200, "{}", changed.text());
        assert_eq!(changed.json()["software_statement"], statement);
    });
}

/// P84: only the operator's issuer is believed, by its own keys, in time, and no further than the terms.
#[test]
fn p84_a_statement_of_anybody_else_or_out_of_its_time_registers_nothing() {
    with_signer(|house, key| {
        let token = house.invite(&terms(), 1, 1);
        let (now, other) = (house.now(), ClientKey::new());
        let good = stated(key, &json!({}));
        let unsigned =
            good.rsplit_once('.').map(|(signed, _)| format!("{signed}.")).expect("parts");
        let typed = |typ: &str| key.sign(&json!({ "alg": "ES256", "typ": typ }), &claims());
        let own_key = json!({ "alg": "ES256", "jwk": other.bare() });
        for (statement, code) in [
            (stated(key, &json!({ "iss": "https://else.example" })), UNAPPROVED),
            (stated(key, &json!({ "iss": null })), UNAPPROVED),
            (stated(&other, &json!({})), WRONG),
            (other.sign(&own_key, &claims()), WRONG),
            (stated(key, &json!({ "exp": now })), WRONG),
            (stated(key, &json!({ "nbf": now + 3600 })), WRONG),
            (stated(key, &json!({ "iat": "yesterday" })), WRONG),
            (stated(key, &json!({ "aud": "https://else.example" })), WRONG),
            (stated(key, &json!({ "aud": 7 })), WRONG),
            (stated(key, &json!({ "client_id": "hospital" })), WRONG),
            (stated(key, &json!({ "client_secret": "x" })), WRONG),
            (typed("client-authentication+jwt"), WRONG),
            (typed("at+jwt"), WRONG),
            (unsigned, WRONG),
            (format!("{good}.{good}"), WRONG),
            (String::new(), WRONG),
            (stated(key, &json!({ "vn_sector": "state" })), "invalid_client_metadata"),
            (stated(key, &json!({ "scope": "openid vn.number" })), "invalid_client_metadata"),
        ] {
            let refused = house.register_with(&token, &json!({ "software_statement": statement }));
            refused.assert_error(400, code);
        }
        assert_eq!(house.events("client.registered"), 0);
        let us = json!({ "aud": ["https://else.example", house.issuer], "exp": now + 60 });
        for statement in [stated(key, &us), typed("software-statement+jwt"), typed("JWT")] {
            let token = house.invite(&terms(), 1, 1);
            let taken = house.register_with(&token, &json!({ "software_statement": statement }));
            assert_eq!(taken.status, 201, "{}", taken.text());
        }
        house
            .register_with("nothing", &json!({ "software_statement": good }))
            .assert_challenged(401, "invalid_token");
    });
}
