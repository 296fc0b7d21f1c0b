//! Sealed texts: AES-256-GCM, each bound to the place it stands in, so that a ciphertext that was
//! moved to another row or column does not open.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

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
/// under one key; twelve bytes of chance are enough for the few thousand texts of an account, for the
/// few of a place of the server, and for 2^32 wrapped keys (NIST SP 800-38D §8.3).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_opens_where_it_was_sealed() {
        let key = SealingKey::new(1, &[7; 32]);
        let here = place("account", "name", "1");
        let sealed = seal(&key, [9; 12], &here, "Nguyễn Mai".as_bytes());
        let opened = open(&key, &here, &sealed).expect("the right place");
        assert_eq!(opened.as_slice(), "Nguyễn Mai".as_bytes());
        assert!(!sealed.windows(4).any(|part| part == b"Nguy"));
    }

    #[test]
    fn a_moved_text_does_not_open() {
        let key = SealingKey::new(1, &[7; 32]);
        let sealed = seal(&key, [9; 12], &place("account", "name", "1"), b"text");
        for (table, column, id) in
            [("account", "name", "2"), ("account", "address", "1"), ("person", "name", "1")]
        {
            assert!(open(&key, &place(table, column, id), &sealed).is_none());
        }
        let next = SealingKey::new(2, &[7; 32]);
        assert!(open(&next, &place("account", "name", "1"), &sealed).is_none());
        let neighbour = SealingKey::new(1, &[8; 32]);
        assert!(open(&neighbour, &place("account", "name", "1"), &sealed).is_none());
    }

    #[test]
    fn one_flipped_bit_or_a_missing_byte_does_not_open() {
        let key = SealingKey::new(1, &[7; 32]);
        let sealed = seal(&key, [9; 12], b"place", b"text");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(open(&key, b"place", &flipped).is_none(), "byte {at}");
            assert!(open(&key, b"place", &sealed[..at]).is_none(), "cut at {at}");
        }
    }
}
