//! Personal data of an account is sealed under the account's own key; that key stands in the
//! database wrapped by the ring's. Forgetting the wrapped key forgets the person.

use std::fmt;

use zeroize::Zeroizing;

use super::envelope::{SealingKey, open, place, seal};
use super::key_ring::KeyRing;
use crate::domain::id::AccountId;

/// The first byte of texts sealed under an account's key; account keys themselves are re-wrapped,
/// not replaced, when the root changes.
const ACCOUNT_KEY_VERSION: u8 = 1;

/// The key of one account's personal data.
pub struct AccountKey {
    bytes: Zeroizing<[u8; 32]>,
    sealing: SealingKey,
}

impl AccountKey {
    /// A key from 32 unpredictable bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let bytes = Zeroizing::new(bytes);
        Self { sealing: SealingKey::new(ACCOUNT_KEY_VERSION, &bytes), bytes }
    }

    /// The key as the account's row keeps it.
    #[must_use]
    pub fn wrap(&self, ring: &KeyRing, nonce: [u8; 12], account: &AccountId) -> Vec<u8> {
        seal(&ring.wrapping, nonce, &wrapping_place(account), self.bytes.as_slice())
    }

    /// The key from the account's row; another account's wrapped key does not open.
    #[must_use]
    pub fn unwrap(ring: &KeyRing, account: &AccountId, wrapped: &[u8]) -> Option<Self> {
        let bytes = open(&ring.wrapping, &wrapping_place(account), wrapped)?;
        Some(Self::from_bytes(bytes.as_slice().try_into().ok()?))
    }

    /// What [`seal`] and [`open`] take.
    #[must_use]
    pub fn sealing(&self) -> &SealingKey {
        &self.sealing
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey(…)")
    }
}

fn wrapping_place(account: &AccountId) -> Vec<u8> {
    place("account", "key", account.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    fn account(chance: u8) -> AccountId {
        AccountId::new(Timestamp::from_unix(1_800_000_000), [chance; 12])
    }

    #[test]
    fn an_account_key_opens_for_its_own_account_and_root_only() {
        let ring = KeyRing::from_root(&[1; 32]);
        let wrapped = AccountKey::from_bytes([7; 32]).wrap(&ring, [3; 12], &account(1));
        let sealed = seal(AccountKey::from_bytes([7; 32]).sealing(), [9; 12], b"", b"text");
        let key = AccountKey::unwrap(&ring, &account(1), &wrapped).expect("its own key");
        assert!(open(key.sealing(), b"", &sealed).is_some());
        assert!(AccountKey::unwrap(&ring, &account(2), &wrapped).is_none());
        let other_root = KeyRing::from_root(&[2; 32]);
        assert!(AccountKey::unwrap(&other_root, &account(1), &wrapped).is_none());
    }
}
