//! Tables and mutants of request objects.

use aws_lc_rs::rand::SystemRandom;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, json};

use super::*;
use crate::domain::client::{Profile, SigningAlgorithm};
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::compact::{Purpose, Unverified};
use crate::protocol::example;

const NOW: i64 = 1_800_000_000;

fn object(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": "bank", "aud": "https://danh.example", "client_id": "bank",
        "nbf": NOW - 5, "exp": NOW + 300, "iat": NOW - 5,
        "redirect_uri": "https://bank.example/cb", "response_type": "code", "scope": "openid",
        "state": "inside", "max_age": 60, "claims": { "userinfo": { "name": null } },
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    let members = claims.as_object().cloned().unwrap_or_default();
    Value::Object(members.into_iter().filter(|(_, value)| *value != json!("GONE")).collect())
}

fn judged(changes: &Value) -> Result<Params, OAuthError> {
    judged_of(Profile::Fapi2, changes)
}

fn judged_of(profile: Profile, changes: &Value) -> Result<Params, OAuthError> {
    let members: Map<_, _> = object(changes).as_object().cloned().unwrap_or_default();
    let issuer = Issuer::parse("https://danh.example").expect("an issuer");
    let client = Client { profile, ..example::client() };
    let verified = Verified::mark(Claims::from_map(members));
    parameters(&verified, &client, &issuer, Timestamp::from_unix(NOW))
}

