//! A client's public keys, inline.
//!
//! RFC 7517 §5, RFC 8725 §3.5. The same guard reads them here that will read them for each assertion,
//! so that what is registered is what verifies.

use serde_json::Value;

use super::super::client_keys::{ClientKeys, KeySetRefusal};
use super::super::metadata_reader::Reader;
use super::super::registered_url;
use crate::domain::client::{KeySource, SigningAlgorithm};

/// The keys themselves, or where the client publishes them; one of the two (RFC 7591 §2).
pub(super) fn source(
    reader: &mut Reader<'_>,
    judged: impl FnOnce(&Value) -> Result<String, &'static str>,
) -> Option<KeySource> {
    let (set, uri) = (reader.value("jwks"), reader.text("jwks_uri"));
    let keys = match (set, uri) {
        (Some(_), Some(_)) => Err(("jwks_uri", "must not stand beside `jwks`: one tells the keys")),
        (None, Some(uri)) => {
            registered_url::judged(uri).map(KeySource::At).map_err(|words| ("jwks_uri", words))
        }
        (None, None) if reader.has("jwks_uri") => return None,
        (None, None) => Err(("jwks", "is missing: the client's public keys are needed")),
        (Some(set), None) => judged(set).map(KeySource::Here).map_err(|words| ("jwks", words)),
    };
    keys.map_err(|(key, sentence)| reader.fault(key, sentence)).ok()
}

/// The key set as text, if the guard takes it and one of its keys serves the algorithm.
pub(super) fn judged(set: &Value, algorithm: SigningAlgorithm) -> Result<String, &'static str> {
    let text = set.to_string();
    let keys = parsed(&text)?;
    if keys.serve(algorithm) {
        Ok(text)
    } else {
        Err("holds no key for token_endpoint_auth_signing_alg")
    }
}

/// The key set as text, if the guard takes it.
pub(super) fn readable(set: &Value) -> Result<String, &'static str> {
    let text = set.to_string();
    parsed(&text).map(|_| text)
}

fn parsed(text: &str) -> Result<ClientKeys, &'static str> {
    if text.len() > 16 * 1024 {
        return Err("is longer than 16 KiB");
    }
    ClientKeys::parse(text).map_err(sentence)
}

fn sentence(refusal: KeySetRefusal) -> &'static str {
    match refusal {
        KeySetRefusal::Form => "must be a JWK Set: { keys = [...] }",
        KeySetRefusal::Count => "must hold 1 to 32 keys, one of them for signatures",
        KeySetRefusal::Secret => {
            "holds a private or symmetric key: register the public half only, and replace the key"
        }
        KeySetRefusal::KeyId => {
            "has a `kid` that is not 1 to 128 of A-Z a-z 0-9 - _ or that stands twice"
        }
        KeySetRefusal::Key => {
            "has a key that is neither P-256, nor Ed25519, nor RSA of 2048 to 8192 bits with e from 65537"
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The public half of RFC 7515 A.3.
    fn key(kid: &str) -> Value {
        json!({
            "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        })
    }

    #[test]
    fn a_set_of_public_keys_of_the_right_kind_is_taken() {
        let set = json!({"keys": [key("a"), key("b")]});
        assert!(judged(&set, SigningAlgorithm::Es256).is_ok());
        assert!(judged(&set, SigningAlgorithm::EdDsa).is_err());
    }

    #[test]
    fn other_sets_are_refused_in_words() {
        let with = |name: &str, value: &str| {
            let mut key = key("a");
            key[name] = value.into();
            key
        };
        for (set, word) in [
            (json!("x"), "JWK Set"),
            (json!({"keys": []}), "1 to 32"),
            (json!({"keys": ["x"]}), "JWK Set"),
            (json!({"keys": [with("d", "AA")]}), "private"),
            (json!({"keys": [{"kty": "oct", "k": "AA"}]}), "symmetric"),
            (json!({"keys": [key("a"), key("a")]}), "kid"),
            (json!({"keys": [key("../a")]}), "kid"),
            (json!({"keys": [with("x", "AA")]}), "P-256"),
            (json!({"keys": [with("use", "enc")]}), "for signatures"),
        ] {
            let sentence = judged(&set, SigningAlgorithm::Es256).expect_err("a refusal");
            assert!(sentence.contains(word), "{set}: {sentence}");
        }
        let sentence = judged(&json!({"keys": [key("a")]}), SigningAlgorithm::Rs256);
        assert!(sentence.expect_err("a refusal").contains("no key for"));
    }
}
