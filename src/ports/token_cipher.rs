//! Encrypting to clients and opening what is encrypted to us. Encrypting draws chance, opening needs our
//! private keys; so both are outside.

use crate::domain::protection::EncryptionAlgorithm;
use crate::domain::text::Secret;
use crate::protocol::compact::JoseRefusal;
use crate::protocol::encrypted::Encrypted;
use crate::protocol::jose::encryption::EncryptionKey;

/// The machine did not encrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token could not be encrypted")]
pub struct NotEncrypted;

/// Encrypts and opens tokens.
pub trait TokenCipher: Send + Sync {
    /// Encrypts a signed token to a client's key.
    ///
    /// # Errors
    /// If the machine does not.
    fn encrypt(&self, key: &EncryptionKey, token: &Secret) -> Result<Secret, NotEncrypted>;

    /// Opens what is encrypted to a key of ours that has not retired.
    ///
    /// # Errors
    /// If it is to none of them, or was changed.
    fn open(&self, text: &Encrypted<'_>) -> Result<Secret, JoseRefusal>;

    /// The algorithms by which something can be encrypted to us now.
    fn opens(&self) -> Vec<EncryptionAlgorithm>;
}
