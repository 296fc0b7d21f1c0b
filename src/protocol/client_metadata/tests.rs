//! Tables for registrations.

use serde_json::json;

use super::*;
use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::client::{AccessTokenFormat, SigningAlgorithm};

/// A registration that passes, as a file would bring it, with these keys put in; null takes one away.
pub(super) fn metadata(changes: Value) -> Value {
    let mut whole = json!({
        "client_id": "bank",
        "client_name": "Ngân hàng Thử", "client_name#en": "Test Bank",
        "vn_legal_name": "Ngân hàng TMCP Thử Nghiệm",
        "vn_organization_number": "TEST-0001",
        "vn_sector": "finance",
        "vn_connected_since": "2026-11-01",
        "vn_purpose": "Mở tài khoản", "vn_purpose#en": "To open an account",
        "vn_alternative": "Đến quầy", "vn_alternative#en": "Visit a branch",
        "redirect_uris": ["https://bank.example/cb"],
        "scope": "openid profile",
        "vn_claims": [{
            "claim": "name", "purpose": "Hợp đồng", "purpose#en": "The contract",
            "required": true, "retention_days": 3650,
        }],
    });
    let (Some(members), Value::Object(changes)) = (whole.as_object_mut(), changes) else {
        return whole;
    };
    for (key, value) in changes {
        if value.is_null() {
            members.remove(&key)
        } else {
            members.insert(key, value)
        };
    }
    whole
}

fn accepted(changes: Value) -> Client {
    parse(&metadata(changes), Strictness::Trial).expect("a registration")
}

fn item(claim: &str) -> Value {
    json!([
        {"claim": "name", "purpose": "a", "purpose#en": "a", "retention_days": 1},
        {"claim": claim, "purpose": "a", "purpose#en": "a", "retention_days": 1},
    ])
}

/// P55: RS256 stands where nothing is registered.
#[test]
fn p55_defaults_stand_where_nothing_is_registered() {
    let client = accepted(json!({}));
    assert_eq!(client.credential, ClientCredential::SecretBasic);
    assert_eq!(client.id_token_algorithm, SigningAlgorithm::Rs256);
    assert_eq!(client.access_token_format, AccessTokenFormat::Signed(SigningAlgorithm::Es256));
    assert_eq!((client.userinfo_algorithm, client.default_max_age), (None, None));
    assert_eq!(client.default_assurance, Assurance::new(Ial::Ial2, Aal::Aal2));
    assert_eq!(client.subject_sector, "bank.example");
    assert!(client.pkce_required && !client.pushed_only && !client.offline);
    assert!(client.items[0].required);
}

/// Each change makes a fault of this key, with this word in its sentence.
fn all_refused<const N: usize>(cases: [(Value, &str, &str); N]) {
    for (change, key, word) in cases {
        let faults = parse(&metadata(change.clone()), Strictness::Trial).expect_err("faults");
        let found = faults.iter().any(|f| f.key == key && f.sentence.contains(word));
        assert!(found, "{change}: {faults:?}");
    }
}

