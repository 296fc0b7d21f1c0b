//! Signing: bytes in, signature out. Signing stays outside every database transaction.

use crate::domain::client::SigningAlgorithm;

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

/// Holds the private keys.
pub trait TokenSigner: Send + Sync {
    /// The `kid` of the current key, for [`TokenSigner::sign`]; it stands in the header that is signed.
    ///
    /// # Errors
    /// If there is no key for the algorithm.
    fn key_id(&self, algorithm: SigningAlgorithm) -> Result<std::sync::Arc<str>, SignerError>;

    /// Signs with the key that [`TokenSigner::key_id`] named a moment ago, current or not any more.
    ///
    /// # Errors
    /// If there is no such key for the algorithm, or the key store does not answer.
    fn sign(
        &self,
        algorithm: SigningAlgorithm,
        key_id: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, SignerError>;

    /// The public keys, current and former, as a JWK Set in JSON.
    fn public_keys(&self) -> std::sync::Arc<str>;

    /// Whether a signature was made by one of our keys that is still published.
    fn verify(
        &self,
        algorithm: SigningAlgorithm,
        key_id: &str,
        message: &[u8],
        signature: &[u8],
    ) -> bool;
}
