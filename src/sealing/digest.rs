//! Handles, and what the store keeps of them.
//!
//! A handle is `<ordered id>.<43 characters>`: the first half finds the row, the second proves that
//! the holder was given it. The store keeps only a keyed digest of the second, so that its reader
//! learns no handle and its writer can mint none.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::key_ring::KeyRing;
use crate::domain::id::{ChallengeId, OrderedId};
use crate::domain::text::Secret;

/// What a handle is good for. Its label goes into the digest: a code's secret is no session's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Authorization code.
    Code,
    /// Pushed authorization request (`request_uri`).
    PushedRequest,
    /// The session cookie.
    Session,
    /// Refresh token.
    RefreshToken,
    /// The cookie that binds a browser to an interaction.
    Interaction,
    /// The cookie of a bound browser.
    Device,
    /// The words of a purpose, told apart by a short name.
    Purpose,
    /// `client_secret`.
    ClientSecret,
    /// `jti` of a client's assertion, remembered until it expires.
    Assertion,
    /// `jti` of a proof of possession, remembered until it is too old.
    Proof,
    /// A span of time, as a nonce for proofs names it.
    ProofNonce,
    /// A process, as the leases of messages name it.
    Process,
    /// A network address, counted but never written.
    Network,
    /// The drawing of a client's logo, told apart by a short name.
    Logo,
    /// Initial access token: who shows it may register a client.
    Invitation,
    /// Registration access token: who shows it may read, change and end a registration.
    RegistrationToken,
}

impl Kind {
    const fn label(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::PushedRequest => "pushed request",
            Self::Session => "session",
            Self::RefreshToken => "refresh token",
            Self::Interaction => "interaction",
            Self::Device => "device",
            Self::Purpose => "purpose",
            Self::ClientSecret => "client secret",
            Self::Assertion => "assertion",
            Self::Proof => "proof of possession",
            Self::ProofNonce => "nonce for proofs",
            Self::Process => "process",
            Self::Network => "network",
            Self::Logo => "logo",
            Self::Invitation => "initial access token",
            Self::RegistrationToken => "registration access token",
        }
    }
}

/// A keyed digest; compared in constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// A digest as a column holds it.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes a column holds.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn of(key: &hmac::Key, parts: &[&[u8]]) -> Self {
        let mut context = hmac::Context::with_key(key);
        for part in parts {
            context.update(part);
        }
        Self(tag_bytes(&context.sign()))
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Digest {}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// An HMAC-SHA-256 tag as an array.
pub(super) fn tag_bytes(tag: &hmac::Tag) -> [u8; 32] {
    tag.as_ref().try_into().expect("an HMAC-SHA-256 tag has 32 bytes")
}

/// The keyed digest of a secret that has no public half: a client secret, an assertion's `jti`.
/// `binding` names to whom it belongs (a `client_id`, or nothing) and holds no zero byte.
#[must_use]
pub fn digest(ring: &KeyRing, kind: Kind, binding: &str, secret: &[u8]) -> Digest {
    let parts = [kind.label().as_bytes(), &[0], binding.as_bytes(), &[0], secret];
    Digest::of(&ring.handles, &parts)
}

/// The keyed digest of a code that was sent to a person. A million codes are quickly tried, so the
/// key is what protects them; challenge and purpose keep a code from serving elsewhere.
#[must_use]
pub fn otp_digest(ring: &KeyRing, challenge: &ChallengeId, purpose: &str, code: &str) -> Digest {
    let parts = [challenge.as_str().as_bytes(), &[0], purpose.as_bytes(), &[0], code.as_bytes()];
    Digest::of(&ring.codes, &parts)
}

/// A handle as its holder has it.
pub struct Handle<I> {
    /// The public half; names the row.
    pub id: I,
    secret: Zeroizing<[u8; 32]>,
}

impl<I: OrderedId> Handle<I> {
    /// A handle of 32 unpredictable bytes.
    #[must_use]
    pub fn new(id: I, secret: [u8; 32]) -> Self {
        Self { id, secret: Zeroizing::new(secret) }
    }

