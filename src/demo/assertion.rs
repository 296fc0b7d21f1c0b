//! Services with a key prove themselves by `private_key_jwt` (OpenID Connect Core §9, RFC 7523 §2.2).
//!
//! The `oauth2` crate beneath `openidconnect` knows only secrets, so these few claims are signed here.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use super::chance;

/// What the `client_assertion_type` parameter says.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const LIFE_SECONDS: i64 = 60;

/// A service's key could not be made or used.
#[derive(Debug, thiserror::Error)]
#[error("a signing key of the demo does not work")]
pub struct BrokenKey;

/// A service's key on P-256, and the name it is published under.
pub(super) struct AssertionKey {
    pair: EcdsaKeyPair,
    name: &'static str,
}

impl AssertionKey {
    /// A key that nobody has had before.
    pub(super) fn generate(name: &'static str) -> Result<Self, BrokenKey> {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .map(|pair| Self { pair, name })
            .map_err(|_| BrokenKey)
    }

    /// The public half.
    pub(super) fn public_key(&self) -> Value {
        // SEC 1 §2.3.3: 0x04, then both coordinates in 32 bytes each.
        let point = self.pair.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
        json!({ "kty": "EC", "crv": "P-256", "x": BASE64.encode(x), "y": BASE64.encode(y) })
    }

    /// The public half as a JWK Set, for the registration.
    pub(super) fn public_keys(&self) -> Value {
        let mut key = self.public_key();
        if let Some(members) = key.as_object_mut() {
            let named = [("use", "sig"), ("alg", "ES256"), ("kid", self.name)];
            members.extend(named.map(|(name, it)| (name.to_owned(), it.into())));
        }
        json!({ "keys": [key] })
    }

    /// An assertion that serves once, within a minute, at this audience.
    pub(super) fn sign(
        &self,
        client_id: &str,
        audience: &str,
        now: i64,
    ) -> Result<String, BrokenKey> {
        let payload = json!({
            "iss": client_id, "sub": client_id, "aud": audience,
            "jti": chance::unguessable(), "iat": now, "exp": now + LIFE_SECONDS,
        });
        self.seal("JWT", &payload)
    }

    /// A token of this type with these claims.
    pub(super) fn seal(&self, kind: &str, payload: &Value) -> Result<String, BrokenKey> {
        self.signed(&json!({ "alg": "ES256", "kid": self.name, "typ": kind }), payload)
    }

    /// Signs any header and claims.
    pub(super) fn signed(&self, header: &Value, payload: &Value) -> Result<String, BrokenKey> {
        let signed =
            format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(payload.to_string()));
        let signature =
            self.pair.sign(&chance::source(), signed.as_bytes()).map_err(|_| BrokenKey)?;
        Ok(format!("{signed}.{}", BASE64.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use openidconnect::JsonWebKey;
    use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};

    use super::*;

    #[test]
    fn an_assertion_verifies_under_the_registered_key_and_names_its_audience() {
        let key = AssertionKey::generate("one").unwrap();
        let jwk: CoreJsonWebKey =
            serde_json::from_value(key.public_keys()["keys"][0].clone()).unwrap();
        let assertion = key.sign("demo-bank", "http://localhost:8080", 1_000).unwrap();

        let (signed, signature) = assertion.rsplit_once('.').unwrap();
        let signature = BASE64.decode(signature).unwrap();
        let algorithm = CoreJwsSigningAlgorithm::EcdsaP256Sha256;
        assert!(jwk.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok());
        assert!(jwk.verify_signature(&algorithm, b"another", &signature).is_err());

        let payload = BASE64.decode(signed.split_once('.').unwrap().1).unwrap();
        let payload: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(payload["aud"], "http://localhost:8080");
        assert_eq!(payload["exp"], 1_060);
    }

    #[test]
    fn no_two_assertions_share_an_identifier() {
        let key = AssertionKey::generate("one").unwrap();
        assert_ne!(key.sign("a", "b", 0).unwrap(), key.sign("a", "b", 0).unwrap());
    }
}
