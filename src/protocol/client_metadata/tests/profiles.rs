//! Registrations of a profile, and of machines.

use serde_json::{Value, json};

use super::metadata;
use crate::domain::client::{ClientCredential, MacAlgorithm, Profile, SigningAlgorithm};
use crate::protocol::client_metadata::{Strictness, parse};

fn fapi2(changes: &Value) -> Value {
    let keys: Value = serde_json::from_str(crate::protocol::example::KEYS).expect("a key set");
    let mut whole = metadata(json!({
        "token_endpoint_auth_method": "private_key_jwt", "jwks": keys,
        "dpop_bound_access_tokens": true,
    }));
    for (key, value) in changes.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    whole
}

#[test]
fn in_production_the_profile_is_fapi2_unless_another_is_named() {
    let client = parse(&fapi2(&json!({})), Strictness::Production).expect("a client");
    assert_eq!(client.profile, Profile::Fapi2);
    assert!(client.pushed_only && client.pkce_required);
    assert_eq!(client.id_token_algorithm, SigningAlgorithm::Es256);
}

/// P103, P104.
#[test]
fn p103_p104_what_fapi2_forbids_is_not_registered() {
    for (change, key) in [
        (
            json!({"token_endpoint_auth_method": "client_secret_basic"}),
            "token_endpoint_auth_method",
        ),
        (
            json!({"token_endpoint_auth_method": "client_secret_jwt", "jwks": null}),
            "token_endpoint_auth_method",
        ),
        (json!({"token_endpoint_auth_method": "none"}), "token_endpoint_auth_method"),
        (json!({"dpop_bound_access_tokens": false}), "dpop_bound_access_tokens"),
        (json!({"vn_pkce": "optional"}), "vn_pkce"),
        (json!({"id_token_signed_response_alg": "RS256"}), "id_token_signed_response_alg"),
        (json!({"userinfo_signed_response_alg": "RS256"}), "userinfo_signed_response_alg"),
        (
            json!({"vn_access_token_signed_response_alg": "RS256"}),
            "vn_access_token_signed_response_alg",
        ),
    ] {
        let mut whole = fapi2(&change);
        whole["vn_profile"] = "fapi2".into();
        let faults = parse(&whole, Strictness::Trial).expect_err("a fault");
        assert!(faults.iter().any(|fault| fault.key == key), "{change}: {faults:?}");
    }
}

#[test]
fn a_machine_is_registered_without_people_and_addresses() {
    let machine = |changes: &Value| {
        let mut whole = metadata(json!({
            "grant_types": ["client_credentials"], "scope": "danh.metrics",
            "redirect_uris": null, "vn_claims": null,
        }));
        for (key, value) in changes.as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        parse(&whole, Strictness::Trial)
    };
    let client = machine(&json!({})).expect("a machine");
    assert!(client.machine && client.redirect_uris.is_empty() && !client.offline);
    for (change, key) in [
        (json!({"redirect_uris": ["https://a.example/cb"]}), "redirect_uris"),
        (json!({"scope": "openid"}), "scope"),
        (json!({"scope": "danh.metrics profile"}), "scope"),
        (json!({"token_endpoint_auth_method": "none"}), "token_endpoint_auth_method"),
        (json!({"vn_resources": ["https://a.example"]}), "vn_resources"),
        (json!({"grant_types": ["client_credentials", "authorization_code"]}), "grant_types"),
    ] {
        let faults = machine(&change).expect_err("a fault");
        assert!(faults.iter().any(|fault| fault.key == key), "{change}: {faults:?}");
    }
    let person = parse(&metadata(json!({"scope": "openid danh.metrics"})), Strictness::Trial);
    assert!(person.is_err(), "nobody who meets people watches over the system");
}

/// A keyed hash is registered where a secret is, a signature where a key is, and neither where the other is; in
/// production a secret behind an assertion is a secret like any other.
#[test]
fn p104_a_secrets_hash_and_a_keys_signature_are_never_registered_for_each_other() {
    let by = |algorithm: &str| {
        let changes = json!({
            "token_endpoint_auth_method": "client_secret_jwt",
            "token_endpoint_auth_signing_alg": algorithm,
        });
        metadata(changes)
    };
    for algorithm in MacAlgorithm::ALL {
        let client = parse(&by(algorithm.as_str()), Strictness::Trial).expect("a client");
        assert_eq!(client.credential, ClientCredential::SecretJwt { algorithm });
        let faults = parse(
            &fapi2(&json!({"token_endpoint_auth_signing_alg": algorithm.as_str()})),
            Strictness::Trial,
        );
        let faults = faults.expect_err("a key signs");
        assert_eq!(faults[0].key, "token_endpoint_auth_signing_alg");
    }
    for algorithm in ["ES256", "none", "hs256"] {
        let faults = parse(&by(algorithm), Strictness::Trial).expect_err("a secret signs nothing");
        assert!(faults[0].sentence.contains("HS256"), "{faults:?}");
    }
    let shown = metadata(json!({"token_endpoint_auth_signing_alg": "HS256"}));
    let faults =
        parse(&shown, Strictness::Trial).expect_err("a secret that is shown hashes nothing");
    assert!(faults[0].sentence.contains("client_secret_jwt"), "{faults:?}");
    let mut real = by("HS256");
    real["vn_profile"] = "oidc".into();
    let faults = parse(&real, Strictness::Production).expect_err("a reason is needed");
    assert_eq!(faults[0].key, "token_endpoint_auth_method", "{faults:?}");
}