    /// Reads a handle; one spelling only, so that no second text means the same.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.split_once('.')?;
        if secret.len() != 43 {
            return None;
        }
        let id = I::parse(id)?;
        let mut bytes = Zeroizing::new([0; 32]);
        let length = URL_SAFE_NO_PAD.decode_slice(secret, bytes.as_mut_slice()).ok()?;
        (length == 32).then_some(Self { id, secret: bytes })
    }

    /// The handle as it is given out, once.
    #[must_use]
    pub fn to_text(&self) -> Secret {
        let mut text = String::with_capacity(76);
        text.push_str(self.id.as_str());
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(self.secret.as_slice(), &mut text);
        Secret::new(text)
    }

    /// What the store keeps. The public half is bound in as well: a digest copied to another row
    /// fits nothing there. `binding` is the client it was given to, or nothing.
    #[must_use]
    pub fn digest(&self, ring: &KeyRing, kind: Kind, binding: &str) -> Digest {
        let parts = [
            kind.label().as_bytes(),
            &[0],
            binding.as_bytes(),
            &[0],
            self.id.as_str().as_bytes(),
            b".",
            self.secret.as_slice(),
        ];
        Digest::of(&ring.handles, &parts)
    }
}

impl<I: fmt::Debug> fmt::Debug for Handle<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{AuthorizationId, SessionId};
    use crate::domain::time::Timestamp;

    const THEN: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn handle(id: u8, secret: u8) -> Handle<SessionId> {
        Handle::new(SessionId::new(THEN, [id; 12]), [secret; 32])
    }

    #[test]
    fn a_handle_reads_back_and_fits_its_digest() {
        let ring = KeyRing::from_root(&[1; 32]);
        let given = handle(1, 5);
        let text = given.to_text();
        assert_eq!(text.expose().len(), 76);
        let back = Handle::<SessionId>::parse(text.expose()).expect("our own handle");
        assert_eq!(back.digest(&ring, Kind::Session, ""), given.digest(&ring, Kind::Session, ""));
    }

    #[test]
    fn kind_binding_row_secret_and_root_each_change_the_digest() {
        let ring = KeyRing::from_root(&[1; 32]);
        let right = handle(1, 5).digest(&ring, Kind::Code, "bank");
        let wrong = [
            handle(1, 5).digest(&ring, Kind::Session, "bank"),
            handle(1, 5).digest(&ring, Kind::Code, "hospital"),
            handle(1, 5).digest(&ring, Kind::Code, ""),
            handle(2, 5).digest(&ring, Kind::Code, "bank"),
            handle(1, 6).digest(&ring, Kind::Code, "bank"),
            handle(1, 5).digest(&KeyRing::from_root(&[2; 32]), Kind::Code, "bank"),
        ];
        assert!(wrong.iter().all(|digest| *digest != right));
        assert_eq!(Digest::from_bytes(right.as_bytes()), Some(right));
        assert_eq!(Digest::from_bytes(b"short"), None);
    }

    #[test]
    fn only_the_one_spelling_of_a_handle_is_read() {
        let text = handle(1, 5).to_text();
        let text = text.expose();
        let mut other_tail = text.to_owned();
        other_tail.pop();
        other_tail.push('V');
        let wrong = [
            String::new(),
            ".".into(),
            text.replace('.', ""),
            format!("{text}="),
            format!("{text}.x"),
            format!(" {text}"),
            text.to_ascii_uppercase(),
            other_tail,
        ];
        for wrong in wrong {
            assert!(Handle::<AuthorizationId>::parse(&wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_code_s_digest_belongs_to_its_challenge_and_purpose() {
        let ring = KeyRing::from_root(&[1; 32]);
        let (first, second) = (ChallengeId::new(THEN, [1; 12]), ChallengeId::new(THEN, [2; 12]));
        let right = otp_digest(&ring, &first, "login", "123456");
        assert_eq!(right, otp_digest(&ring, &first, "login", "123456"));
        assert_ne!(right, otp_digest(&ring, &second, "login", "123456"));
        assert_ne!(right, otp_digest(&ring, &first, "phone", "123456"));
        assert_ne!(right, otp_digest(&ring, &first, "login", "123457"));
    }

    #[test]
    fn neither_handle_nor_digest_prints_its_secret() {
        let ring = KeyRing::from_root(&[1; 32]);
        let printed = format!("{:?} {:?}", handle(1, 5), digest(&ring, Kind::Purpose, "", b"x"));
        assert!(printed.ends_with("Digest(…)"));
        assert!(!printed.contains("BQUF"), "{printed}");
    }
}
