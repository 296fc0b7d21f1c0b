//! What this server says of itself.
//!
//! OpenID Connect Discovery 1.0 §3 and §4, RFC 8414 §2 and §3, RFC 9126 §5, RFC 9207 §3, RP-Initiated
//! Logout 2.1, Initiating User Registration 1.0 (`prompt_values_supported`). One document at both
//! well-known addresses; it announces what is served and nothing else.

use serde_json::{Map, Value, json};

use super::authentication_context::announced;
use super::issuer::Issuer;
use super::scope::Scope;
use super::{dpop, prompt, response_mode, response_type, token_request, ui_locales};
use crate::domain::authorization_detail::DetailType;
use crate::domain::claim::Claim;
use crate::domain::client::{MacAlgorithm, SigningAlgorithm};
use crate::domain::interaction::REACHABLE;
use crate::domain::protection::{CONTENT_ENCRYPTION, EncryptionAlgorithm};

/// Where the document stands below the issuer (Discovery 4); RFC 8414's address is
/// [`Issuer::oauth_metadata_path`].
pub const OPENID_PATH: &str = "/.well-known/openid-configuration";

/// Claims of tokens that are no claims about the person.
const OF_TOKENS: [&str; 8] = ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr"];

const CLIENT_METHODS: [&str; 5] =
    ["private_key_jwt", "client_secret_basic", "client_secret_post", "client_secret_jwt", "none"];

/// The document; `signing` are the algorithms that there are keys for, `opening` those by which requests can
/// be encrypted to us.
#[must_use]
pub fn document(
    issuer: &Issuer,
    signing: &[SigningAlgorithm],
    opening: &[EncryptionAlgorithm],
) -> Value {
    let mut document = main_part(issuer, signing);
    if let Some(members) = document.as_object_mut() {
        members.extend(protections(signing, opening));
    }
    document
}

/// Says where clients register themselves (Discovery 3); nothing is said where they cannot.
pub fn announce_registration(document: &mut Value, issuer: &Issuer) {
    if let Some(members) = document.as_object_mut() {
        members.insert("registration_endpoint".to_owned(), issuer.address("/register").into());
    }
}

/// What is signed and encrypted beyond TLS (Discovery 3, RFC 9701 §7, JARM 4).
fn protections(
    signing: &[SigningAlgorithm],
    opening: &[EncryptionAlgorithm],
) -> Map<String, Value> {
    let signs: Vec<_> = signing.iter().map(|algorithm| algorithm.as_str()).collect();
    let encrypts = EncryptionAlgorithm::ALL.map(EncryptionAlgorithm::as_str);
    let mut members = Map::new();
    let accepts = SigningAlgorithm::ALL.map(SigningAlgorithm::as_str);
    members.insert("request_object_signing_alg_values_supported".to_owned(), json!(accepts));
    if !opening.is_empty() {
        let opens: Vec<_> = opening.iter().map(|algorithm| algorithm.as_str()).collect();
        members.insert("request_object_encryption_alg_values_supported".to_owned(), json!(opens));
        let content = json!([CONTENT_ENCRYPTION]);
        members.insert("request_object_encryption_enc_values_supported".to_owned(), content);
    }
    for answer in ["introspection", "authorization"] {
        members.insert(format!("{answer}_signing_alg_values_supported"), json!(signs));
    }
    for answer in ["id_token", "userinfo", "introspection", "authorization"] {
        members.insert(format!("{answer}_encryption_alg_values_supported"), json!(encrypts));
        let content = json!([CONTENT_ENCRYPTION]);
        members.insert(format!("{answer}_encryption_enc_values_supported"), content);
    }
    members
}

