//! Claims that somebody signed with ES256, read with the keys of `openidconnect`: for tokens that the crate
//! does not read itself.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use serde::Deserialize;
use serde_json::Value;

/// What a token says about itself.
#[derive(Deserialize)]
pub(super) struct Header {
    alg: String,
    kid: Option<String>,
    /// What kind of token it is.
    pub(super) typ: Option<String>,
}

/// Header and claims, if one of these keys signed them.
pub(super) fn signed_claims(token: &str, keys: &[CoreJsonWebKey]) -> Option<(Header, Value)> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    let header: Header = serde_json::from_slice(&BASE64.decode(header).ok()?).ok()?;
    let signature = BASE64.decode(signature).ok()?;
    let algorithm = CoreJwsSigningAlgorithm::EcdsaP256Sha256;
    let believed = header.alg == "ES256"
        && keys
            .iter()
            .filter(|key| key.key_id().map(|id| id.as_str()) == header.kid.as_deref())
            .any(|key| key.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok());
    let claims = serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()?;
    believed.then_some((header, claims))
}
