//! What a key of the folder is for, and the one algorithm it does it by.

use crate::domain::client::SigningAlgorithm;
use crate::domain::protection::EncryptionAlgorithm;
use crate::ports::token_signer::KeyUse;

/// A key has one use and one algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// It signs tokens.
    Signs(SigningAlgorithm),
    /// It signs consent receipts, by ES256, and stays published for good.
    SignsReceipts,
    /// It opens what is encrypted to us.
    Opens(EncryptionAlgorithm),
}

impl KeyAlgorithm {
    /// All of them, those that sign first.
    pub fn all() -> impl Iterator<Item = Self> {
        let signing = SigningAlgorithm::ALL.into_iter().map(Self::Signs);
        let signing = signing.chain([Self::SignsReceipts]);
        signing.chain(EncryptionAlgorithm::ALL.into_iter().map(Self::Opens))
    }

    /// What signs for this use by this algorithm, if anything does.
    #[must_use]
    pub fn signing(purpose: KeyUse, algorithm: SigningAlgorithm) -> Option<Self> {
        match (purpose, algorithm) {
            (KeyUse::Tokens, algorithm) => Some(Self::Signs(algorithm)),
            (KeyUse::Receipts, SigningAlgorithm::Es256) => Some(Self::SignsReceipts),
            (KeyUse::Receipts, _) => None,
        }
    }

    /// By which algorithm it signs, if it does.
    #[must_use]
    pub const fn signs_by(self) -> Option<SigningAlgorithm> {
        match self {
            Self::Signs(algorithm) => Some(algorithm),
            Self::SignsReceipts => Some(SigningAlgorithm::Es256),
            Self::Opens(_) => None,
        }
    }

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signs(algorithm) => algorithm.as_str(),
            Self::SignsReceipts => SigningAlgorithm::Es256.as_str(),
            Self::Opens(algorithm) => algorithm.as_str(),
        }
    }

    /// `use` (RFC 7517 §4.2).
    #[must_use]
    pub const fn jwk_use(self) -> &'static str {
        match self {
            Self::Signs(_) | Self::SignsReceipts => "sig",
            Self::Opens(_) => "enc",
        }
    }

    /// What it is for, as its file and `keys list` say it.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::SignsReceipts => "receipts",
            _ => self.jwk_use(),
        }
    }

    /// Reads a registered name and a purpose.
    #[must_use]
    pub fn parse(text: &str, purpose: &str) -> Option<Self> {
        Self::all().find(|one| (one.as_str(), one.purpose()) == (text, purpose))
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
