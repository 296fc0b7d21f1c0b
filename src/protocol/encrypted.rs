//! Encrypted texts from outside: JWE compact serialization (RFC 7516 §7.1) and nothing else.
//!
//! Size and form are judged before anything is decoded, the header before any key is touched. What the
//! library beneath would take and we do not: extensions, compression, passwords, short tags, foreign
//! members of an ephemeral key.

use std::fmt;

use serde_json::{Map, Value};

use super::compact::{JoseRefusal, decoded, is_key_id};
use super::strict_json;
use crate::domain::protection::{CONTENT_ENCRYPTION, EncryptionAlgorithm};

/// A header is short; with an ephemeral key it is still below this.
const LONGEST_HEADER: usize = 2 * 1024;

/// RSA keys of ours and of clients have at most so many bytes.
const LONGEST_KEY: usize = 1024;

/// AES-GCM as RFC 7518 §5.3 has it: shorter tags are easier to forge.
const NONCE: usize = 12;
const TAG: usize = 16;

/// Members that bring a key, change what is encrypted or how, or ask for work. `crit` is refused
/// whatever it lists: there is no extension that we understand.
const REFUSED: [&str; 12] =
    ["crit", "b64", "zip", "jwk", "jku", "x5u", "x5c", "p2s", "p2c", "iv", "tag", "url"];

/// An encrypted text of the right form, not yet decrypted.
pub struct Encrypted<'a> {
    text: &'a str,
    algorithm: EncryptionAlgorithm,
    key_id: Option<String>,
}

impl<'a> Encrypted<'a> {
    /// Whether a text has five parts, and so can be nothing else.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        dots(text) == 4
    }

    /// Reads a text of at most `longest` bytes.
    ///
    /// # Errors
    /// If it is not of that form.
    pub fn parse(text: &'a str, longest: usize) -> Result<Self, JoseRefusal> {
        if text.len() > longest {
            return Err(JoseRefusal::TooLong);
        }
        if dots(text) != 4 {
            return Err(JoseRefusal::Form);
        }
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(JoseRefusal::Form);
        let (header, key, nonce, content, tag) = (part()?, part()?, part()?, part()?, part()?);
        if header.len() > LONGEST_HEADER {
            return Err(JoseRefusal::Header);
        }
        let header = decoded(header)?;
        let header = std::str::from_utf8(&header).map_err(|_| JoseRefusal::Header)?;
        let header = strict_json::object(header, LONGEST_HEADER).ok_or(JoseRefusal::Header)?;
        let (algorithm, key_id) = judged(&header)?;
        let whole = match algorithm {
            EncryptionAlgorithm::EcdhEs => key.is_empty(),
            EncryptionAlgorithm::RsaOaep256 => (1..=LONGEST_KEY).contains(&decoded(key)?.len()),
        };
        let sized = decoded(nonce)?.len() == NONCE && decoded(tag)?.len() == TAG;
        if !whole || !sized || content.is_empty() {
            return Err(JoseRefusal::Form);
        }
        Ok(Self { text, algorithm, key_id })
    }

    /// How its key is found.
    #[must_use]
    pub fn algorithm(&self) -> EncryptionAlgorithm {
        self.algorithm
    }

    /// `kid`: which key of the receiver's.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The text, for [`super::jose::encryption`].
    pub(super) fn text(&self) -> &'a str {
        self.text
    }
}

impl fmt::Debug for Encrypted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encrypted")
            .field("algorithm", &self.algorithm)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// Counted before anything is split: a thousand dots are never a thousand parts.
fn dots(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'.').count()
}

fn judged(
    header: &Map<String, Value>,
) -> Result<(EncryptionAlgorithm, Option<String>), JoseRefusal> {
    if REFUSED.iter().any(|name| header.contains_key(*name)) {
        return Err(JoseRefusal::Extension);
    }
    let text = |name: &str| match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(JoseRefusal::Header),
    };
    let algorithm = text("alg")?.ok_or(JoseRefusal::Header)?;
    let algorithm = EncryptionAlgorithm::parse(algorithm).ok_or(JoseRefusal::Algorithm)?;
    if text("enc")?.ok_or(JoseRefusal::Header)? != CONTENT_ENCRYPTION {
        return Err(JoseRefusal::Algorithm);
    }
    // Only signed texts are encrypted to us (RFC 7519 §5.2); some say so, some leave it out.
    if text("cty")?.is_some_and(|kind| !kind.eq_ignore_ascii_case("JWT")) {
        return Err(JoseRefusal::Type);
    }
    let agreed = ["epk", "apu", "apv"];
    match algorithm {
        EncryptionAlgorithm::EcdhEs => agreement(header)?,
        EncryptionAlgorithm::RsaOaep256 if agreed.iter().any(|name| header.contains_key(*name)) => {
            return Err(JoseRefusal::Header);
        }
        EncryptionAlgorithm::RsaOaep256 => {}
    }
    let key_id = text("kid")?;
    if key_id.is_some_and(|id| !is_key_id(id)) {
        return Err(JoseRefusal::Header);
    }
    Ok((algorithm, key_id.map(str::to_owned)))
}

/// `epk` is a point of P-256 and nothing else, above all no private key; `apu` and `apv` are short
/// (RFC 7518 §4.6.1).
fn agreement(header: &Map<String, Value>) -> Result<(), JoseRefusal> {
    let epk = header.get("epk").and_then(Value::as_object).ok_or(JoseRefusal::Header)?;
    let is = |name: &str, expected: &str| epk.get(name).is_some_and(|value| value == expected);
    let number = |name: &str| {
        let text = epk.get(name).and_then(Value::as_str).unwrap_or_default();
        decoded(text).is_ok_and(|bytes| bytes.len() == 32)
    };
    let point = is("kty", "EC") && is("crv", "P-256") && number("x") && number("y");
    let party = |name: &str| match header.get(name) {
        None => true,
        Some(Value::String(text)) => decoded(text).is_ok_and(|bytes| bytes.len() <= 128),
        Some(_) => false,
    };
    if point && epk.len() == 4 && party("apu") && party("apv") {
        Ok(())
    } else {
        Err(JoseRefusal::Header)
    }
}

#[cfg(test)]
mod tests;
