//! `[tls]`: the provider's own certificate, and the second address, where clients show theirs.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::error::{ConfigError, wrong};
use super::http::{Http, same_door};
use crate::domain::network::Network;

/// The provider's own certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the chain, the server's own certificate first; empty if TLS ends in a proxy.
    pub certificate_file: PathBuf,
    /// PEM file with the certificate's key.
    pub key_file: PathBuf,
    /// Where clients come in who show certificates; empty if none do.
    pub mutual_listen: String,
    /// Under which address they know it.
    pub mutual_issuer_base: String,
    /// Its certificate, if it has another.
    pub mutual_certificate_file: PathBuf,
    /// That certificate's key.
    pub mutual_key_file: PathBuf,
    /// PEM file with the authorities whose word is taken for who a client is.
    pub client_roots_file: PathBuf,
    /// Networks of the proxy that ends TLS before the second address and says what it was shown.
    pub proxy_networks: Vec<String>,
    /// File with what the proxy shows to be believed.
    pub proxy_secret_file: PathBuf,
}

impl Tls {
    /// Whether TLS ends here.
    #[must_use]
    pub fn ends_here(&self) -> bool {
        !self.certificate_file.as_os_str().is_empty()
    }

    /// Where clients come in who show certificates.
    #[must_use]
    pub fn mutual_address(&self) -> Option<SocketAddr> {
        self.mutual_listen.parse().ok()
    }

    /// The certificate that is shown there, and its key; none if TLS ends in a proxy before it.
    #[must_use]
    pub fn mutual_files(&self) -> Option<(&PathBuf, &PathBuf)> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        if named(&self.mutual_certificate_file) {
            return Some((&self.mutual_certificate_file, &self.mutual_key_file));
        }
        let ours = self.ends_here() && self.proxy_networks.is_empty();
        ours.then_some((&self.certificate_file, &self.key_file))
    }

    /// The networks of the proxy.
    #[must_use]
    pub fn proxy(&self) -> Vec<Network> {
        self.proxy_networks.iter().filter_map(|text| Network::parse(text)).collect()
    }

    pub(super) fn judge(&self, http: &Http) -> Result<(), ConfigError> {
        pair(("tls.certificate_file", &self.certificate_file), ("tls.key_file", &self.key_file))?;
        if self.ends_here() && !http.issuer.starts_with("https://") {
            let words = "is for an issuer that begins with https://";
            return Err(wrong("tls.certificate_file", words));
        }
        pair(
            ("tls.mutual_certificate_file", &self.mutual_certificate_file),
            ("tls.mutual_key_file", &self.mutual_key_file),
        )?;
        if self.mutual_listen.is_empty() { self.judge_unused() } else { self.judge_mutual(http) }
    }

    /// Without the second address the rest would promise what is not kept.
    fn judge_unused(&self) -> Result<(), ConfigError> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        for (key, given) in [
            ("tls.mutual_issuer_base", !self.mutual_issuer_base.is_empty()),
            ("tls.mutual_certificate_file", named(&self.mutual_certificate_file)),
            ("tls.client_roots_file", named(&self.client_roots_file)),
            ("tls.proxy_networks", !self.proxy_networks.is_empty()),
            ("tls.proxy_secret_file", named(&self.proxy_secret_file)),
        ] {
            if given {
                return Err(wrong(key, "is of no use without tls.mutual_listen"));
            }
        }
        Ok(())
    }

    fn judge_mutual(&self, http: &Http) -> Result<(), ConfigError> {
        let Some(address) = self.mutual_address() else {
            return Err(wrong("tls.mutual_listen", "is an address such as 0.0.0.0:8444"));
        };
        if same_door(address, http.listen) || same_door(address, http.management_listen) {
            let words = "is another address than http.listen and http.management_listen";
            return Err(wrong("tls.mutual_listen", words));
        }
        let base = Url::parse(&self.mutual_issuer_base).ok();
        let plain = base.is_some_and(|base| {
            base.scheme() == "https"
                && base.as_str().trim_end_matches('/') == self.mutual_issuer_base
                && base.path() == "/"
                && base.query().is_none()
        });
        if !plain || self.mutual_issuer_base == http.issuer {
            return Err(wrong(
                "tls.mutual_issuer_base",
                "is an address such as https://mtls.id.example.vn, other than the issuer, without a path",
            ));
        }
        if self.proxy_networks.iter().any(|text| Network::parse(text).is_none()) {
            return Err(wrong("tls.proxy_networks", "is a list such as [\"10.0.0.7\"]"));
        }
        let secret = !self.proxy_secret_file.as_os_str().is_empty();
        match (self.proxy_networks.is_empty(), secret) {
            (false, false) => {
                Err(wrong("tls.proxy_secret_file", "is missing beside tls.proxy_networks"))
            }
            (true, true) => {
                Err(wrong("tls.proxy_networks", "is missing beside tls.proxy_secret_file"))
            }
            (true, false) if self.mutual_files().is_none() => Err(wrong(
                "tls.mutual_certificate_file",
                "is missing: somebody must end TLS at tls.mutual_listen, the provider or the proxy of tls.proxy_networks",
            )),
            _ => Ok(()),
        }
    }
}

/// A certificate is of no use without its key, nor a key without its certificate.
fn pair(
    certificate: (&'static str, &PathBuf),
    key: (&'static str, &PathBuf),
) -> Result<(), ConfigError> {
    let named = |path: &PathBuf| !path.as_os_str().is_empty();
    match (named(certificate.1), named(key.1)) {
        (true, false) => Err(wrong(key.0, format!("is missing beside {}", certificate.0))),
        (false, true) => Err(wrong(certificate.0, format!("is missing beside {}", key.0))),
        _ => Ok(()),
    }
}
