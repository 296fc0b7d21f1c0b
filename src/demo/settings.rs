//! What a caller says about the demo: where the provider is, and where the services shall listen.

use std::fmt;

use openidconnect::CsrfToken;

use super::assertion::AssertionKey;
use super::service::Service;

/// The hosts by which a browser on this machine may call a service. Both are registered, so that a
/// person may type either, and tests can put the services on another site than the provider.
pub(super) const HOSTS: [&str; 2] = ["127.0.0.1", "localhost"];

/// The demo's settings. Keys and secrets are made anew at every start and never written down:
/// [`registrations`](super::registrations) hands them to the provider.
pub struct DemoSettings {
    pub(super) issuer: String,
    pub(super) first_port: u16,
    pub(super) now: fn() -> i64,
    pub(super) bank_key: AssertionKey,
    pub(super) hospital_secret: String,
}

/// The bank's key could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the demo bank's signing key could not be made")]
pub struct BrokenKey;

impl DemoSettings {
    /// Takes the provider's issuer URL, the first of three ports, and a clock that counts the
    /// seconds since 1970; makes the bank's key and the hospital's secret.
    pub fn new(
        issuer: impl Into<String>,
        first_port: u16,
        now: fn() -> i64,
    ) -> Result<Self, BrokenKey> {
        Ok(Self {
            issuer: issuer.into(),
            first_port,
            now,
            bank_key: AssertionKey::generate()?,
            hospital_secret: CsrfToken::new_random_len(32).secret().clone(),
        })
    }

    /// The port of a service.
    #[must_use]
    pub const fn port(&self, service: Service) -> u16 {
        self.first_port.wrapping_add(service.port_offset())
    }

    /// The address to print and to open.
    #[must_use]
    pub fn address(&self, service: Service) -> String {
        format!("http://{}:{}", HOSTS[0], self.port(service))
    }

    /// Every address by which a service may be called.
    pub(super) fn addresses(&self, service: Service) -> Vec<String> {
        HOSTS.iter().map(|host| format!("http://{host}:{}", self.port(service))).collect()
    }
}

impl fmt::Debug for DemoSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoSettings")
            .field("issuer", &self.issuer)
            .field("first_port", &self.first_port)
            .finish_non_exhaustive()
    }
}
