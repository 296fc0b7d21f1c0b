//! Where the private half of a published key is: parsed here, or in a token that signs for us.

use super::private_jwk::Number;
use super::signing_key::SigningKey;
use super::stored_key::StoredKey;
use crate::domain::client::SigningAlgorithm;
use crate::protocol::jose::{PublicNumbers, VerifyingKey};

/// A key that signs, and verifies what it signed.
pub(super) enum Holder {
    /// Its file holds it.
    File(SigningKey),
    /// A token holds it; this is its public half.
    Token(VerifyingKey),
}

impl Holder {
    /// Nothing if the file holds no key for the algorithm, or a weak one.
    pub(super) fn of(stored: &StoredKey, by: SigningAlgorithm) -> Option<Self> {
        if stored.token.is_none() {
            return SigningKey::parse(by, &stored.jwk).map(Self::File);
        }
        let number = |which| stored.jwk.number(which);
        let key = match by {
            SigningAlgorithm::Es256 => {
                let (x, y) = (number(Number::X)?, number(Number::Y)?);
                VerifyingKey::build(by, &PublicNumbers::P256 { x: &x, y: &y })
            }
            SigningAlgorithm::EdDsa => {
                VerifyingKey::build(by, &PublicNumbers::Ed25519(&number(Number::X)?))
            }
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => {
                let (n, e) = (number(Number::N)?, number(Number::E)?);
                VerifyingKey::build(by, &PublicNumbers::Rsa { n: &n, e: &e })
            }
        };
        key.map(Self::Token)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::File(key) => key.verifies(message, signature),
            Self::Token(key) => key.verifies(message, signature),
        }
    }
}
