//! What a key of the folder is for, and the one algorithm it does it by.

use crate::domain::client::SigningAlgorithm;
use crate::domain::protection::EncryptionAlgorithm;

/// A key has one use and one algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// It signs.
    Signs(SigningAlgorithm),
    /// It opens what is encrypted to us.
    Opens(EncryptionAlgorithm),
}

impl KeyAlgorithm {
    /// All of them, those that sign first.
    pub fn all() -> impl Iterator<Item = Self> {
        let signing = SigningAlgorithm::ALL.into_iter().map(Self::Signs);
        signing.chain(EncryptionAlgorithm::ALL.into_iter().map(Self::Opens))
    }

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signs(algorithm) => algorithm.as_str(),
            Self::Opens(algorithm) => algorithm.as_str(),
        }
    }

    /// `use` (RFC 7517 §4.2).
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Signs(_) => "sig",
            Self::Opens(_) => "enc",
        }
    }

    /// Reads a registered name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|algorithm| algorithm.as_str() == text)
    }
}

impl From<SigningAlgorithm> for KeyAlgorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        Self::Signs(algorithm)
    }
}

impl From<EncryptionAlgorithm> for KeyAlgorithm {
    fn from(algorithm: EncryptionAlgorithm) -> Self {
        Self::Opens(algorithm)
    }
}
