//! A registration within an operator's terms: what the terms say stands, what they list is the most that a
//! client may choose from, and of the rest the client speaks for itself.

use serde_json::{Map, Value, json};

use super::super::client_metadata::{KEYS, Strictness};
use super::super::metadata_reader::Fault;
use crate::domain::client::ClientId;
use crate::domain::time::Day;

/// Names of ours that a client says for itself. All others are an operator's: by its terms, never by the client.
const OWN: [&str; 2] = ["vn_access_token_format", "vn_access_token_signed_response_alg"];
/// Names of others that are an operator's all the same.
const VOUCHED: [&str; 2] = ["authorization_details_types", "sector_identifier"];

/// Lists that hold a client back: one that names nothing of them would be held back by nothing.
const LIMITS: [&str; 2] = ["default_acr_values", "vn_networks"];

const SCOPE: &str = "scope";
const GRANTS: &str = "grant_types";
const NAME: &str = "client_name";
/// A grant for machines, which read our own resources: an operator gives it, nobody takes it.
const MACHINE: &str = "client_credentials";

/// What a registration stands on besides what is said.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its name, which we gave.
    pub id: &'a ClientId,
    /// Since when it is registered.
    pub since: Day,
    /// By which rules it is judged.
    pub strictness: Strictness,
}

