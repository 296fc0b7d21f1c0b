//! The three faces of a flow that did not succeed. `web/error.rs` is the only translator.

use crate::ports::token_cipher::NotEncrypted;
use crate::ports::token_signer::SignerError;
use crate::store::error::StoreError;

/// Why a flow did not succeed. `R` is what the flow itself may refuse, with its reason.
#[derive(Debug)]
pub enum Error<R> {
    /// The flow says no, and why.
    Refused(R),
    /// Something outside does not answer; asking later may help.
    Unavailable(&'static str),
    /// Something is as it cannot be: a fault of ours, told to the log and to nobody else.
    Broken(String),
}

/// A flow that refuses nothing of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {}

impl<R> From<StoreError> for Error<R> {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable("database"),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl<R> From<SignerError> for Error<R> {
    fn from(error: SignerError) -> Self {
        match error {
            SignerError::Unavailable => Self::Unavailable("key store"),
            SignerError::NoKey(_) => Self::Broken(error.to_string()),
        }
    }
}

impl<R> From<NotEncrypted> for Error<R> {
    fn from(error: NotEncrypted) -> Self {
        Self::Broken(error.to_string())
    }
}

impl<R> Error<R> {
    /// The same failure for a flow with other reasons of its own.
    pub fn map<S>(self, refused: impl FnOnce(R) -> S) -> Error<S> {
        match self {
            Self::Refused(reason) => Error::Refused(refused(reason)),
            Self::Unavailable(port) => Error::Unavailable(port),
            Self::Broken(cause) => Error::Broken(cause),
        }
    }

    /// Something sealed that does not open, or a row that says what it cannot say.
    #[must_use]
    pub fn inconsistent(table: &str, column: &str) -> Self {
        Self::Broken(format!("{table}.{column} holds what it cannot hold"))
    }
}
