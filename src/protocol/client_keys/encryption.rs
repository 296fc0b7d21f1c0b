//! The keys of a client's set that something is encrypted to (OpenID Connect Core 10.2, RFC 7517 §4.2–4.4).

use serde_json::{Map, Value};

use super::{KeySetRefusal, LONGEST_SET, MOST_KEYS, SECRET, key_id};
use crate::domain::protection::EncryptionAlgorithm;
use crate::protocol::compact::decoded;
use crate::protocol::jose::PublicNumbers;
use crate::protocol::jose::encryption::EncryptionKey;
use crate::protocol::strict_json;

/// What a key for encryption may be asked to do.
const OPERATIONS: [&str; 4] = ["deriveKey", "deriveBits", "wrapKey", "encrypt"];

/// Keys that one client can decrypt with.
#[derive(Debug, Default)]
pub struct ClientEncryptionKeys(Vec<EncryptionKey>);

impl ClientEncryptionKeys {
    /// Reads a JWK Set. Keys for signatures are passed over.
    ///
    /// # Errors
    /// If the set is none, or one of its keys for encryption is not what we encrypt to.
    pub fn parse(json: &str) -> Result<Self, KeySetRefusal> {
        let set = strict_json::object(json, LONGEST_SET).ok_or(KeySetRefusal::Form)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeySetRefusal::Form)?;
        if keys.len() > MOST_KEYS {
            return Err(KeySetRefusal::Count);
        }
        let mut read = Vec::new();
        for jwk in keys {
            let jwk = jwk.as_object().ok_or(KeySetRefusal::Form)?;
            if SECRET.iter().any(|name| jwk.contains_key(*name)) {
                return Err(KeySetRefusal::Secret);
            }
            if let Some(algorithm) = algorithm(jwk).filter(|_| is_for_encryption(jwk)) {
                read.push(encryption_key(jwk, algorithm)?);
            }
        }
        Ok(Self(read))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first key for this algorithm: a client that rotates names the next one first.
    #[must_use]
    pub fn key(&self, algorithm: EncryptionAlgorithm) -> Option<&EncryptionKey> {
        self.0.iter().find(|key| key.algorithm() == algorithm)
    }
}

/// Said, never guessed: a key that says nothing of its use verifies signatures here.
fn is_for_encryption(jwk: &Map<String, Value>) -> bool {
    let operations = jwk.get("key_ops").and_then(Value::as_array);
    let one_of_ours = |name: &Value| name.as_str().is_some_and(|name| OPERATIONS.contains(&name));
    let by_name = || jwk.get("alg").and_then(Value::as_str).and_then(EncryptionAlgorithm::parse);
    match (jwk.get("use").and_then(Value::as_str), operations) {
        (Some("enc"), None) => true,
        (Some("enc") | None, Some(operations)) => operations.iter().any(one_of_ours),
        (None, None) => by_name().is_some(),
        _ => false,
    }
}

/// The one algorithm of ours that the key serves; other curves and algorithms are passed over.
fn algorithm(jwk: &Map<String, Value>) -> Option<EncryptionAlgorithm> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let of_its_kind = match (text("kty"), text("crv")) {
        (Some("EC"), Some("P-256")) => EncryptionAlgorithm::EcdhEs,
        (Some("RSA"), _) => EncryptionAlgorithm::RsaOaep256,
        _ => return None,
    };
    let named = jwk.get("alg");
    let fits = named.is_none_or(|named| named.as_str() == Some(of_its_kind.as_str()));
    fits.then_some(of_its_kind)
}

fn encryption_key(
    jwk: &Map<String, Value>,
    algorithm: EncryptionAlgorithm,
) -> Result<EncryptionKey, KeySetRefusal> {
    let number = |name: &str| {
        let text = jwk.get(name).and_then(Value::as_str).unwrap_or_default();
        decoded(text).map_err(|_| KeySetRefusal::Key)
    };
    let id = key_id(jwk)?;
    let key = match algorithm {
        EncryptionAlgorithm::EcdhEs => {
            let (x, y) = (number("x")?, number("y")?);
            EncryptionKey::build(algorithm, id, &PublicNumbers::P256 { x: &x, y: &y })
        }
        EncryptionAlgorithm::RsaOaep256 => {
            let (n, e) = (number("n")?, number("e")?);
            EncryptionKey::build(algorithm, id, &PublicNumbers::Rsa { n: &n, e: &e })
        }
    };
    key.ok_or(KeySetRefusal::Key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

    fn point(more: &Value) -> Value {
        let mut jwk = json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y });
        for (name, value) in more.as_object().into_iter().flatten() {
            jwk[name] = value.clone();
        }
        jwk
    }

    fn parsed(jwk: &Value) -> Result<bool, KeySetRefusal> {
        let keys = ClientEncryptionKeys::parse(&json!({ "keys": [jwk] }).to_string())?;
        Ok(keys.key(EncryptionAlgorithm::EcdhEs).is_some())
    }

    #[test]
    fn a_key_is_encrypted_to_only_if_it_says_that_it_is_for_that() {
        for good in [
            json!({ "use": "enc" }),
            json!({ "alg": "ECDH-ES" }),
            json!({ "use": "enc", "alg": "ECDH-ES", "kid": "e-1" }),
            json!({ "key_ops": ["deriveKey"] }),
        ] {
            assert_eq!(parsed(&point(&good)), Ok(true), "{good}");
        }
        for other in [
            json!({}),
            json!({ "use": "sig" }),
            json!({ "use": "sig", "alg": "ECDH-ES" }),
            json!({ "use": "enc", "alg": "ECDH-ES+A256KW" }),
            json!({ "use": "enc", "key_ops": ["verify"] }),
            json!({ "use": "enc", "crv": "P-384" }),
        ] {
            assert_eq!(parsed(&point(&other)), Ok(false), "{other}");
        }
    }

    #[test]
    fn private_broken_and_nameless_keys_are_refused() {
        for (wrong, refusal) in [
            (json!({ "use": "enc", "d": "AA" }), KeySetRefusal::Secret),
            (json!({ "use": "enc", "x": "AA" }), KeySetRefusal::Key),
            (json!({ "use": "enc", "y": X }), KeySetRefusal::Key),
            (json!({ "use": "enc", "kid": "../a" }), KeySetRefusal::KeyId),
        ] {
            assert_eq!(parsed(&point(&wrong)), Err(refusal), "{wrong}");
        }
    }
}
