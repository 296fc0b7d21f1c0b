//! `[registration]`: clients that register themselves.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, wrong};

/// Clients that register themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Whether they can.
    pub enabled: bool,
    /// Whose software statements are taken; empty if nobody's.
    pub statement_issuer: String,
    /// File with the issuer's public keys, a JWK Set.
    pub statement_keys_file: PathBuf,
}

impl Registration {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        let issuer = ("registration.statement_issuer", !self.statement_issuer.is_empty());
        let named = !self.statement_keys_file.as_os_str().is_empty();
        let keys = ("registration.statement_keys_file", named);
        match (self.enabled, issuer, keys) {
            (false, (key, true), _) | (false, _, (key, true)) => {
                Err(wrong(key, "is of no use without registration.enabled"))
            }
            (_, (_, true), (key, false)) | (_, (key, false), (_, true)) => Err(wrong(
                key,
                "is missing: an issuer of software statements and its keys go together",
            )),
            _ => Ok(()),
        }
    }
}
