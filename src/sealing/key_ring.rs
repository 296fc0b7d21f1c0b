//! All keys at rest grow from one root of 32 bytes by HKDF-SHA-256 (RFC 5869), each under a label of
//! its own, so that one key's use never tells anything about another's.

use std::fmt;

use aws_lc_rs::{hkdf, hmac};
use zeroize::Zeroizing;

use super::envelope::{SealingKey, open, seal};

/// The first byte of every text sealed under this root. A second root will bear the next number, and
/// a ring that holds both can still open what the first one sealed.
const ROOT_VERSION: u8 = 1;

/// Separates our derivations from anybody else's over the same bytes.
const SALT: &[u8] = b"danh/root/1";

/// The keys of this provider, prepared once: an HMAC key is not hashed anew for each use.
pub struct KeyRing {
    pub(super) handles: hmac::Key,
    pub(super) codes: hmac::Key,
    pub(super) numbers: hmac::Key,
    pub(super) phones: hmac::Key,
    pub(super) warnings: hmac::Key,
    pub(super) subjects: hmac::Key,
    pub(super) forms: hmac::Key,
    pub(super) wrapping: SealingKey,
    /// Each place has a key of its own: under one key chance would give two texts of a whole country the
    /// same nonce within a year or so (NIST SP 800-38D §8.3 allows 2^32 texts).
    server: hkdf::Prk,
    pepper: Zeroizing<[u8; 32]>,
    check_value: [u8; 32],
}

impl KeyRing {
    /// Derives every key.
    #[must_use]
    pub fn from_root(root: &[u8; 32]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(root);
        let mac = |label| hmac::Key::new(hmac::HMAC_SHA256, derive(&root, label).as_slice());
        let sealing = |label| SealingKey::new(ROOT_VERSION, &derive(&root, label));
        Self {
            handles: mac("handles"),
            codes: mac("codes"),
            numbers: mac("numbers"),
            phones: mac("phones"),
            warnings: mac("warnings"),
            subjects: mac("subjects"),
            forms: mac("forms"),
            wrapping: sealing("wrapping"),
            server: hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, derive(&root, "server").as_slice()),
            pepper: derive(&root, "pepper"),
            check_value: *derive(&root, "check value"),
        }
    }

    /// The key of the password pepper; the composition root hands it to `credential::password`,
    /// which does not know this room.
    #[must_use]
    pub fn pepper_key(&self) -> &[u8; 32] {
        &self.pepper
    }

    /// Tells roots apart without telling anything about them: the database keeps the value of the
    /// root it was filled under, and a start with another root is refused.
    #[must_use]
    pub fn check_value(&self) -> [u8; 32] {
        self.check_value
    }

    /// Seals a text that belongs to the server and to no account, such as a frozen request.
    #[must_use]
    pub fn seal_server(&self, nonce: [u8; 12], context: &[u8], plain: &[u8]) -> Vec<u8> {
        seal(&self.server_key(context), nonce, context, plain)
    }

    /// Opens what [`KeyRing::seal_server`] sealed, in the same place only.
    #[must_use]
    pub fn open_server(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.server_key(context), context, sealed)
    }

    fn server_key(&self, context: &[u8]) -> SealingKey {
        SealingKey::new(ROOT_VERSION, &expanded(&self.server, context))
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(…)")
    }
}

fn derive(root: &hkdf::Prk, label: &'static str) -> Zeroizing<[u8; 32]> {
    expanded(root, label.as_bytes())
}

fn expanded(root: &hkdf::Prk, label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    root.expand(&[label], hkdf::HKDF_SHA256)
        .and_then(|output| output.fill(key.as_mut_slice()))
        .expect("32 bytes are one block of HKDF-SHA-256");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_root_gives_the_same_keys_again_and_another_root_others() {
        let (ring, again) = (KeyRing::from_root(&[1; 32]), KeyRing::from_root(&[1; 32]));
        let other = KeyRing::from_root(&[2; 32]);
        assert_eq!(ring.check_value(), again.check_value());
        assert_eq!(ring.pepper_key(), again.pepper_key());
        assert_ne!(ring.check_value(), other.check_value());
        assert_ne!(ring.pepper_key(), other.pepper_key());
    }

    #[test]
    fn no_two_labels_share_a_key() {
        let ring = KeyRing::from_root(&[1; 32]);
        let macs = [
            &ring.handles,
            &ring.codes,
            &ring.numbers,
            &ring.phones,
            &ring.warnings,
            &ring.subjects,
            &ring.forms,
        ];
        let tags: std::collections::BTreeSet<_> =
            macs.iter().map(|key| hmac::sign(key, b"same").as_ref().to_vec()).collect();
        assert_eq!(tags.len(), macs.len());
        let sealed = ring.seal_server([0; 12], b"", b"text");
        assert!(open(&ring.wrapping, b"", &sealed).is_none());
    }

    #[test]
    fn a_ring_never_prints_a_key() {
        assert_eq!(format!("{:?}", KeyRing::from_root(&[1; 32])), "KeyRing(…)");
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
