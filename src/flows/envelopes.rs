//! What is signed for a client is encrypted to it, if it registered that; and what it encrypted to us is
//! opened. Without the client's key nothing leaves.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::clients::Registered;
use super::error::Error;
use super::remote_keys::RemoteKeys;
use super::signing::{Signed, Signer};
use crate::domain::client::KeySource;
use crate::domain::protection::{EncryptionAlgorithm, Protected};
use crate::domain::text::Secret;
use crate::ports::token_cipher::TokenCipher;
use crate::protocol::client_keys::encryption::ClientEncryptionKeys;
use crate::protocol::compact::JoseRefusal;
use crate::protocol::encrypted::Encrypted;
use crate::protocol::jwt::TokenType;

/// Encrypts to clients, and opens what they encrypt to us.
#[derive(Clone)]
pub struct Envelopes {
    /// The machine that encrypts, and our keys.
    pub cipher: Arc<dyn TokenCipher>,
    /// The keys that clients publish.
    pub remote: RemoteKeys,
}

impl Envelopes {
    /// Signs claims for a client and encrypts them, if it registered that.
    pub async fn signed<R>(
        &self,
        signer: &Signer,
        (to, how): (&Registered, Protected),
        kind: TokenType,
        claims: &Map<String, Value>,
    ) -> Result<Signed, Error<R>> {
        let Signed { text, mark } = signer.sign(how.signed, kind, claims).await?;
        Ok(Signed { text: self.enclosed(text, to, how.encrypted).await?, mark })
    }

    /// Encrypts a signed token to a client, if it registered that.
    pub async fn enclosed<R>(
        &self,
        token: Secret,
        to: &Registered,
        algorithm: Option<EncryptionAlgorithm>,
    ) -> Result<Secret, Error<R>> {
        let Some(algorithm) = algorithm else { return Ok(token) };
        let by = |keys: &ClientEncryptionKeys| {
            keys.key(algorithm).map(|key| self.cipher.encrypt(key, &token)).transpose()
        };
        let text = match &to.client.keys {
            Some(KeySource::At(url)) => {
                let set = self.remote.of(&to.client.id, url).await?;
                set.map(|set| by(&set.encryption)).transpose()?.flatten()
            }
            _ => by(&to.encryption)?,
        };
        text.ok_or(Error::Unavailable("the client's key for encryption"))
    }

    /// Opens what a client encrypted to us.
    ///
    /// # Errors
    /// If it is to no key of ours, or was changed.
    pub fn opened(&self, text: &Encrypted<'_>) -> Result<Secret, JoseRefusal> {
        self.cipher.open(text)
    }
}