fn main_part(issuer: &Issuer, signing: &[SigningAlgorithm]) -> Value {
    let at = |path: &str| issuer.address(path);
    let signs: Vec<_> = signing.iter().map(|algorithm| algorithm.as_str()).collect();
    let signed = SigningAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str());
    let maced = MacAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str());
    // Of assertions alone: nothing else is taken under a keyed hash.
    let accepts: Vec<_> = signed.chain(maced).collect();
    let proves: Vec<_> = dpop::ALGORITHMS.iter().map(|algorithm| algorithm.as_str()).collect();
    let scopes: Vec<_> = Scope::all().map(Scope::name).collect();
    let mut claims = OF_TOKENS.to_vec();
    claims.push("vn_assurance");
    claims.extend(Claim::all().map(Claim::name));
    let detail_types = DetailType::ALL.map(DetailType::as_str);
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": at("/authorize"),
        "pushed_authorization_request_endpoint": at("/par"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "introspection_endpoint": at("/introspect"),
        "revocation_endpoint": at("/revoke"),
        "end_session_endpoint": at("/end_session"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "jwks_uri": at("/jwks"),
        "scopes_supported": scopes,
        "claims_supported": claims,
        "claim_types_supported": ["normal"],
        "acr_values_supported": announced(REACHABLE),
        "authorization_details_types_supported": detail_types,
        "subject_types_supported": ["pairwise"],
        "response_types_supported": [response_type::SUPPORTED],
        "response_modes_supported": response_mode::SUPPORTED,
        "grant_types_supported": token_request::GRANT_TYPES,
        "prompt_values_supported": prompt::SUPPORTED,
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ui_locales::SUPPORTED,
        "id_token_signing_alg_values_supported": signs,
        "userinfo_signing_alg_values_supported": signs,
        "token_endpoint_auth_methods_supported": CLIENT_METHODS,
        "token_endpoint_auth_signing_alg_values_supported": accepts,
        "introspection_endpoint_auth_methods_supported": CLIENT_METHODS,
        "introspection_endpoint_auth_signing_alg_values_supported": accepts,
        "revocation_endpoint_auth_methods_supported": CLIENT_METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": accepts,
        "dpop_signing_alg_values_supported": proves,
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "require_signed_request_object": false,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Value {
        let issuer = Issuer::parse("https://danh.example/vn").expect("an issuer");
        document(&issuer, &SigningAlgorithm::ALL, &EncryptionAlgorithm::ALL)
    }

    fn list(name: &str) -> Vec<String> {
        let list = written()[name].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// P2, P3, P5.
    #[test]
    fn p2_p5_every_address_stands_below_the_issuer() {
        let document = written();
        assert_eq!(document["issuer"], "https://danh.example/vn");
        for (name, value) in document.as_object().into_iter().flatten() {
            if name.ends_with("_endpoint") || name.ends_with("_uri") {
                let address = value.as_str().expect("an address");
                assert!(address.starts_with("https://danh.example/vn/"), "{name}");
            }
        }
    }

    /// P4: the shapes of RFC 8414 and Discovery, and no member that no specification names.
    #[test]
    fn p4_each_member_has_its_shape() {
        for (name, value) in written().as_object().into_iter().flatten() {
            let texts = |list: &Vec<Value>| !list.is_empty() && list.iter().all(Value::is_string);
            let right = match name.as_str() {
                "issuer" => value.is_string(),
                n if n.ends_with("_endpoint") || n.ends_with("_uri") => value.is_string(),
                n if n.contains("channel_logout") => value.is_boolean(),
                n if n.ends_with("parameter_supported") || n.starts_with("require_") => {
                    value.is_boolean()
                }
                n => n.ends_with("_supported") && value.as_array().is_some_and(texts),
            };
            assert!(right, "{name}");
        }
    }

    /// P6, P7, P27, P99: what is refused is not announced.
    #[test]
    fn p6_p7_p99_what_does_not_exist_is_not_announced() {
        assert_eq!(list("response_types_supported"), ["code"]);
        assert_eq!(
            list("grant_types_supported"),
            ["authorization_code", "refresh_token", "client_credentials"]
        );
        let modes = ["query", "form_post", "jwt", "query.jwt", "form_post.jwt"];
        assert_eq!(list("response_modes_supported"), modes);
        for name in
            ["check_session_iframe", "registration_endpoint", "device_authorization_endpoint"]
        {
            assert!(written().get(name).is_none(), "{name}");
        }
    }

    /// P8, P9, P14.
    #[test]
    fn p8_p9_p14_subjects_are_pairwise_rs256_is_there_none_is_not_and_s256_alone() {
        assert_eq!(list("subject_types_supported"), ["pairwise"]);
        let signs = list("id_token_signing_alg_values_supported");
        assert!(signs.contains(&"RS256".to_owned()) && !signs.contains(&"none".to_owned()));
        assert_eq!(list("code_challenge_methods_supported"), ["S256"]);
    }

    /// P10, P11, P63.
    #[test]
    fn p10_p11_scopes_and_claims_are_listed() {
        assert!(list("scopes_supported").contains(&"openid".to_owned()));
        let claims = list("claims_supported");
        assert!(claims.contains(&"vn_personal_number".to_owned()));
        let mut once = claims.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), claims.len());
    }

    /// P12, P13, P30: the flags tell the truth, and the one that defaults to true is said.
    #[test]
    fn p12_p30_the_flags_tell_the_truth() {
        let document = written();
        assert_eq!(document["claims_parameter_supported"], true);
        assert_eq!(document["request_parameter_supported"], true);
        assert_eq!(document["request_uri_parameter_supported"], true);
        assert_eq!(document["require_request_uri_registration"], true);
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        assert!(list("request_object_signing_alg_values_supported").contains(&"RS256".to_owned()));
    }

    /// P101, P102: what FAPI 2.0 asks for is announced, and proofs are signed with what it permits.
    #[test]
    fn p101_p102_what_fapi_2_asks_for_is_announced() {
        assert_eq!(list("dpop_signing_alg_values_supported"), ["ES256", "PS256", "EdDSA"]);
        assert!(written()["pushed_authorization_request_endpoint"].is_string());
        for name in ["token_endpoint", "id_token"] {
            let name = match name {
                "id_token" => "id_token_signing_alg_values_supported",
                _ => "token_endpoint_auth_signing_alg_values_supported",
            };
            let announced = list(name);
            assert!(
                announced.iter().any(|alg| ["PS256", "ES256", "EdDSA"].contains(&alg.as_str()))
            );
        }
        assert!(list("token_endpoint_auth_methods_supported").contains(&"private_key_jwt".into()));
    }

    /// P104: a keyed hash of a secret proves a client and nothing else.
    #[test]
    fn p104_keyed_hashes_are_announced_for_assertions_alone() {
        assert!(
            list("token_endpoint_auth_methods_supported").contains(&"client_secret_jwt".into())
        );
        for (name, value) in written().as_object().into_iter().flatten() {
            let texts: Vec<_> =
                value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let maced = texts.iter().any(|text| MacAlgorithm::parse(text).is_some());
            assert_eq!(
                maced,
                name.ends_with("_endpoint_auth_signing_alg_values_supported"),
                "{name}"
            );
        }
    }

    /// P15: well-formed and canonically cased.
    #[test]
    fn p15_languages_are_canonical() {
        assert_eq!(list("ui_locales_supported"), ["vi", "en"]);
    }
}
