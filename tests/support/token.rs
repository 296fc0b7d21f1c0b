//! Reads tokens as a relying party does: the header names the key, the published key verifies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::Jwk;
use josekit::jws::alg::eddsa::EddsaJwsAlgorithm;
use josekit::jws::{ES256, JwsVerifier, PS256, RS256};
use serde_json::Value;

/// A token whose signature was verified.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its header.
    pub header: Value,
    /// What it says.
    pub claims: Value,
}

impl Token {
    /// Verifies with the key of the token's `kid`; the published set is asked anew each time.
    pub fn verified(text: &str, keys: &Value) -> Option<Self> {
        let token = Self::unverified(text)?;
        let key_id = token.header.get("kid")?.as_str()?;
        let key = keys.get("keys")?.as_array()?.iter().find(|key| key["kid"] == key_id)?;
        let key = Jwk::from_map(key.as_object()?.clone()).ok()?;
        let verifier: Box<dyn JwsVerifier> = match token.header.get("alg")?.as_str()? {
            "ES256" => Box::new(ES256.verifier_from_jwk(&key).ok()?),
            "PS256" => Box::new(PS256.verifier_from_jwk(&key).ok()?),
            "RS256" => Box::new(RS256.verifier_from_jwk(&key).ok()?),
            "EdDSA" => Box::new(EddsaJwsAlgorithm::Eddsa.verifier_from_jwk(&key).ok()?),
            _ => return None,
        };
        let (message, signature) = text.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        verifier.verify(message.as_bytes(), &signature).ok()?;
        Some(token)
    }

    /// What a token says of itself.
    pub fn unverified(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut part = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok();
        Some(Self { header: part()?, claims: part()? })
    }

    /// One claim as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// One claim as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.claims.get(name)?.as_i64()
    }
}