#[test]
fn each_fault_is_a_sentence_that_names_its_key() {
    all_refused([
        (json!({"client_id": "Bank"}), "client_id", "a-z"),
        (json!({"client_id": null}), "client_id", "missing"),
        (json!({"client_name#en": null}), "client_name#en", "missing"),
        (json!({"client_name": "a\u{202e}b"}), "client_name", "line"),
        (json!({"client_name": 7}), "client_name", "text"),
        (json!({"redirect_uri": "https://a.example"}), "redirect_uri", "`redirect_uris`"),
        (json!({"client_secret": "x"}), "client_secret", "not a key"),
        (json!({"redirect_uris": null}), "redirect_uris", "at least one"),
        (json!({"redirect_uris": ["https://a.example/#x"]}), "redirect_uris", "fragment"),
        (json!({"redirect_uris": "https://a.example"}), "redirect_uris", "list"),
        (json!({"redirect_uris": ["http://localhost/cb"]}), "sector_identifier", "loopback"),
        (
            json!({"redirect_uris": ["https://a.example", "https://b.example"]}),
            "sector_identifier",
            "several",
        ),
        (json!({"redirect_uris": ["https://a.github.io/cb"]}), "sector_identifier", "shared"),
        (json!({"sector_identifier": "https://a.example"}), "sector_identifier", "host"),
        (json!({"subject_type": "public"}), "subject_type", "pairwise"),
        (
            json!({"post_logout_redirect_uris": ["http://a.example"]}),
            "post_logout_redirect_uris",
            "https",
        ),
        (
            json!({"vn_continuation_origins": ["https://a.example/x"]}),
            "vn_continuation_origins",
            "origins",
        ),
        (json!({"jwks_uri": "https://a.example/keys"}), "jwks_uri", "private_key_jwt"),
        (json!({"jwks": {"keys": []}}), "jwks", "private_key_jwt"),
        (
            json!({"backchannel_logout_uri": "http://bank.example/x"}),
            "backchannel_logout_uri",
            "https",
        ),
        (
            json!({"backchannel_logout_session_required": true}),
            "backchannel_logout_session_required",
            "only with",
        ),
        (
            json!({"frontchannel_logout_uri": "https://elsewhere.example/x"}),
            "frontchannel_logout_uri",
            "redirect_uris",
        ),
        (json!({"token_endpoint_auth_method": "private_key_jwt"}), "jwks", "missing"),
        (
            json!({"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "http://a.example/k"}),
            "jwks_uri",
            "https",
        ),
        (
            json!({
                "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://a.example/k",
                "jwks": {"keys": []},
            }),
            "jwks_uri",
            "beside",
        ),
        (
            json!({"token_endpoint_auth_method": "client_secret"}),
            "token_endpoint_auth_method",
            "must be",
        ),
    ]);
}

/// People judge a service by its name: none looks like another's (security.md 1.4).
#[test]
fn no_letter_of_a_name_passes_for_another() {
    all_refused([
        (json!({"client_name": "Vietc\u{43e}mbank"}), "client_name", "pass for others"),
        (json!({"client_name#en": "\u{ff36}ietcombank"}), "client_name#en", "pass for others"),
        (json!({"vn_legal_name": "Ngân hàng \u{391}"}), "vn_legal_name", "pass for others"),
    ]);
}

/// What we add to the address of a frame stands in it once (Front-Channel Logout 2).
#[test]
fn no_registered_query_says_first_what_we_say() {
    for (query, taken) in [("a=b", true), ("iss=x", false), ("a=b&s%69d=1", false)] {
        let uri = format!("https://bank.example/bye?{query}");
        let change = json!({ "frontchannel_logout_uri": uri });
        assert_eq!(parse(&metadata(change), Strictness::Trial).is_ok(), taken, "{query}");
    }
}

#[test]
fn each_fault_in_what_is_asked_names_its_key_too() {
    all_refused([
        (json!({"grant_types": ["implicit"]}), "grant_types", "implicit"),
        (json!({"grant_types": ["refresh_token"]}), "grant_types", "authorization_code"),
        (json!({"response_types": ["token"]}), "response_types", "code"),
        (json!({"scope": "openid profile offline_access"}), "scope", "refresh_token"),
        (json!({"scope": "profile"}), "scope", "openid"),
        (json!({"scope": "openid profil"}), "scope", "none of"),
        (json!({"scope": "openid email profile"}), "scope", "email"),
        (json!({"id_token_signed_response_alg": "none"}), "id_token_signed_response_alg", "ES256"),
        (json!({"id_token_signed_response_alg": "HS256"}), "id_token_signed_response_alg", "ES256"),
        (json!({"default_acr_values": ["LoA3"]}), "default_acr_values", "level"),
        (json!({"default_max_age": -1}), "default_max_age", "whole number"),
        (json!({"require_acr": "yes"}), "require_acr", "true or false"),
        (json!({"vn_pkce": "never"}), "vn_pkce", "required"),
        (json!({"vn_pkce": "optional", "token_endpoint_auth_method": "none"}), "vn_pkce", "public"),
        (json!({"vn_profile": "fapi1"}), "vn_profile", "fapi2"),
        (
            json!({"dpop_bound_access_tokens": true, "tls_client_certificate_bound_access_tokens": true}),
            "tls_client_certificate_bound_access_tokens",
            "choose",
        ),
        (json!({"vn_sector": "bank"}), "vn_sector", "finance"),
        (json!({"vn_connected_since": "1/11/2026"}), "vn_connected_since", "YYYY-MM-DD"),
        (json!({"vn_claims": item("given_name")}), "vn_claims[1].claim", "must be name"),
        (json!({"vn_claims": item("name")}), "vn_claims[1].claim", "already"),
        (json!({"vn_claims": item("picture")}), "vn_claims[1].claim", "not a claim"),
        (json!({"vn_claims": item("vn_health_insurance")}), "vn_claims", "sector"),
        (
            json!({"vn_sector": "private", "vn_claims": item("vn_personal_number")}),
            "vn_claims",
            "sector",
        ),
        (
            json!({"authorization_details_types": ["hospital_visit"]}),
            "authorization_details_types",
            "sector",
        ),
        (
            json!({"authorization_details_types": ["loan"]}),
            "authorization_details_types",
            "payment_initiation",
        ),
        (
            json!({"vn_claims": [{"claim": "name", "porpose": "x"}]}),
            "vn_claims[0].porpose",
            "`purpose`",
        ),
    ]);
}

#[test]
fn all_faults_are_told_at_once() {
    let change = json!({"client_id": "B", "vn_sector": "x", "redirect_uris": [], "zzz": 1});
    let faults = parse(&metadata(change), Strictness::Trial).expect_err("faults");
    let keys: Vec<_> = faults.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(keys, ["zzz", "client_id", "redirect_uris", "vn_sector"]);
    assert_eq!(parse(&json!([]), Strictness::Trial).map_err(|faults| faults.len()), Err(1));
}

#[test]
fn an_app_may_have_a_scheme_of_its_own_and_names_its_sector() {
    let client = accepted(json!({
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["com.example.bank:/answer"],
        "sector_identifier": "bank.example",
    }));
    assert!(client.is_public() && client.pkce_required);
}

#[test]
fn the_number_is_for_state_finance_and_health_and_insurance_for_state_and_health() {
    use crate::domain::claim::Item;
    for (sector, number, insurance) in [
        (Sector::State, true, true),
        (Sector::Health, true, true),
        (Sector::Finance, true, false),
        (Sector::Private, false, false),
    ] {
        assert_eq!(disclosure::may_ask(sector, Item::PersonalNumber), number);
        assert_eq!(disclosure::may_ask(sector, Item::HealthInsurance), insurance);
        assert!(disclosure::may_ask(sector, Item::Name));
    }
}

#[test]
fn in_production_a_shared_secret_needs_a_reason_and_never_reads_numbers() {
    let oidc = json!({"vn_profile": "oidc"});
    let judged = |changes: Value| {
        let mut whole = metadata(oidc.clone());
        for (key, value) in changes.as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        let keys = |faults: Vec<Fault>| faults.into_iter().map(|f| f.key).collect::<Vec<_>>();
        parse(&whole, Strictness::Production).map(|_| ()).map_err(keys)
    };
    let method = "token_endpoint_auth_method".to_owned();
    assert_eq!(judged(json!({})), Err(vec![method.clone()]));
    let reason = json!({"vn_allow_shared_secret": "Phần mềm cũ"});
    assert_eq!(judged(reason.clone()), Ok(()));
    let mut number = reason;
    number["vn_claims"] = item("vn_personal_number");
    assert_eq!(judged(number), Err(vec![method]));
}

#[test]
fn a_sign_out_is_told_without_tls_on_ones_own_machine_and_in_trials_alone() {
    let whole = metadata(json!({"backchannel_logout_uri": "http://127.0.0.1:8085/told"}));
    assert!(parse(&whole, Strictness::Trial).is_ok());
    let faults = parse(&whole, Strictness::Production).expect_err("a fault");
    assert!(faults.iter().any(|fault| fault.key == "backchannel_logout_uri"));
}

mod profiles;
mod sectors;
