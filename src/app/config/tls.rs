//! `[tls]`: the provider's own certificate.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, wrong};
use super::http::Http;

/// The provider's own certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the chain, the server's own certificate first; empty if TLS ends in a proxy.
    pub certificate_file: PathBuf,
    /// PEM file with the certificate's key.
    pub key_file: PathBuf,
}

impl Tls {
    /// Whether TLS ends here.
    #[must_use]
    pub fn ends_here(&self) -> bool {
        !self.certificate_file.as_os_str().is_empty()
    }

    pub(super) fn judge(&self, http: &Http) -> Result<(), ConfigError> {
        match (self.ends_here(), !self.key_file.as_os_str().is_empty()) {
            (true, false) => Err(wrong("tls.key_file", "is missing beside tls.certificate_file")),
            (false, true) => Err(wrong("tls.certificate_file", "is missing beside tls.key_file")),
            (true, true) if !http.issuer.starts_with("https://") => {
                Err(wrong("tls.certificate_file", "is for an issuer that begins with https://"))
            }
            _ => Ok(()),
        }
    }
}
