//! The folder's keys for encryption. The one that is announced opens already, so that no client can be
//! too early; the former opens for a while, and is published no more.

use super::KeyFile;
use crate::domain::protection::EncryptionAlgorithm;
use crate::domain::text::Secret;
use crate::ports::token_cipher::{NotEncrypted, TokenCipher};
use crate::protocol::compact::JoseRefusal;
use crate::protocol::encrypted::Encrypted;
use crate::protocol::jose::encryption::EncryptionKey;

/// The key, the next, and one former.
const MOST: usize = 3;

impl TokenCipher for KeyFile {
    fn encrypt(&self, key: &EncryptionKey, token: &Secret) -> Result<Secret, NotEncrypted> {
        key.encrypted_by_chance(token).ok_or(NotEncrypted)
    }

    fn open(&self, text: &Encrypted<'_>) -> Result<Secret, JoseRefusal> {
        let held = self.held();
        let named = |id: &str| text.key_id().is_none_or(|wanted| wanted == id);
        let mut fitting = held
            .opening
            .iter()
            .filter(|(id, key)| named(id) && key.algorithm() == text.algorithm())
            .map(|(_, key)| key);
        // Without a name some are tried: so few that nobody makes us compute for long.
        fitting
            .by_ref()
            .take(MOST)
            .find_map(|key| key.opened(text).ok())
            .ok_or(JoseRefusal::Decryption)
    }

    fn opens(&self) -> Vec<EncryptionAlgorithm> {
        let held = self.held();
        let there = |algorithm: &EncryptionAlgorithm| {
            held.opening.iter().any(|(_, key)| key.algorithm() == *algorithm)
        };
        EncryptionAlgorithm::ALL.into_iter().filter(there).collect()
    }
}