/// The registration that is judged: what the client says, within the terms, with every default written out.
///
/// # Errors
/// If it says what only its terms may say, or more than they allow.
pub fn within(
    said: Map<String, Value>,
    terms: &Map<String, Value>,
    standing: Standing<'_>,
) -> Result<Value, Vec<Fault>> {
    let (mut all, mut faults) = (Map::new(), Vec::new());
    if terms.contains_key("client_id") {
        faults.push(fault("client_id", "cannot stand in terms: this server gives the names"));
    }
    let terms = complete_terms(terms, standing);
    for (key, value) in said.into_iter().filter(|(_, value)| !value.is_null()) {
        if key == "client_id" {
            if value != standing.id.as_str() {
                faults.push(fault(&key, "is not the client's own: this server gives the name"));
            }
        } else if KEYS.contains(&key.as_str()) {
            match refused(&key, &value, told(&terms, &key)) {
                Some(sentence) => faults.push(fault(&key, sentence)),
                None => {
                    all.insert(key, value);
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    granted(&mut all, &terms);
    for (key, value) in terms {
        all.entry(key).or_insert(value);
    }
    complete(&mut all, standing);
    Ok(Value::Object(all))
}

/// The terms with what we say where the operator says nothing.
fn complete_terms(terms: &Map<String, Value>, standing: Standing<'_>) -> Map<String, Value> {
    let mut terms = terms.clone();
    let since = standing.since.to_string();
    terms.entry("vn_connected_since").or_insert(since.into());
    // Written out, because who reads it later does not know by which rules it was judged.
    let profile = match standing.strictness {
        Strictness::Production => "fapi2",
        Strictness::Trial => "oidc",
    };
    terms.entry("vn_profile").or_insert(profile.into());
    terms
}

fn fault(key: &str, sentence: &str) -> Fault {
    Fault { key: key.to_owned(), sentence: sentence.to_owned() }
}

/// What the terms say of this. What they say in Vietnamese alone, no client says otherwise in English.
fn told<'a>(terms: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let vietnamese = || {
        let plain = key.strip_suffix("#en")?;
        terms.get(plain).or_else(|| terms.get(&format!("{plain}#vi")))
    };
    terms.get(key).or_else(vietnamese)
}

fn is_vouched(key: &str) -> bool {
    VOUCHED.contains(&key) || (key.starts_with("vn_") && !OWN.contains(&key))
}

/// Why the client may not say this.
fn refused(key: &str, value: &Value, terms: Option<&Value>) -> Option<&'static str> {
    const BEYOND: &str = "goes beyond the terms of the initial access token";
    const OTHERWISE: &str = "stands otherwise in the terms of the initial access token";
    match (value, terms) {
        (_, None) if is_vouched(key) => {
            Some("is for the operator to say, who gave the initial access token")
        }
        (Value::Array(asked), None) if key == GRANTS => {
            asked.iter().any(|grant| grant == MACHINE).then_some(BEYOND)
        }
        (_, None) => None,
        (Value::Array(asked), Some(Value::Array(most)))
            if asked.is_empty() && !most.is_empty() && LIMITS.contains(&key) =>
        {
            Some(BEYOND)
        }
        (Value::Array(asked), Some(Value::Array(most))) => {
            asked.iter().any(|one| !most.contains(one)).then_some(BEYOND)
        }
        (Value::String(asked), Some(Value::String(most))) if key == SCOPE => {
            let is_beyond = |one: &str| !most.split(' ').any(|other| other == one);
            asked.split(' ').any(|one| !one.is_empty() && is_beyond(one)).then_some(BEYOND)
        }
        (asked, Some(fixed)) => (asked != fixed).then_some(OTHERWISE),
    }
}

/// Scope and grants go together: of the terms only those are taken over that fit what the client said.
fn granted(all: &mut Map<String, Value>, terms: &Map<String, Value>) {
    const OFFLINE: &str = "offline_access";
    const REFRESH: &str = "refresh_token";
    let words = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.split(' ').map(str::to_owned).collect(),
        Some(Value::Array(list)) => {
            list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    let grants = words(all.get(GRANTS).or_else(|| terms.get(GRANTS)));
    let scopes = words(all.get(SCOPE).or_else(|| terms.get(SCOPE)));
    let has = |list: &[String], word: &str| list.iter().any(|one| one == word);
    if !all.contains_key(GRANTS) && has(&grants, REFRESH) && !has(&scopes, OFFLINE) {
        let kept: Vec<_> = grants.iter().filter(|one| *one != REFRESH).cloned().collect();
        all.insert(GRANTS.to_owned(), kept.into());
    }
    if !all.contains_key(SCOPE) && has(&scopes, OFFLINE) && !has(&grants, REFRESH) {
        let kept: Vec<_> = scopes.iter().filter(|one| *one != OFFLINE).cloned().collect();
        all.insert(SCOPE.to_owned(), kept.join(" ").into());
    }
}

/// Writes out what stands where nobody says anything (RFC 7591 §2), so that all of it is told back.
fn complete(all: &mut Map<String, Value>, standing: Standing<'_>) {
    let mut default = |key: &str, value: Value| {
        all.entry(key).or_insert(value);
    };
    default("client_id", standing.id.as_str().into());
    default("token_endpoint_auth_method", "client_secret_basic".into());
    default(GRANTS, json!(["authorization_code"]));
    default("subject_type", "pairwise".into());
    if all.get(GRANTS) != Some(&json!([MACHINE])) {
        all.entry("response_types").or_insert(json!(["code"]));
        let strict = all.get("vn_profile") != Some(&"oidc".into());
        let signs = if strict { "ES256" } else { "RS256" };
        all.entry("id_token_signed_response_alg").or_insert(signs.into());
    }
    // A client without a name goes by its owner's; a name without a language is good for every language
    // (RFC 7591 §2.2).
    if let Some(name) = all.get(NAME).or_else(|| all.get("vn_legal_name")).cloned() {
        all.entry(NAME).or_insert_with(|| name.clone());
        all.entry("client_name#en").or_insert(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    fn judged(said: Value, terms: Value) -> Result<Value, Vec<Fault>> {
        let id = ClientId::parse("c12").expect("a name");
        let since = Day::new(2026, 11, 22).expect("a day");
        let standing = Standing { id: &id, since, strictness: Strictness::Trial };
        within(map(said), &map(terms), standing)
    }

    #[test]
    fn what_is_not_understood_is_ignored_and_defaults_are_filled_in() {
        let said = json!({ "client_name": "Quán", "software_id": "x", "scope": null });
        let all = judged(said, json!({ "scope": "openid profile" })).expect("a registration");
        assert_eq!(all["client_name#en"], "Quán");
        assert_eq!(all["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(all["scope"], "openid profile");
        assert_eq!(all["vn_connected_since"], "2026-11-22");
        assert_eq!(all["vn_profile"], "oidc");
        assert!(all.get("software_id").is_none());
        let nameless = judged(json!({}), json!({ "vn_legal_name": "Quán Thử" }));
        assert_eq!(nameless.expect("a registration")["client_name"], "Quán Thử");
    }

    #[test]
    fn who_a_client_is_and_what_it_may_ask_is_the_operators_to_say() {
        let terms = json!({
            "vn_sector": "private", "scope": "openid email", "redirect_uris": ["https://a/", "https://b/"],
            "vn_networks": ["203.0.113.0/24", "198.51.100.7"], "client_name": "Quán",
            "default_acr_values": ["urn:danh:acr:ial3.aal2"],
        });
        for said in [
            json!({ "vn_sector": "state" }),
            json!({ "vn_claims": [{ "claim": "name" }] }),
            json!({ "vn_allow_shared_secret": "Vì tôi muốn" }),
            json!({ "sector_identifier": "bank.example" }),
            json!({ "vn_profile": "fapi2" }),
            json!({ "vn_pkce": "optional" }),
            json!({ "client_id": "bank" }),
            json!({ "scope": "openid phone" }),
            json!({ "scope": ["openid"] }),
            json!({ "redirect_uris": ["https://a/", "https://c/"] }),
            json!({ "grant_types": ["client_credentials"] }),
            json!({ "vn_networks": [] }),
            json!({ "default_acr_values": [] }),
            json!({ "client_name": "Ngân hàng" }),
            json!({ "client_name#en": "The State Bank" }),
        ] {
            let faults = judged(said.clone(), terms.clone()).expect_err("faults");
            assert_eq!(faults.len(), 1, "{said}");
        }
        // Who says back what stands in the terms says nothing new, and may ask for less.
        let less = json!({
            "vn_sector": "private", "scope": "openid", "redirect_uris": ["https://b/"],
            "vn_networks": ["198.51.100.7"], "client_name#en": "Quán",
        });
        let all = judged(less, terms).expect("a registration");
        assert_eq!(
            (&all["scope"], &all["redirect_uris"]),
            (&json!("openid"), &json!(["https://b/"]))
        );
    }

    #[test]
    fn scope_and_grants_of_the_terms_fit_what_the_client_says() {
        let terms = json!({
            "scope": "openid offline_access", "grant_types": ["authorization_code", "refresh_token"],
        });
        for (said, scope, grants) in [
            (json!({}), "openid offline_access", 2),
            (json!({ "scope": "openid" }), "openid", 1),
            (json!({ "grant_types": ["authorization_code"] }), "openid", 1),
            (
                json!({ "grant_types": ["refresh_token", "authorization_code"] }),
                "openid offline_access",
                2,
            ),
        ] {
            let all = judged(said.clone(), terms.clone()).expect("a registration");
            assert_eq!(all["scope"], scope, "{said}");
            assert_eq!(all["grant_types"].as_array().map(Vec::len), Some(grants), "{said}");
        }
    }
}
