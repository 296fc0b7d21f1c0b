//! A client's public keys, inline.
//!
//! RFC 7517 §4 and §5, RFC 7518 §6, RFC 8725 §3.5. Only form and kind are judged here; the guard that
//! verifies signatures parses the keys themselves.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::domain::client::SigningAlgorithm;

/// The key set as text, if each key is public, named once, and one of them fits the algorithm.
pub(super) fn judged(set: &Value, algorithm: SigningAlgorithm) -> Result<String, &'static str> {
    let keys =
        set.get("keys").and_then(Value::as_array).ok_or("must be a JWK Set: { keys = [...] }")?;
    let keys: Option<Vec<&Map<String, Value>>> = keys.iter().map(Value::as_object).collect();
    let keys = keys.filter(|keys| (1..=10).contains(&keys.len()));
    let keys = keys.ok_or("must hold 1 to 10 keys")?;
    if keys.iter().any(|key| SECRET.iter().any(|member| key.contains_key(*member))) {
        return Err(
            "holds a private or symmetric key: register the public half only, and replace the key",
        );
    }
    let names: BTreeSet<_> = keys.iter().filter_map(|key| key.get("kid")?.as_str()).collect();
    if keys.len() > 1 && names.len() < keys.len() {
        return Err("must name each of several keys by a `kid` of its own");
    }
    if !names.iter().all(|name| is_name(name)) {
        return Err("has a `kid` that is not 1 to 128 of A-Z a-z 0-9 - _ . :");
    }
    if !keys.iter().any(|key| fits(key, algorithm)) {
        return Err("holds no key for token_endpoint_auth_signing_alg");
    }
    let text = set.to_string();
    if text.len() > 16 * 1024 { Err("is longer than 16 KiB") } else { Ok(text) }
}

/// Members that only a key which must stay at home has.
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn is_name(name: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
    (1..=128).contains(&name.len()) && name.bytes().all(legal)
}

fn fits(key: &Map<String, Value>, algorithm: SigningAlgorithm) -> bool {
    let is = |member, value| key.get(member).and_then(Value::as_str) == Some(value);
    let free = |member, value| !key.contains_key(member) || is(member, value);
    let kind = match algorithm {
        SigningAlgorithm::Es256 => is("kty", "EC") && is("crv", "P-256"),
        SigningAlgorithm::Ps256 | SigningAlgorithm::Rs256 => is("kty", "RSA"),
        SigningAlgorithm::EdDsa => is("kty", "OKP") && is("crv", "Ed25519"),
    };
    kind && free("use", "sig") && free("alg", algorithm.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(kid: &str) -> Value {
        json!({"kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": "AA", "y": "AA"})
    }

    #[test]
    fn a_set_of_public_keys_of_the_right_kind_is_taken() {
        let set = json!({"keys": [key("a"), key("b"), {"kty": "RSA", "kid": "c", "n": "AA", "e": "AQAB"}]});
        assert!(judged(&set, SigningAlgorithm::Es256).is_ok());
        assert!(judged(&set, SigningAlgorithm::Rs256).is_ok());
        assert!(judged(&set, SigningAlgorithm::EdDsa).is_err());
    }

    #[test]
    fn other_sets_are_refused_in_words() {
        let private = json!({"kty": "EC", "crv": "P-256", "d": "AA"});
        let encrypts = json!({"kty": "EC", "crv": "P-256", "use": "enc"});
        for (set, word) in [
            (json!("x"), "JWK Set"),
            (json!({"keys": []}), "1 to 10"),
            (json!({"keys": ["x"]}), "1 to 10"),
            (json!({"keys": [private]}), "private"),
            (json!({"keys": [{"kty": "oct", "k": "AA"}]}), "symmetric"),
            (json!({"keys": [key("a"), key("a")]}), "kid"),
            (json!({"keys": [key("../a")]}), "kid"),
            (json!({"keys": [encrypts]}), "no key"),
        ] {
            let sentence = judged(&set, SigningAlgorithm::Es256).expect_err("a refusal");
            assert!(sentence.contains(word), "{set}: {sentence}");
        }
    }
}
