//! What can be wrong with the settings.

use std::fmt;
use std::ops::RangeInclusive;

/// What is wrong with the settings, in a sentence that names the key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {0} cannot be read: {1}")]
    Unreadable(String, String),
    /// It is not TOML, or a value has the wrong type.
    #[error("{0}")]
    Malformed(String),
    /// There is no such key.
    #[error("there is no setting `{key}`{}", suggestion(.nearest.as_deref()))]
    Unknown {
        /// What was written.
        key: String,
        /// The nearest key that exists.
        nearest: Option<String>,
    },
    /// A value that cannot be.
    #[error("`{key}`: {reason}")]
    Wrong {
        /// Which.
        key: &'static str,
        /// Why.
        reason: String,
    },
}

/// One value that cannot be, and why.
pub(crate) fn wrong(key: &'static str, reason: impl Into<String>) -> ConfigError {
    ConfigError::Wrong { key, reason: reason.into() }
}

/// Whether a number lies where it may.
pub(crate) fn within<N: Copy + PartialOrd + fmt::Display>(
    key: &'static str,
    value: N,
    allowed: RangeInclusive<N>,
) -> Result<(), ConfigError> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(wrong(key, format!("is {} to {}", allowed.start(), allowed.end())))
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}
