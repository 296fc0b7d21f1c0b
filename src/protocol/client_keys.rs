//! A client's public keys: a JWK Set, read strictly once, kept as keys that verify.
//!
//! RFC 7517 §5, RFC 7518 §6, RFC 8037 §2; OpenID Connect Core 9 and 10.1 for how a key is chosen.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::compact::{JoseRefusal, Unverified, is_key_id};
use super::jose::{PublicNumbers, VerifyingKey};
use super::jwt_claims::Verified;
use super::strict_json;
use crate::domain::client::SigningAlgorithm;
use crate::domain::protection::EncryptionAlgorithm;

pub mod encryption;

/// No client needs more.
const MOST_KEYS: usize = 32;

/// A set of thirty-two large keys is far below this.
const LONGEST_SET: usize = 64 * 1024;

/// Members that only a private or shared key has: who sends them has given a secret away.
const SECRET: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/// Why a key set is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetRefusal {
    /// Not a JSON object with a list `keys`, or with members twice.
    #[error("not a JWK Set in JSON")]
    Form,
    /// None, or more than thirty-two.
    #[error("holds no key for signatures, or more than {MOST_KEYS} keys")]
    Count,
    /// A private or shared key.
    #[error("holds a private or shared key; make a new one, this one is no secret any more")]
    Secret,
    /// A `kid` of other characters, or twice the same.
    #[error("a kid is not 1 to 128 of A-Z a-z 0-9 _ - or stands twice")]
    KeyId,
    /// Neither RSA of 2048 bits or more, nor P-256, nor Ed25519.
    #[error("a key is neither RSA (2048 to 8192 bits, e from 65537), nor P-256, nor Ed25519")]
    Key,
}

/// Keys that verify what one client signs.
#[derive(Debug, Default)]
pub struct ClientKeys(Vec<ClientKey>);

#[derive(Debug)]
struct ClientKey {
    id: Option<String>,
    key: VerifyingKey,
}

impl ClientKeys {
    /// Reads a JWK Set. Keys for encryption are passed over.
    ///
    /// # Errors
    /// If the set or one of its keys is not what we register.
    pub fn parse(json: &str) -> Result<Self, KeySetRefusal> {
        let set = strict_json::object(json, LONGEST_SET).ok_or(KeySetRefusal::Form)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeySetRefusal::Form)?;
        if keys.len() > MOST_KEYS {
            return Err(KeySetRefusal::Count);
        }
        let mut names = BTreeSet::new();
        let mut read = Vec::new();
        for jwk in keys {
            let jwk = jwk.as_object().ok_or(KeySetRefusal::Form)?;
            let id = key_id(jwk)?;
            if id.is_some_and(|id| !names.insert(id)) {
                return Err(KeySetRefusal::KeyId);
            }
            let keys = verifying_keys(jwk)?;
            read.extend(keys.into_iter().map(|key| ClientKey { id: id.map(str::to_owned), key }));
        }
        if read.is_empty() { Err(KeySetRefusal::Count) } else { Ok(Self(read)) }
    }

    /// Verifies a text by the one algorithm that is registered for the client and this purpose.
    ///
    /// # Errors
    /// If the header names another algorithm, no single key fits, or the signature is wrong.
    pub fn verify(
        &self,
        text: Unverified<'_>,
        algorithm: SigningAlgorithm,
    ) -> Result<Verified, JoseRefusal> {
        if text.header().algorithm != algorithm {
            return Err(JoseRefusal::Algorithm);
        }
        let key =
            self.chosen(algorithm, text.header().key_id.as_deref()).ok_or(JoseRefusal::Key)?;
        text.verified_if(|_, signed, signature| key.verifies(signed, signature))
    }

    /// Whether any key serves this algorithm; asked when a client is registered.
    #[must_use]
    pub fn serve(&self, algorithm: SigningAlgorithm) -> bool {
        self.0.iter().any(|candidate| candidate.key.algorithm() == algorithm)
    }

    /// Whether a key would be chosen for a text that names this one; if not, the client may have new keys.
    #[must_use]
    pub fn know(&self, algorithm: SigningAlgorithm, id: Option<&str>) -> bool {
        self.chosen(algorithm, id).is_some()
    }

    /// The key of that name, or without a name the only key that fits.
    fn chosen(&self, algorithm: SigningAlgorithm, id: Option<&str>) -> Option<&VerifyingKey> {
        let mut fitting = self.0.iter().filter(|candidate| {
            candidate.key.algorithm() == algorithm
                && (id.is_none() || candidate.id.as_deref() == id)
        });
        let first = fitting.next()?;
        fitting.next().is_none().then_some(&first.key)
    }
}

