//! `[keys]`: where keys are kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, within, wrong};

/// Where keys are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Folder with the root key and the keys, or with what is known of those in a token.
    pub folder: PathBuf,
    /// How long a next key is published before it signs.
    pub announce_hours: u32,
    /// The PKCS#11 module of the token that holds the keys that sign; empty if their files do.
    pub pkcs11_module: PathBuf,
    /// The token's label.
    pub pkcs11_token_label: String,
    /// File with its PIN.
    pub pkcs11_pin_file: PathBuf,
    /// Sessions held at once.
    pub pkcs11_sessions: u32,
    /// How long anybody waits for a signature.
    pub pkcs11_milliseconds: u32,
}

impl Keys {
    /// Whether a token holds the keys that sign.
    #[must_use]
    pub fn in_a_token(&self) -> bool {
        !self.pkcs11_module.as_os_str().is_empty()
    }

    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        within("keys.announce_hours", self.announce_hours, 1..=720)?;
        within("keys.pkcs11_sessions", self.pkcs11_sessions, 1..=64)?;
        within("keys.pkcs11_milliseconds", self.pkcs11_milliseconds, 50..=10_000)?;
        let pin = !self.pkcs11_pin_file.as_os_str().is_empty();
        match (self.in_a_token(), !self.pkcs11_token_label.is_empty(), pin) {
            (true, false, _) => {
                Err(wrong("keys.pkcs11_token_label", "is missing beside keys.pkcs11_module"))
            }
            (true, _, false) => {
                Err(wrong("keys.pkcs11_pin_file", "is missing beside keys.pkcs11_module"))
            }
            (false, true, _) | (false, _, true) => {
                Err(wrong("keys.pkcs11_module", "is missing beside the token's label or PIN"))
            }
            _ => Ok(()),
        }
    }
}
