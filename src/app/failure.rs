//! How a command fails.

use std::io::{Error, ErrorKind};
use std::path::Path;

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

/// A file that cannot be read, by the name it was given, and why.
pub(super) fn unreadable(path: &Path, error: &Error) -> String {
    format!("{} cannot be read: {}", path.display(), reason(error))
}

/// Why, in an operator's words.
pub(super) fn reason(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::AlreadyExists => "it is there already".to_owned(),
        ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        kind => kind.to_string(),
    }
}
