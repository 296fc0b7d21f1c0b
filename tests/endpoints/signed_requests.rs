//! Requests that a client signed (RFC 9101), at `/authorize` and `/par`, plain and encrypted.

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::{Asked, RelyingParty};
use crate::support::sealed;
use crate::support::token::Token;

/// A good object with these changes, and what its sender knows; null takes a member away.
fn object(house: &House, party: &RelyingParty, changes: &Value) -> (String, Asked) {
    let (pairs, asked) = party.parameters(&[]);
    let now = house.now();
    let own = json!({ "iss": party.id, "aud": house.issuer, "nbf": now, "exp": now + 300 });
    let mut claims = own.as_object().cloned().unwrap_or_default();
    claims.extend(pairs.into_iter().map(|(name, value)| (name, value.into())));
    claims.extend(changes.as_object().cloned().unwrap_or_default());
    let claims = Value::Object(claims.into_iter().filter(|(_, v)| !v.is_null()).collect());
    let header = json!({ "alg": "ES256", "kid": "bank-1", "typ": "oauth-authz-req+jwt" });
    (house.bank_key.sign(&header, &claims), asked)
}

fn address(party: &RelyingParty, object: &str, beside: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &party.id)
        .append_pair("request", object)
        .extend_pairs(beside)
        .finish();
    format!("/authorize?{query}")
}

fn push(party: &RelyingParty, object: &str) -> (u16, String) {
    let answer = party.post("/par", &[("request".to_owned(), object.to_owned())]);
    (answer.status, answer.member("error").unwrap_or_default())
}

/// P43 P44 P141 P142
#[test]
fn a_signed_request_is_the_whole_request_and_what_stands_beside_it_is_nothing() {
    House::on_each_database(|house| {
        let party = house.client("clinic");
        let (object, asked) = object(house, &party, &json!({}));
        let beside =
            [("state", "outside"), ("redirect_uri", "https://evil.example/"), ("prompt", "none")];
        let mut browser = house.browser();
        let page = browser.open(&address(&party, &object, &beside));
        let page = house.walk(&mut browser, page, MAI);
        let code = party.code(&page, &asked);
        assert_eq!(party.redeem(&code, &asked).status, 200);
    });
}

/// P43: encrypted by either way that was registered, or plain.
#[test]
fn an_encrypted_request_is_opened_by_our_key() {
    House::on_each_database(|house| {
        let party = house.client("clinic");
        let (plain, asked) = object(house, &party, &json!({}));
        let object = sealed::sealed(&plain, &party.keys(), "ECDH-ES", &[]);
        let mut browser = house.browser();
        let page = browser.open(&address(&party, &object, &[]));
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(party.redeem(&party.code(&page, &asked), &asked).status, 200);
        for other in [
            sealed::sealed(&plain, &party.keys(), "RSA-OAEP-256", &[]),
            sealed::sealed(&plain, &party.keys(), "ECDH-ES", &[("zip", "DEF".into())]),
            format!("{object}.x"),
            format!("{object}A"),
        ] {
            assert_eq!(push(&party, &other), (400, "invalid_request_object".to_owned()));
        }
    });
}

/// P137 P138 P139 P140
#[test]
fn a_bad_object_is_refused_to_who_pushed_it_and_on_a_page_of_ours() {
    House::on_each_database(|house| {
        let (party, now) = (house.client("clinic"), house.now());
        for changes in [
            json!({ "exp": now - 300 }),
            json!({ "nbf": now + 61 }),
            json!({ "aud": "https://other.example" }),
            json!({ "client_id": "hospital" }),
            json!({ "request_uri": "urn:x" }),
        ] {
            let (object, _) = object(house, &party, &changes);
            assert_eq!(
                push(&party, &object),
                (400, "invalid_request_object".to_owned()),
                "{changes}"
            );
            let page = house.browser().open(&address(&party, &object, &[]));
            assert!(page.url.as_str().starts_with(&house.issuer), "{}", page.url);
            assert_eq!(page.response.status, 400);
        }
        let (good, _) = object(house, &party, &json!({}));
        let (start, _) = good.rsplit_once('.').expect("parts");
        let none = "eyJhbGciOiJub25lIn0.e30.".to_owned();
        for wrong in [format!("{start}.{}", "A".repeat(86)), none, "a.b.c".to_owned()] {
            assert_eq!(push(&party, &wrong), (400, "invalid_request_object".to_owned()));
        }
        let (missing, _) = object(house, &party, &json!({ "redirect_uri": null }));
        assert_eq!(push(&party, &missing), (400, "invalid_request".to_owned()));
        let (elsewhere, _) =
            object(house, &party, &json!({ "redirect_uri": "https://evil.example" }));
        let page = house.browser().open(&address(&party, &elsewhere, &[]));
        assert!(page.url.as_str().starts_with(&house.issuer), "{}", page.url);
        let (ahead, _) = object(house, &party, &json!({ "nbf": now + 8 }));
        assert_eq!(push(&party, &ahead).0, 201);
    });
}

/// P136
#[test]
fn who_must_sign_is_not_served_without() {
    House::on_each_database(|house| {
        house.register_anew(|clients| {
            let before = "request_object_signing_alg = \"ES256\"";
            clients.replace(before, &format!("{before}\nrequire_signed_request_object = true"))
        });
        let party = house.client("clinic");
        let (answer, _) = party.push(&[]);
        assert_eq!(
            (answer.status, answer.member("error").as_deref()),
            (400, Some("invalid_request"))
        );
        let asked = party.ask(&[]);
        let page = house.browser().open(&asked.url);
        assert_eq!(party.error(&page, &asked), "invalid_request");
        let (object, _) = object(house, &party, &json!({}));
        assert_eq!(push(&party, &object).0, 201);
    });
}

/// P136 P137: the profile that signs everything, as a person walks through it.
#[test]
fn a_client_of_the_signed_profile_pushes_what_it_signed_and_nothing_else() {
    House::on_each_database(|house| {
        house.register_anew(|clients| {
            clients.replace("vn_profile = \"fapi2\"", "vn_profile = \"fapi2-signed\"")
        });
        let (party, now) = (house.client("treasury"), house.now());
        let (answer, _) = party.push(&[("response_mode", "jwt")]);
        assert_eq!(answer.member("error").as_deref(), Some("invalid_request"));
        for changes in [
            json!({ "exp": null }),
            json!({ "nbf": null }),
            json!({ "nbf": now - 3_700 }),
            json!({ "exp": now + 3_700 }),
            json!({ "exp": now - 1 }),
        ] {
            let (object, _) = object(house, &party, &changes);
            let refused = (400, "invalid_request_object".to_owned());
            assert_eq!(push(&party, &object), refused, "{changes}");
        }
        let (object, asked) = object(house, &party, &json!({ "response_mode": "jwt" }));
        let page = house.browser().open(&address(&party, &object, &[]));
        assert_ne!(page.response.status, 200, "it must be pushed: {}", page.url);
        let pushed = party.post("/par", &[("request".to_owned(), object)]);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        let uri = pushed.member("request_uri").expect("a name");
        let mut browser = house.browser();
        let page = browser.open(&format!("/authorize?client_id={}&request_uri={uri}", party.id));
        let page = house.walk(&mut browser, page, MAI);
        let answer = page.parameter("response").expect("a signed answer");
        let token = Token::verified(&answer, &party.keys()).expect("ours");
        assert_eq!(token.text("state"), Some(asked.state.as_str()));
        let tokens = party.redeem(token.text("code").expect("a code"), &asked);
        assert_eq!(tokens.status, 200, "{}", tokens.text());
    });
}