#[test]
fn the_members_are_the_parameters() {
    let params = judged(&json!({})).expect("a good object");
    assert_eq!(params.text("state"), Some("inside"));
    assert_eq!(params.text("max_age"), Some("60"));
    assert_eq!(params.text("claims"), Some(r#"{"userinfo":{"name":null}}"#));
    assert_eq!(params.text("exp"), None);
}

/// P137, P138, P139, P140.
#[test]
fn p137_p138_p139_p140_each_rule_has_its_refusal() {
    use refusal::{OBJECT_AUDIENCE, OBJECT_CLIENT, OBJECT_MEMBER, OBJECT_NESTED, OBJECT_TIMES};
    for (changes, expected) in [
        (json!({ "exp": "GONE" }), OBJECT_TIMES),
        (json!({ "nbf": "GONE" }), OBJECT_TIMES),
        (json!({ "exp": NOW }), OBJECT_TIMES),
        (json!({ "exp": NOW - 300 }), OBJECT_TIMES),
        (json!({ "nbf": NOW - 3_601, "exp": NOW + 1 }), OBJECT_TIMES),
        (json!({ "nbf": NOW, "exp": NOW + 3_601 }), OBJECT_TIMES),
        (json!({ "nbf": NOW + 60 }), OBJECT_TIMES),
        (json!({ "iat": NOW + 60 }), OBJECT_TIMES),
        (json!({ "nbf": "soon" }), OBJECT_TIMES),
        (json!({ "aud": "GONE" }), OBJECT_AUDIENCE),
        (json!({ "aud": "https://danh.example/par" }), OBJECT_AUDIENCE),
        (json!({ "aud": ["https://danh.example", 1] }), OBJECT_AUDIENCE),
        (json!({ "client_id": "GONE" }), OBJECT_CLIENT),
        (json!({ "client_id": "shop" }), OBJECT_CLIENT),
        (json!({ "iss": "shop" }), OBJECT_CLIENT),
        (json!({ "iss": 7 }), OBJECT_CLIENT),
        (json!({ "sub": "bank" }), OBJECT_CLIENT),
        (json!({ "request": "a.b.c" }), OBJECT_NESTED),
        (json!({ "request_uri": "urn:x" }), OBJECT_NESTED),
        (json!({ "state": 7 }), OBJECT_MEMBER),
        (json!({ "scope": ["openid"] }), OBJECT_MEMBER),
        (json!({ "redirect_uri": null }), OBJECT_MEMBER),
        (json!({ "nonce": "a\u{0}" }), OBJECT_MEMBER),
    ] {
        assert_eq!(judged(&changes).err(), Some(expected), "{changes}");
    }
    for good in [
        json!({ "nbf": NOW + 8 }),
        json!({ "nbf": NOW - 3_590, "exp": NOW + 10 }),
        json!({ "aud": ["https://other.example", "https://danh.example"] }),
        json!({ "iss": "GONE" }),
    ] {
        assert!(judged(&good).is_ok(), "{good}");
    }
}

/// P137: stock software need not say its times; what it says must hold.
#[test]
fn p137_of_stock_software_only_the_times_that_it_says_count() {
    for good in [
        json!({ "exp": "GONE", "nbf": "GONE", "iat": "GONE" }),
        json!({ "nbf": "GONE" }),
        json!({ "nbf": NOW - 86_400, "exp": NOW + 86_400 }),
    ] {
        assert!(judged_of(Profile::Oidc, &good).is_ok(), "{good}");
        assert_eq!(judged(&good).err(), Some(refusal::OBJECT_TIMES), "{good}");
    }
    for wrong in [
        json!({ "exp": NOW }),
        json!({ "exp": null }),
        json!({ "exp": "later" }),
        json!({ "nbf": NOW + 60 }),
        json!({ "iat": NOW + 60 }),
    ] {
        assert_eq!(judged_of(Profile::Oidc, &wrong).err(), Some(refusal::OBJECT_TIMES), "{wrong}");
    }
}

fn signed(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = example::private_key().sign(&SystemRandom::new(), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.expect("a signature")))
}

fn taken(text: &str) -> bool {
    let keys = ClientKeys::parse(example::KEYS).expect("a key set");
    let Ok(read) = Unverified::parse(text, Purpose::RequestObject) else { return false };
    keys.verify(read, SigningAlgorithm::Es256).is_ok()
}

/// P139, P142: none, MACs, other algorithms, keys brought along, extensions, parts and bytes changed.
#[test]
fn p139_p142_of_all_mutants_only_the_object_itself_is_taken() {
    let claims = object(&json!({})).to_string();
    let good = signed(r#"{"alg":"ES256","kid":"a","typ":"oauth-authz-req+jwt"}"#, &claims);
    assert!(taken(&good));
    for typ in ["", r#","typ":"JWT""#, r#","typ":"application/oauth-authz-req+jwt""#] {
        assert!(taken(&signed(&format!(r#"{{"alg":"ES256","kid":"a"{typ}}}"#), &claims)), "{typ}");
    }
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256","kid":"a"}"#,
        r#"{"alg":"RS256","kid":"a"}"#,
        r#"{"alg":"PS256","kid":"a"}"#,
        r#"{"kid":"a"}"#,
        r#"{"alg":"ES256","kid":"b"}"#,
        r#"{"alg":"ES256","kid":"../a"}"#,
        r#"{"alg":"ES256","alg":"ES256","kid":"a"}"#,
        r#"{"alg":"ES256","kid":"a","typ":"at+jwt"}"#,
        r#"{"alg":"ES256","kid":"a","jku":"https://evil.example"}"#,
        r#"{"alg":"ES256","kid":"a","x5u":"https://evil.example"}"#,
        r#"{"alg":"ES256","kid":"a","jwk":{"kty":"EC"}}"#,
        r#"{"alg":"ES256","kid":"a","crit":[]}"#,
        r#"{"alg":"ES256","kid":"a","zip":"DEF"}"#,
    ] {
        assert!(!taken(&signed(header, &claims)), "{header}");
    }
    let twice = claims.replacen('{', r#"{"state":"first","#, 1);
    assert!(!taken(&signed(r#"{"alg":"ES256","kid":"a"}"#, &twice)), "a claim that stands twice");
    let (message, signature) = good.rsplit_once('.').expect("parts");
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    for at in 0..signature.len() {
        let mut flipped = signature.clone();
        flipped[at] ^= 1;
        assert!(!taken(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(flipped))), "byte {at}");
    }
    for wrong in [format!("{message}."), message.to_owned(), format!("{good}.x.y.z")] {
        assert!(!taken(&wrong));
    }
    let long = object(&json!({ "x": "a".repeat(13 * 1024) })).to_string();
    assert!(!taken(&signed(r#"{"alg":"ES256","kid":"a"}"#, &long)), "17 KiB");
}
