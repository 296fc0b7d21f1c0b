//! Signing: bytes in, signature out. Signing stays outside every database transaction.

use std::pin::Pin;
use std::sync::Arc;

use crate::domain::client::SigningAlgorithm;

/// What a key signs. No key signs for another use, and none verifies for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// Tokens: they die within minutes, and their key may be gone soon after.
    Tokens,
    /// Consent receipts: they are kept for good, and so their keys stay published.
    Receipts,
}

impl KeyUse {
    /// The use as `keys list` writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Receipts => "receipts",
        }
    }
}

/// One key, as the header of a token names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyName<'a> {
    /// What it signs.
    pub purpose: KeyUse,
    /// By which algorithm.
    pub algorithm: SigningAlgorithm,
    /// Its `kid`.
    pub id: &'a str,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// There is no current key, or none of that name, for the algorithm.
    #[error("no signing key for {0}")]
    NoKey(&'static str),
    /// The key store did not sign.
    #[error("the key store did not sign")]
    Unavailable,
}

/// A signature, now or later: a key may lie in a device that takes its time.
pub type Signing<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, SignerError>> + Send + 'a>>;

/// How often one key has signed since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureCount {
    /// By which algorithm.
    pub algorithm: SigningAlgorithm,
    /// The key's `kid`.
    pub key_id: Arc<str>,
    /// How often.
    pub made: u64,
    /// How many of these came too late for whoever had asked, and were given to nobody.
    pub late: u64,
}

/// Holds the private keys.
pub trait TokenSigner: Send + Sync {
    /// The `kid` of the current key, for [`TokenSigner::sign`]; it stands in the header that is signed.
    ///
    /// # Errors
    /// If there is no key for the use and the algorithm.
    fn key_id(&self, purpose: KeyUse, algorithm: SigningAlgorithm)
    -> Result<Arc<str>, SignerError>;

    /// Signs with the key that [`TokenSigner::key_id`] named a moment ago, current or not any more.
    /// It answers in bounded time and keeps no thread of its caller waiting.
    ///
    /// # Errors
    /// If there is no such key, or the key store does not answer.
    fn sign<'a>(&'a self, key: KeyName<'a>, message: &'a [u8]) -> Signing<'a>;

    /// The public keys, current and former, as a JWK Set in JSON.
    fn public_keys(&self) -> Arc<str>;

    /// Whether a signature was made by this key of ours, and it is still published for this use.
    fn verify(&self, key: KeyName<'_>, message: &[u8], signature: &[u8]) -> bool;

    /// What each key has signed. It is counted here, where the keys are, and not by whoever asks.
    fn signatures(&self) -> Vec<SignatureCount>;
}
