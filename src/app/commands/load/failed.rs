//! Why an operation did not succeed, in classes that can be counted.

use super::http::NoAnswer;

/// Where and how an operation failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failed(pub(super) String);

impl Failed {
    /// There was no answer.
    pub(super) fn of(stage: &'static str, why: NoAnswer) -> Self {
        Self(match why {
            NoAnswer::Unreachable => format!("{stage}: unreachable"),
            NoAnswer::Unknown => format!("{stage}: no answer"),
        })
    }

    /// The answer was another one than is needed.
    pub(super) fn status(stage: &'static str, status: u16) -> Self {
        Self(format!("{stage}: status {status}"))
    }

    /// The answer lacks something.
    pub(super) fn lacks(stage: &'static str, what: &'static str) -> Self {
        Self(format!("{stage}: no {what}"))
    }
}
