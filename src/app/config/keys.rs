//! `[keys]`: where keys are kept.

use std::path::PathBuf;

use serde::Deserialize;

/// Where keys are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Folder with the root key and the signing keys.
    pub folder: PathBuf,
}
