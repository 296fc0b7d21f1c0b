//! `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.

use serde_json::Value;

use crate::support::house::House;
use crate::support::http::Request;

const ADDRESSES: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

fn metadata(house: &House) -> Value {
    Request::get(ADDRESSES[0]).send(&house.authority).json()
}

fn list<'a>(metadata: &'a Value, name: &str) -> Vec<&'a str> {
    let values = metadata[name].as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().filter_map(Value::as_str).collect()
}

/// P1 P2 P3
#[test]
fn both_well_known_addresses_tell_the_issuer_byte_for_byte() {
    House::on_each_database(|house| {
        for address in ADDRESSES {
            let response = Request::get(address).send(&house.authority);
            assert_eq!(response.status, 200);
            assert!(
                response
                    .header("content-type")
                    .is_some_and(|it| it.starts_with("application/json"))
            );
            assert_eq!(response.json()["issuer"], house.issuer);
        }
        assert_eq!(house.issuer, format!("http://{}", house.authority));
    });
}

/// Members that a specification names.
const KNOWN: &[&str] = &[
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
    "dpop_signing_alg_values_supported",
    "authorization_details_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "service_documentation",
    "claims_locales_supported",
    "ui_locales_supported",
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "op_policy_uri",
    "op_tos_uri",
    "prompt_values_supported",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "pushed_authorization_request_endpoint",
    "require_pushed_authorization_requests",
    "authorization_response_iss_parameter_supported",
    "end_session_endpoint",
    "protected_resources",
    "id_token_encryption_alg_values_supported",
    "id_token_encryption_enc_values_supported",
    "userinfo_encryption_alg_values_supported",
    "userinfo_encryption_enc_values_supported",
    "introspection_encryption_alg_values_supported",
    "introspection_encryption_enc_values_supported",
    "authorization_encryption_alg_values_supported",
    "authorization_encryption_enc_values_supported",
    "introspection_signing_alg_values_supported",
    "authorization_signing_alg_values_supported",
    "request_object_encryption_alg_values_supported",
    "request_object_encryption_enc_values_supported",
    "require_signed_request_object",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
];

/// P4
#[test]
fn every_list_is_a_list_of_text_and_every_flag_a_flag() {
    House::on_each_database(|house| {
        let metadata = metadata(house);
        let members = metadata.as_object().expect("an object");
        for (name, value) in members {
            assert!(KNOWN.contains(&name.as_str()), "{name} is nobody's member");
            if name.ends_with("_supported") && value.is_array() {
                assert!(value.as_array().is_some_and(|all| all.iter().all(Value::is_string)));
                assert!(!list(&metadata, name).is_empty(), "{name} is empty");
            } else if name.ends_with("_supported") || name.starts_with("require_") {
                assert!(value.is_boolean(), "{name} is neither list nor flag");
            } else {
                assert!(value.is_string(), "{name} is no text");
            }
        }
    });
}

/// P5 P85
#[test]
fn the_endpoints_are_under_the_issuer() {
    House::on_each_database(|house| {
        let metadata = metadata(house);
        for (name, path) in [
            ("authorization_endpoint", "/authorize"),
            ("token_endpoint", "/token"),
            ("userinfo_endpoint", "/userinfo"),
            ("jwks_uri", "/jwks"),
            ("pushed_authorization_request_endpoint", "/par"),
            ("introspection_endpoint", "/introspect"),
            ("revocation_endpoint", "/revoke"),
            ("end_session_endpoint", "/end_session"),
        ] {
            assert_eq!(metadata[name], format!("{}{path}", house.issuer), "{name}");
        }
    });
}

/// P6 P7 P27 P56 P63 P99
#[test]
fn what_is_refused_is_not_announced() {
    House::on_each_database(|house| {
        let metadata = metadata(house);
        assert_eq!(list(&metadata, "response_types_supported"), ["code"]);
        assert_eq!(
            list(&metadata, "grant_types_supported"),
            ["authorization_code", "refresh_token", "client_credentials"]
        );
        assert!(!list(&metadata, "response_modes_supported").contains(&"fragment"));
        assert!(!list(&metadata, "id_token_signing_alg_values_supported").contains(&"none"));
        assert_eq!(metadata.get("check_session_iframe"), None);
        assert_eq!(metadata.get("registration_endpoint"), None);
    });
}

/// P8 P9 P10 P11 P14 P15
#[test]
fn the_lists_hold_what_clients_look_for() {
    House::on_each_database(|house| {
        let metadata = metadata(house);
        assert_eq!(list(&metadata, "subject_types_supported"), ["pairwise"]);
        let algorithms = list(&metadata, "id_token_signing_alg_values_supported");
        assert!(["RS256", "PS256", "ES256", "EdDSA"].iter().all(|name| algorithms.contains(name)));
        let scopes = list(&metadata, "scopes_supported");
        assert!(["openid", "profile", "offline_access"].iter().all(|name| scopes.contains(name)));
        let legal = |c: char| matches!(c, '\x21' | '\x23'..='\x5B' | '\x5D'..='\x7E');
        assert!(scopes.iter().all(|scope| scope.chars().all(legal)));
        let claims = list(&metadata, "claims_supported");
        assert!(["sub", "name", "birthdate"].iter().all(|name| claims.contains(name)));
        assert_eq!(list(&metadata, "code_challenge_methods_supported"), ["S256"]);
        assert_eq!(list(&metadata, "ui_locales_supported"), ["vi", "en"]);
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    });
}

/// P12 P13 P94 P98
#[test]
fn the_flags_tell_the_truth() {
    House::on_each_database(|house| {
        let metadata = metadata(house);
        assert_eq!(metadata["backchannel_logout_supported"], true);
        assert_eq!(metadata["backchannel_logout_session_supported"], true);
        assert_eq!(metadata["frontchannel_logout_supported"], true);
        assert_eq!(metadata["frontchannel_logout_session_supported"], true);
        assert_eq!(metadata["claims_parameter_supported"], true);
        assert_eq!(metadata["request_parameter_supported"], true);
        assert_eq!(metadata["request_uri_parameter_supported"], true);
        assert_eq!(metadata["require_request_uri_registration"], true);
        let signs = list(&metadata, "request_object_signing_alg_values_supported");
        assert!(signs.contains(&"RS256") && !signs.contains(&"none"));
    });
}
