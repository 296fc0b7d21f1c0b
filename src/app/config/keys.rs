//! `[keys]`: where keys are kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, within};

/// Where keys are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Folder with the root key and the signing keys.
    pub folder: PathBuf,
    /// How long a next key is published before it signs.
    pub announce_hours: u32,
}

impl Keys {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        within("keys.announce_hours", self.announce_hours, 1..=720)
    }
}
