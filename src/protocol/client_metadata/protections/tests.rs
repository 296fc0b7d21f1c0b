//! Tables of what may be signed and encrypted, and by which keys.

use serde_json::{Value, json};

use super::super::tests::metadata;
use super::super::{Strictness, parse};
use super::*;
use crate::domain::client::Client;
use crate::protocol::example;

fn keys() -> Value {
    serde_json::from_str(example::BOTH_KEYS).expect("a key set")
}

/// A confidential client with its two keys, and these changes.
fn with(changes: &Value) -> Value {
    let mut whole = json!({ "jwks": keys() });
    for (key, value) in changes.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    metadata(whole)
}

fn accepted(changes: &Value) -> Client {
    parse(&with(changes), Strictness::Trial).expect("a registration")
}

/// Which keys are at fault.
fn faults(changes: &Value) -> Vec<String> {
    let faults = parse(&with(changes), Strictness::Trial).expect_err("a fault");
    faults.into_iter().map(|fault| fault.to_string()).collect()
}

#[test]
fn nothing_is_encrypted_where_nothing_is_registered_and_rs256_signs_what_is_asked_for() {
    let client = parse(&metadata(json!({})), Strictness::Trial).expect("a registration");
    assert_eq!(client.protections, Protections::default());
    assert_eq!(client.protections.authorization.signed, SigningAlgorithm::Rs256);
}

#[test]
fn each_answer_has_its_algorithms_and_a256gcm_is_meant_where_none_is_named() {
    let client = accepted(&json!({
        "id_token_encrypted_response_alg": "ECDH-ES",
        "userinfo_signed_response_alg": "ES256",
        "userinfo_encrypted_response_alg": "ECDH-ES", "userinfo_encrypted_response_enc": "A256GCM",
        "introspection_signed_response_alg": "PS256",
        "introspection_encrypted_response_alg": "ECDH-ES",
        "authorization_signed_response_alg": "EdDSA",
        "request_object_signing_alg": "ES256", "request_object_encryption_alg": "RSA-OAEP-256",
        "require_signed_request_object": true,
    }));
    let ours = Some(EncryptionAlgorithm::EcdhEs);
    let expected = Protections {
        id_token: ours,
        userinfo: ours,
        introspection: Protected { signed: SigningAlgorithm::Ps256, encrypted: ours },
        authorization: Protected { signed: SigningAlgorithm::EdDsa, encrypted: None },
        requests: RequestObjects {
            signed: Some(SigningAlgorithm::Es256),
            encrypted: Some(EncryptionAlgorithm::RsaOaep256),
            required: true,
        },
    };
    assert_eq!(client.protections, expected);
    assert!(matches!(client.keys, Some(KeySource::Here(_))));
}

#[test]
fn what_cannot_be_kept_is_refused_in_words() {
    for (changes, words) in [
        (json!({ "id_token_encrypted_response_alg": "RSA1_5" }), "must be ECDH-ES or RSA-OAEP-256"),
        (json!({ "id_token_encrypted_response_alg": "dir" }), "must be ECDH-ES or RSA-OAEP-256"),
        (json!({ "id_token_encrypted_response_enc": "A256GCM" }), "is read only beside"),
        (
            json!({
                "id_token_encrypted_response_alg": "ECDH-ES",
                "id_token_encrypted_response_enc": "A128CBC-HS256",
            }),
            "must be A256GCM",
        ),
        (json!({ "id_token_encrypted_response_alg": "RSA-OAEP-256" }), "for RSA-OAEP-256"),
        (json!({ "userinfo_encrypted_response_alg": "ECDH-ES" }), "is signed first"),
        (json!({ "request_object_signing_alg": "none" }), "unsigned ones are never taken"),
        (json!({ "request_object_signing_alg": "HS256" }), "unsigned ones are never taken"),
        (json!({ "request_object_signing_alg": "EdDSA" }), "holds no key for"),
        (json!({ "request_object_encryption_alg": "ECDH-ES" }), "is read only beside"),
        (
            json!({ "require_signed_request_object": true, "id_token_encrypted_response_alg": "ECDH-ES" }),
            "`require_signed_request_object` is read only beside",
        ),
        (
            json!({ "id_token_encrypted_response_alg": "ECDH-ES", "jwks": null }),
            "`jwks` is missing",
        ),
        (json!({ "authorization_signed_response_alg": "none" }), "must be ES256"),
        (json!({}), "`jwks` is read only with"),
    ] {
        let faults = faults(&changes);
        assert!(faults.iter().any(|fault| fault.contains(words)), "{changes}: {faults:?}");
    }
}

#[test]
fn a_set_that_was_given_away_is_never_encrypted_to() {
    let mut set = keys();
    set["keys"][1]["d"] = "AA".into();
    let faults = faults(&json!({ "id_token_encrypted_response_alg": "ECDH-ES", "jwks": set }));
    assert!(faults.iter().any(|fault| fault.contains("private")), "{faults:?}");
}

fn strict(profile: &str, changes: &Value) -> Result<Client, Vec<String>> {
    let mut whole = json!({
        "vn_profile": profile, "token_endpoint_auth_method": "private_key_jwt",
        "dpop_bound_access_tokens": true,
    });
    for (key, value) in changes.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    let told = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect();
    parse(&with(&whole), Strictness::Trial).map_err(told)
}

/// P104, P136.
#[test]
fn p104_p136_fapi2_signs_by_its_algorithms_and_its_signed_profile_signs_everything() {
    let client = strict("fapi2", &json!({})).expect("a registration");
    assert_eq!(client.protections.authorization.signed, SigningAlgorithm::Es256);
    assert!(!client.protections.requests.required);
    let client = strict("fapi2-signed", &json!({})).expect("a registration");
    assert!(client.protections.requests.required);
    assert_eq!(client.protections.requests.signed, Some(SigningAlgorithm::Es256));
    assert_eq!(client.userinfo_algorithm, Some(SigningAlgorithm::Es256));
    for key in [
        "request_object_signing_alg",
        "introspection_signed_response_alg",
        "authorization_signed_response_alg",
    ] {
        let mut change = json!({});
        change[key] = "RS256".into();
        let faults = strict("fapi2", &change).expect_err("a fault");
        assert!(faults.iter().any(|fault| fault.contains(key)), "{key}: {faults:?}");
    }
}
