//! Sealed texts: AES-256-GCM, each bound to the place it stands in, so that a ciphertext that was
//! moved to another row or column does not open.
//!
//! Personal data of an account is sealed under the account's own key; that key stands in the
//! database wrapped by the ring's. Forgetting the wrapped key forgets the person.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::key_ring::KeyRing;
use crate::domain::id::AccountId;

/// The first byte of texts sealed under an account's key; account keys themselves are re-wrapped,
/// not replaced, when the root changes.
const ACCOUNT_KEY_VERSION: u8 = 1;

/// A prepared key and the version it writes in front of what it seals.
pub struct SealingKey {
    version: u8,
    key: LessSafeKey,
}

impl SealingKey {
    pub(super) fn new(version: u8, bytes: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("AES-256 takes a key of 32 bytes");
        Self { version, key: LessSafeKey::new(key) }
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// Seals a text into its place: `version ‖ nonce ‖ ciphertext ‖ tag`. A nonce is never used twice
/// under one key; twelve bytes of chance are enough for the few thousand texts of an account.
///
/// # Panics
/// At texts of 64 GiB, AES-GCM's limit, which no column holds.
#[must_use]
pub fn seal(key: &SealingKey, nonce: [u8; 12], context: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    sealed.push(key.version);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let (_, body) = sealed.split_at_mut(1 + NONCE_LEN);
    let tag = key
        .key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound(key.version, context)),
            body,
        )
        .expect("no column holds a text near AES-GCM's limit of 64 GiB");
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

/// Opens a text in the place it was sealed into; nothing else opens.
#[must_use]
pub fn open(key: &SealingKey, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (&version, rest) = sealed.split_first()?;
    let (nonce, body) = rest.split_at_checked(NONCE_LEN)?;
    if version != key.version {
        return None;
    }
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = Zeroizing::new(body.to_vec());
    let length = key
        .key
        .open_in_place(nonce, Aad::from(bound(version, context)), text.as_mut_slice())
        .ok()?
        .len();
    text.truncate(length);
    Some(text)
}

/// The context of a column: which table, which column, whose row. Names hold no zero byte, so no
/// two places are written alike.
#[must_use]
pub fn place(table: &str, column: &str, id: &str) -> Vec<u8> {
    [table.as_bytes(), column.as_bytes(), id.as_bytes()].join(&0)
}

/// The version is authenticated too: it chooses the key, so nobody else may choose it.
fn bound(version: u8, context: &[u8]) -> Vec<u8> {
    let mut bound = Vec::with_capacity(1 + context.len());
    bound.push(version);
    bound.extend_from_slice(context);
    bound
}

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
    fn a_text_opens_where_it_was_sealed() {
        let key = AccountKey::from_bytes([7; 32]);
        let here = place("account", "name", "1");
        let sealed = seal(key.sealing(), [9; 12], &here, "Nguyễn Mai".as_bytes());
        let opened = open(key.sealing(), &here, &sealed).expect("the right place");
        assert_eq!(opened.as_slice(), "Nguyễn Mai".as_bytes());
        assert!(!sealed.windows(4).any(|part| part == b"Nguy"));
    }

    #[test]
    fn a_moved_text_does_not_open() {
        let key = AccountKey::from_bytes([7; 32]);
        let sealed = seal(key.sealing(), [9; 12], &place("account", "name", "1"), b"text");
        for (table, column, id) in
            [("account", "name", "2"), ("account", "address", "1"), ("person", "name", "1")]
        {
            assert!(open(key.sealing(), &place(table, column, id), &sealed).is_none());
        }
        let neighbour = AccountKey::from_bytes([8; 32]);
        assert!(open(neighbour.sealing(), &place("account", "name", "1"), &sealed).is_none());
    }

    #[test]
    fn one_flipped_bit_or_a_missing_byte_does_not_open() {
        let key = AccountKey::from_bytes([7; 32]);
        let sealed = seal(key.sealing(), [9; 12], b"place", b"text");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(open(key.sealing(), b"place", &flipped).is_none(), "byte {at}");
            assert!(open(key.sealing(), b"place", &sealed[..at]).is_none(), "cut at {at}");
        }
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

    #[test]
    fn the_server_s_own_texts_open_in_their_place_only() {
        let ring = KeyRing::from_root(&[1; 32]);
        let sealed = ring.seal_server([4; 12], b"interaction 1", b"scope=openid");
        assert_eq!(
            ring.open_server(b"interaction 1", &sealed).expect("its place").as_slice(),
            b"scope=openid"
        );
        assert!(ring.open_server(b"interaction 2", &sealed).is_none());
    }
}
