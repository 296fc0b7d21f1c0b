//! `[logs]`: what is logged.

use serde::Deserialize;

use super::error::{ConfigError, wrong};

/// What is logged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// From which level.
    pub level: String,
}

impl Logs {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        if ["error", "warn", "info", "debug"].contains(&self.level.as_str()) {
            Ok(())
        } else {
            Err(wrong("logs.level", "is \"error\", \"warn\", \"info\" or \"debug\""))
        }
    }
}
