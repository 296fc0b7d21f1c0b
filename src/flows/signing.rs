//! A token is signed: the header names the key that will sign, and both are joined. Signing is never
//! done inside a database transaction. What is signed here is counted by its kind, what the keys sign
//! is counted by them, and the two must agree.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::tally::{Mark, Tally, TokenCount};
use crate::domain::client::SigningAlgorithm;
use crate::domain::text::Secret;
use crate::ports::token_signer::{KeyName, KeyUse, SignatureCount, SignerError, TokenSigner};
use crate::protocol::compact::JoseRefusal;
use crate::protocol::jwt::{Header, Returned, TokenType, joined, read_own, signing_input};
use crate::protocol::jwt_claims::Verified;

/// Signs tokens, and knows its own.
#[derive(Clone)]
pub struct Signer {
    keys: Arc<dyn TokenSigner>,
    tally: Tally,
}

/// A token, and the mark that says what becomes of it.
pub struct Signed {
    /// The token.
    pub text: Secret,
    /// To be handed out with it, once the transaction that records it stands.
    pub mark: Mark,
}

impl Signer {
    /// Signs with these keys.
    #[must_use]
    pub fn with(keys: Arc<dyn TokenSigner>) -> Self {
        Self { keys, tally: Tally::default() }
    }

    /// Signs claims as a token of this kind.
    ///
    /// # Errors
    /// If there is no key for the algorithm, or the key store does not sign.
    pub async fn sign(
        &self,
        algorithm: SigningAlgorithm,
        kind: TokenType,
        claims: &Map<String, Value>,
    ) -> Result<Signed, SignerError> {
        let purpose = match kind {
            TokenType::Receipt => KeyUse::Receipts,
            _ => KeyUse::Tokens,
        };
        let key_id = self.keys.key_id(purpose, algorithm)?;
        let input = signing_input(Header { algorithm, key_id: &key_id, kind }, claims);
        let key = KeyName { purpose, algorithm, id: &key_id };
        let signature = self.keys.sign(key, input.as_bytes()).await?;
        let mark = self.tally.mark(kind);
        Ok(Signed { text: Secret::new(joined(input, &signature)), mark })
    }

    /// Reads a token of our own that comes back.
    ///
    /// # Errors
    /// If it is none of ours, or not of that kind.
    pub fn read(&self, text: &Secret, kind: Returned) -> Result<Verified, JoseRefusal> {
        let purpose = match kind {
            Returned::Receipt => KeyUse::Receipts,
            Returned::IdTokenHint | Returned::AccessToken => KeyUse::Tokens,
        };
        read_own(text.expose(), kind, |algorithm, id, message, signature| {
            self.keys.verify(KeyName { purpose, algorithm, id }, message, signature)
        })
    }

    /// Whether tokens can be signed by the algorithm.
    #[must_use]
    pub fn serves(&self, algorithm: SigningAlgorithm) -> bool {
        self.keys.key_id(KeyUse::Tokens, algorithm).is_ok()
    }

    /// The public keys, as a JWK Set in JSON.
    #[must_use]
    pub fn public_keys(&self) -> Arc<str> {
        self.keys.public_keys()
    }

    /// What each key has signed, by the keys' own count.
    #[must_use]
    pub fn signatures(&self) -> Vec<SignatureCount> {
        self.keys.signatures()
    }

    /// What became of the tokens, by kind.
    #[must_use]
    pub fn tokens(&self) -> Vec<(&'static str, TokenCount)> {
        self.tally.read()
    }
}
