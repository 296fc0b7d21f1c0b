//! The guard's other half: keys that encrypt to a client, and keys that open what is encrypted to us.
//!
//! One context for all, without compression and with one way to encrypt content; two ways to find its
//! key. Encrypting draws chance inside the library, so that only the plug of `ports::token_cipher` may
//! call it; `tests/house.rs` sees to that.

use std::fmt;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwe::enc::A256GCM;
use josekit::jwe::{ECDH_ES, JweContext, JweDecrypter, JweEncrypter, JweHeader, RSA_OAEP_256};
use josekit::jwk::Jwk;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{PublicNumbers, rsa_jwk};
use crate::domain::protection::{CONTENT_ENCRYPTION, EncryptionAlgorithm};
use crate::domain::text::Secret;
use crate::protocol::compact::JoseRefusal;
use crate::protocol::encrypted::Encrypted;

/// DEFLATE is registered by default and has no limit: 87 kB became 64 MiB.
static CONTEXT: LazyLock<JweContext> = LazyLock::new(|| {
    let mut context = JweContext::new();
    context.remove_compression("DEF");
    for foreign in ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM"] {
        context.remove_content_encryption(foreign);
    }
    context.add_content_encryption(Box::new(A256GCM));
    context
});

/// A client's public key, ready to encrypt by one algorithm.
pub struct EncryptionKey {
    algorithm: EncryptionAlgorithm,
    id: Option<String>,
    encrypter: Box<dyn JweEncrypter>,
}

impl EncryptionKey {
    /// Builds the key for one algorithm; nothing if the numbers are no key of that algorithm, or a
    /// weak one.
    #[must_use]
    pub fn build(
        algorithm: EncryptionAlgorithm,
        id: Option<&str>,
        numbers: &PublicNumbers<'_>,
    ) -> Option<Self> {
        let encrypter: Box<dyn JweEncrypter> = match (algorithm, numbers) {
            (EncryptionAlgorithm::EcdhEs, PublicNumbers::P256 { x, y }) => {
                Box::new(ECDH_ES.encrypter_from_jwk(&p256_jwk(x, y)?).ok()?)
            }
            (EncryptionAlgorithm::RsaOaep256, PublicNumbers::Rsa { n, e }) => {
                Box::new(RSA_OAEP_256.encrypter_from_jwk(&rsa_jwk(n, e)?).ok()?)
            }
            _ => return None,
        };
        Some(Self { algorithm, id: id.map(str::to_owned), encrypter })
    }

    /// The one algorithm it encrypts by.
    #[must_use]
    pub fn algorithm(&self) -> EncryptionAlgorithm {
        self.algorithm
    }

    /// Encrypts a signed token (RFC 7519 §5.2); nothing if the library does not.
    #[must_use]
    pub fn encrypted_by_chance(&self, token: &Secret) -> Option<Secret> {
        let mut header = JweHeader::new();
        header.set_content_encryption(CONTENT_ENCRYPTION);
        header.set_content_type("JWT");
        if let Some(id) = &self.id {
            header.set_key_id(id);
        }
        let plain = token.expose().as_bytes();
        CONTEXT.serialize_compact(plain, &header, &*self.encrypter).ok().map(Secret::new)
    }
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EncryptionKey").field(&self.algorithm).field(&self.id).finish()
    }
}

/// A private key of ours, ready to open by one algorithm.
pub struct DecryptionKey {
    algorithm: EncryptionAlgorithm,
    decrypter: Box<dyn JweDecrypter>,
}

impl DecryptionKey {
    /// Builds the key from a private JWK of ours; nothing if it is no key of that algorithm.
    #[must_use]
    pub fn build(algorithm: EncryptionAlgorithm, private_jwk: &str) -> Option<Self> {
        let jwk = Jwk::from_bytes(private_jwk).ok()?;
        let decrypter: Box<dyn JweDecrypter> = match algorithm {
            EncryptionAlgorithm::EcdhEs if jwk.curve() == Some("P-256") => {
                Box::new(ECDH_ES.decrypter_from_jwk(&jwk).ok()?)
            }
            EncryptionAlgorithm::EcdhEs => return None,
            EncryptionAlgorithm::RsaOaep256 => {
                Box::new(RSA_OAEP_256.decrypter_from_jwk(&jwk).ok()?)
            }
        };
        Some(Self { algorithm, decrypter })
    }

    /// The one algorithm it opens by.
    #[must_use]
    pub fn algorithm(&self) -> EncryptionAlgorithm {
        self.algorithm
    }

    /// Opens a text that was encrypted to this key.
    ///
    /// # Errors
    /// If it was not; nothing tells which part of it failed.
    pub fn opened(&self, text: &Encrypted<'_>) -> Result<Secret, JoseRefusal> {
        if text.algorithm() != self.algorithm {
            return Err(JoseRefusal::Algorithm);
        }
        let opened = CONTEXT.deserialize_compact(text.text(), &*self.decrypter);
        let (plain, _) = opened.map_err(|_| JoseRefusal::Decryption)?;
        let plain = Zeroizing::new(plain);
        let token = std::str::from_utf8(&plain).map_err(|_| JoseRefusal::Decryption)?;
        Ok(Secret::new(token.to_owned()))
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DecryptionKey").field(&self.algorithm).finish()
    }
}

fn p256_jwk(x: &[u8], y: &[u8]) -> Option<Jwk> {
    if x.len() != 32 || y.len() != 32 {
        return None;
    }
    let mut jwk = Jwk::new("EC");
    let members = [("crv", "P-256".to_owned())].into_iter();
    let numbers = [("x", x), ("y", y)].map(|(name, n)| (name, URL_SAFE_NO_PAD.encode(n)));
    for (name, value) in members.chain(numbers) {
        jwk.set_parameter(name, Some(Value::String(value))).ok()?;
    }
    Some(jwk)
}

#[cfg(test)]
mod tests;
