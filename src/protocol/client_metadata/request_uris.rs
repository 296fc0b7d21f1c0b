//! Where the client puts requests that it signed, for us to fetch.
//!
//! OpenID Connect Dynamic Client Registration 2; `decisions.md` §8. A client of the profile fapi2 pushes its
//! requests and has no such place.

use super::super::metadata_reader::Reader;
use super::super::request_uri::judged;
use crate::domain::client::Profile;
use crate::domain::protection::Protections;
use crate::domain::request_uri::RequestUri;

const KEY: &str = "request_uris";

/// No client needs more.
const MOST: usize = 16;

pub(super) fn read(
    reader: &mut Reader<'_>,
    protections: &Protections,
    profile: Option<Profile>,
) -> Vec<RequestUri> {
    let mut uris: Vec<RequestUri> = Vec::new();
    for text in reader.texts(KEY) {
        match judged(text) {
            Ok(uri) if !uris.contains(&uri) => uris.push(uri),
            Ok(_) => reader.fault(KEY, "must not name an address twice"),
            Err(sentence) => reader.fault(KEY, sentence),
        }
    }
    if uris.len() > MOST {
        reader.fault(KEY, format!("must be at most {MOST} addresses"));
    }
    if !uris.is_empty() && profile.is_some_and(Profile::is_fapi2) {
        reader.fault(KEY, "cannot be registered in the profile fapi2: its requests are pushed");
    } else if !uris.is_empty() && protections.requests.signed.is_none() {
        reader.fault(KEY, "is read only beside `request_object_signing_alg`");
    }
    uris
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::metadata;
    use super::super::{Strictness, parse};
    use crate::protocol::example;

    fn with(changes: &Value) -> Value {
        let keys: Value = serde_json::from_str(example::KEYS).expect("a key set");
        let mut whole = metadata(json!({
            "request_object_signing_alg": "ES256", "jwks": keys,
            "request_uris": ["https://bank.example/r"],
        }));
        for (key, value) in changes.as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        let members = whole.as_object().cloned().unwrap_or_default();
        Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
    }

    /// P45, P162: registered by who signs, and by no client that pushes.
    #[test]
    fn p45_p162_who_signs_may_say_where_its_requests_are() {
        let client = parse(&with(&json!({})), Strictness::Trial).expect("a client");
        assert_eq!(client.request_uris.len(), 1);
        let many: Vec<_> = (0..17).map(|n| format!("https://bank.example/{n}")).collect();
        let twice = ["https://bank.example/r", "https://bank.example/r"];
        let strict = json!({
            "vn_profile": "fapi2", "token_endpoint_auth_method": "private_key_jwt",
            "dpop_bound_access_tokens": true,
        });
        for (changes, word) in [
            (json!({"request_uris": ["http://bank.example/r"]}), "https"),
            (json!({"request_uris": ["https://bank.example/r#top"]}), "SHA-256"),
            (json!({"request_uris": twice}), "twice"),
            (json!({"request_uris": many}), "at most 16"),
            (
                json!({"request_object_signing_alg": null, "jwks": null}),
                "request_object_signing_alg",
            ),
            (strict, "pushed"),
        ] {
            let faults = parse(&with(&changes), Strictness::Trial).expect_err("a fault");
            let [fault] = &faults[..] else { panic!("{changes}: {faults:?}") };
            assert!(fault.key == "request_uris" && fault.sentence.contains(word), "{faults:?}");
        }
    }
}
