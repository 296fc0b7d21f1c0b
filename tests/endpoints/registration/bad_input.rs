//! What cannot be registered, and how that is told.

use serde_json::{Value, json};

use danh::protocol::client_metadata::KEYS;

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::invitations::{ENABLED, terms, with};

/// P77: what cannot be registered is told with the member that it is about, and spends nothing.
#[test]
fn p77_what_cannot_be_registered_is_refused_in_words() {
    const URI: &str = "invalid_redirect_uri";
    const METADATA: &str = "invalid_client_metadata";
    const UNAPPROVED: &str = "unapproved_software_statement";
    const STATEMENT: &str = "invalid_software_statement";
    House::on_each_database_set(&[ENABLED], |house| {
        let token = house.invite(&terms(), 1, 1);
        for (changes, code, word) in [
            (json!({ "redirect_uris": ["https://quan.example/cb#a"] }), URI, "fragment"),
            (json!({ "redirect_uris": ["http://quan.example/cb"] }), URI, "https"),
            (json!({ "redirect_uris": [] }), URI, "at least one"),
            (
                json!({ "redirect_uris": ["https://hospital.example/x"] }),
                URI,
                "another organization",
            ),
            (json!({ "redirect_uris": ["https://quan.example/cb?code=1"] }), URI, "query"),
            (json!({ "response_types": ["id_token"] }), METADATA, "response_types"),
            (json!({ "grant_types": ["implicit"] }), METADATA, "grant_types"),
            (json!({ "subject_type": "public" }), METADATA, "subject_type"),
            (json!({ "scope": "openid vn.number" }), METADATA, "scope"),
            (json!({ "vn_sector": "state" }), METADATA, "vn_sector"),
            (json!({ "vn_purpose": "Việc khác" }), METADATA, "vn_purpose"),
            (json!({ "vn_pkce": "optional" }), METADATA, "operator"),
            (json!({ "software_statement": "a.b.c" }), UNAPPROVED, "software_statement"),
            (json!({ "software_statement": { "a": 1 } }), STATEMENT, "software_statement"),
            (json!({ "client_id": "bank" }), METADATA, "client_id"),
            (json!({ "token_endpoint_auth_method": "private_key_jwt" }), METADATA, "jwks"),
            (
                json!({ "token_endpoint_auth_method": "magic" }),
                METADATA,
                "token_endpoint_auth_method",
            ),
            (
                json!({ "initiate_login_uri": "http://quan.example/" }),
                METADATA,
                "initiate_login_uri",
            ),
            (json!({ "id_token_signed_response_alg": "none" }), METADATA, "id_token_signed"),
        ] {
            let refused = house.register_with(&token, &changes);
            refused.assert_error(400, code);
            let words = refused.member("error_description").unwrap_or_default();
            assert!(words.contains(word), "{changes}: {words}");
            let page = format!("{}/loi/registration", house.issuer);
            assert_eq!(refused.member("error_uri"), Some(page));
        }
        assert_eq!(house.register_with(&token, &json!({})).status, 201, "nothing was spent by it");
    });
}

/// Each member of a wrong type is refused by its name; none is taken for something else.
#[test]
fn each_member_of_a_wrong_type_is_refused_by_its_name() {
    House::on_each_database_set(&[ENABLED], |house| {
        let token = house.invite(&terms(), 1, 1);
        for key in KEYS.iter().filter(|key| **key != "client_id") {
            for wrong in [json!(-1.5), json!({ "a": [1] }), json!([["a"]]), json!([{}, 1])] {
                // A set of keys is an object.
                let wrong = if *key == "jwks" { json!({ "keys": wrong }) } else { wrong };
                let refused = house.register_with(&token, &json!({ *key: wrong }));
                assert_eq!(refused.status, 400, "{key}: {wrong}: {}", refused.text());
                let words = refused.member("error_description").unwrap_or_default();
                assert!(words.contains(key), "{key}: {wrong}: {words}");
            }
        }
        assert_eq!(house.register_with(&token, &json!({})).status, 201);
    });
}

#[test]
fn a_body_that_is_no_object_in_json_is_refused() {
    House::on_each_database_set(&[ENABLED], |house| {
        let token = house.invite(&terms(), 1, 1);
        let post = |kind: &str, body: &[u8]| {
            let request = Request::new("POST", "/register").bearer(&token);
            let request = request.header("Content-Type", kind).body(body.to_vec());
            request.send(&house.authority)
        };
        let deep = format!("{{\"jwks\":{}1{}}}", "[".repeat(40), "]".repeat(40));
        for body in ["", "[]", "null", "{", "{\"scope\":1,\"scope\":2}", "client_name=x", &deep] {
            let refused = post("application/json", body.as_bytes());
            refused.assert_error(400, "invalid_client_metadata");
        }
        post("application/json", b"{\"client_name\":\"\xff\"}")
            .assert_error(400, "invalid_client_metadata");
        post("text/plain", b"{}").assert_error(400, "invalid_client_metadata");
        let form = Request::form("/register", &[("client_name", "x")]).bearer(&token);
        form.send(&house.authority).assert_error(400, "invalid_client_metadata");
        let long = json!({ "client_name": "x".repeat(50 * 1024) }).to_string();
        post("application/json", long.as_bytes()).assert_error(400, "invalid_client_metadata");
        let longer = json!({ "client_name": "x".repeat(70 * 1024) }).to_string();
        post("application/json", longer.as_bytes()).assert_error(413, "invalid_request");
        for method in ["GET", "PUT", "DELETE"] {
            let refused = house.manage(method, "/register", &token, &Value::Null);
            refused.assert_error(405, "invalid_request");
        }
        assert_eq!(house.register_with(&token, &json!({})).status, 201);
    });
}

/// In production a secret that two know is an operator's to allow, and never for what a card carries
/// (RFC 9700 §2.5).
#[test]
fn production_refuses_shared_secrets_unless_the_operator_gave_a_reason() {
    let production = [
        ENABLED,
        ("DANH__HTTP__MODE", "production"),
        ("DANH__HTTP__ISSUER", "https://danh.example"),
        ("DANH__PAGES__HOTLINE", "1800 1234"),
        ("DANH__PAGES__RIBBON", "false"),
    ];
    House::on_each_database_set(&production, |house| {
        let said = json!({ "token_endpoint_auth_method": "client_secret_basic" });
        let bare = house.invite(&terms(), 1, 1);
        for changes in [json!({}), said.clone(), json!({ "vn_allow_shared_secret": "Vì muốn" })]
        {
            let refused = house.register_with(&bare, &changes);
            refused.assert_error(400, "invalid_client_metadata");
        }
        let reason = json!({ "vn_allow_shared_secret": "Phần mềm cũ, thay trước tháng 6" });
        let allowed = house.invite(&with(&terms(), &reason), 1, 1);
        assert_eq!(house.register_with(&allowed, &said).status, 201);
        let public = house.invite(&terms(), 1, 1);
        let none = json!({ "token_endpoint_auth_method": "none" });
        assert_eq!(house.register_with(&public, &none).status, 201);
        // Nobody named a profile: then the strict one is meant, and written down.
        let mut unnamed = terms();
        unnamed.as_object_mut().expect("an object").remove("vn_profile");
        let strict = house.invite(&unnamed, 1, 1);
        let refused = house.register_with(&strict, &none);
        let words = refused.member("error_description").unwrap_or_default();
        assert!(words.contains("fapi2"), "{words}");
    });
}
