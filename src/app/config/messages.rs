//! `[messages]`: text messages.

use std::path::PathBuf;

use serde::Deserialize;

/// Text messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// The SMS gateway.
    pub sms_url: String,
    /// File with the bearer token.
    pub token_file: PathBuf,
    /// First word of every message.
    pub sender: String,
}
