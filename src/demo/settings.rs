//! What a caller says about the demo: where the provider is, and where the services shall listen.

use std::fmt;

use super::assertion::{AssertionKey, BrokenKey};
use super::chance;
use super::holder::Holder;
use super::office::Office;

/// The hosts by which a browser on this machine may call a service. Both are registered, so that a
/// person may type either, and tests can put the services on another site than the provider.
pub(super) const HOSTS: [&str; 2] = ["127.0.0.1", "localhost"];

/// Where answers come back to.
pub(super) const CALLBACK: &str = "/tro-ve";

/// Where sign-out comes back to.
pub(super) const FAREWELL: &str = "/da-dang-xuat";

/// Where a service hears, from server to server, that a session ended.
pub(super) const NOTIFIED: &str = "/dang-xuat-tu-xa";

/// The demo's settings. Keys and secrets are made anew at every start and never written down:
/// [`registrations`](super::registrations) hands them to the provider.
pub struct DemoSettings {
    pub(super) issuer: String,
    pub(super) first_port: u16,
    bank_key: AssertionKey,
    bank_holder: Holder,
    ministry_key: AssertionKey,
    ministry_holder: Holder,
    pub(super) hospital_secret: String,
}

impl DemoSettings {
    /// Takes the provider's issuer URL and the first of six ports, of which the fourth is left free;
    /// makes the keys of the bank and of the ministry, and the hospital's secret.
    pub fn new(issuer: impl Into<String>, first_port: u16) -> Result<Self, BrokenKey> {
        Ok(Self {
            issuer: issuer.into(),
            first_port,
            bank_key: AssertionKey::generate("demo-bank-1")?,
            bank_holder: Holder::generate()?,
            ministry_key: AssertionKey::generate("demo-ministry-1")?,
            ministry_holder: Holder::generate()?,
            hospital_secret: chance::unguessable(),
        })
    }

    /// The key by which a service proves itself, if it has one.
    pub(super) fn key(&self, office: Office) -> Option<&AssertionKey> {
        match office {
            Office::Bank => Some(&self.bank_key),
            Office::Ministry => Some(&self.ministry_key),
            _ => None,
        }
    }

    /// The key that a service's tokens are bound to, if they are.
    pub(super) fn holder(&self, office: Office) -> Option<&Holder> {
        match office {
            Office::Bank => Some(&self.bank_holder),
            Office::Ministry => Some(&self.ministry_holder),
            _ => None,
        }
    }

    /// The provider that a service knows.
    pub(super) fn issuer(&self, office: Office) -> String {
        if office.is_at_danh() { self.issuer.clone() } else { self.address(Office::Ministry) }
    }

    /// Where a browser may be led from a service's pages: to its providers and to what they serve.
    pub(super) fn led_to(&self, office: Office) -> Vec<String> {
        let mut led_to = vec![self.issuer.clone()];
        match office {
            Office::Ministry => led_to.extend(self.addresses(Office::Permits)),
            Office::Permits => led_to.extend(self.addresses(Office::Ministry)),
            _ => {}
        }
        led_to
    }

    /// The port of a service.
    #[must_use]
    pub const fn port(&self, office: Office) -> u16 {
        self.first_port.wrapping_add(office.port_offset())
    }

    /// The address to print and to open.
    #[must_use]
    pub fn address(&self, office: Office) -> String {
        format!("http://{}:{}", HOSTS[0], self.port(office))
    }

    /// Every address by which a service may be called.
    pub(super) fn addresses(&self, office: Office) -> Vec<String> {
        HOSTS.iter().map(|host| format!("http://{host}:{}", self.port(office))).collect()
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
