//! How a command fails.

/// How a command failed: its words go to standard error.
#[derive(Debug)]
pub enum Failure {
    /// It was asked, and the answer is no (exit code 1).
    Refused(String),
    /// It was asked wrongly, or the settings are wrong (exit code 2).
    Usage(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}