/// The one key that a proof brings, for the algorithm that its header names.
pub(super) fn brought(
    jwk: &Map<String, Value>,
    algorithm: SigningAlgorithm,
) -> Result<VerifyingKey, KeySetRefusal> {
    let keys = verifying_keys(jwk)?;
    keys.into_iter().find(|key| key.algorithm() == algorithm).ok_or(KeySetRefusal::Key)
}

fn key_id(jwk: &Map<String, Value>) -> Result<Option<&str>, KeySetRefusal> {
    match jwk.get("kid") {
        None => Ok(None),
        Some(Value::String(id)) if is_key_id(id) => Ok(Some(id)),
        Some(_) => Err(KeySetRefusal::KeyId),
    }
}

/// Whether the JWK has a member that only a private or shared key has.
pub(super) fn is_secret(jwk: &Map<String, Value>) -> bool {
    SECRET.iter().any(|name| jwk.contains_key(*name))
}

/// One key for each algorithm that the JWK may serve; none if it is not for signatures.
fn verifying_keys(jwk: &Map<String, Value>) -> Result<Vec<VerifyingKey>, KeySetRefusal> {
    if is_secret(jwk) {
        return Err(KeySetRefusal::Secret);
    }
    if !is_for_signatures(jwk)? {
        return Ok(Vec::new());
    }
    let number = |name: &str| match jwk.get(name) {
        Some(Value::String(text)) => URL_SAFE_NO_PAD.decode(text).map_err(|_| KeySetRefusal::Key),
        _ => Err(KeySetRefusal::Key),
    };
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let kind = (text("kty"), text("crv"));
    let algorithms: &[SigningAlgorithm] = match kind {
        (Some("RSA"), _) => &[SigningAlgorithm::Rs256, SigningAlgorithm::Ps256],
        (Some("EC"), Some("P-256")) => &[SigningAlgorithm::Es256],
        (Some("OKP"), Some("Ed25519")) => &[SigningAlgorithm::EdDsa],
        _ => return Err(KeySetRefusal::Key),
    };
    let (first, second) = match kind {
        (Some("RSA"), _) => (number("n")?, number("e")?),
        (Some("EC"), _) => (number("x")?, number("y")?),
        _ => (number("x")?, Vec::new()),
    };
    let numbers = match kind {
        (Some("RSA"), _) => PublicNumbers::Rsa { n: &first, e: &second },
        (Some("EC"), _) => PublicNumbers::P256 { x: &first, y: &second },
        _ => PublicNumbers::Ed25519(&first),
    };
    let named = jwk.get("alg");
    let keys: Vec<_> = algorithms
        .iter()
        .filter(|algorithm| named.is_none_or(|named| named.as_str() == Some(algorithm.as_str())))
        .map(|algorithm| VerifyingKey::build(*algorithm, &numbers).ok_or(KeySetRefusal::Key))
        .collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeySetRefusal::Key) } else { Ok(keys) }
}

/// Whether a key is meant to verify signatures.
pub(super) fn is_for_signatures(jwk: &Map<String, Value>) -> Result<bool, KeySetRefusal> {
    let by_use = match jwk.get("use") {
        None => true,
        Some(Value::String(purpose)) => purpose == "sig",
        Some(_) => return Err(KeySetRefusal::Form),
    };
    let by_operation = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|name| name == "verify"),
        Some(_) => return Err(KeySetRefusal::Form),
    };
    // Its algorithm tells, too, what a key is for.
    let encrypts = jwk.get("alg").and_then(Value::as_str).and_then(EncryptionAlgorithm::parse);
    Ok(by_use && by_operation && encrypts.is_none())
}

#[cfg(test)]
mod tests;
