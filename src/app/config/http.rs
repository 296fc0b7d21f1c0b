//! `[http]`: addresses and limits of the doors.

use std::net::SocketAddr;

use serde::Deserialize;
use url::{Host, Url};

use super::error::{ConfigError, within, wrong};
use crate::protocol::client_metadata::Strictness;

/// Whether real people are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The sandbox and made-up people are welcome.
    Development,
    /// Real people; nothing made up is taken.
    Production,
}

impl Mode {
    /// How registrations of clients are judged.
    #[must_use]
    pub fn strictness(self) -> Strictness {
        match self {
            Self::Production => Strictness::Production,
            Self::Development => Strictness::Trial,
        }
    }
}

/// Addresses and limits of the doors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Whether real people are served.
    pub mode: Mode,
    /// The provider's name.
    pub issuer: String,
    /// Where people and clients come in.
    pub listen: SocketAddr,
    /// Where the operator comes in.
    pub management_listen: SocketAddr,
    /// Worker threads; 0 is one a core.
    pub workers: usize,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Requests a second from one address.
    pub network_rate: u32,
    /// How many may come at once.
    pub network_burst: u32,
    /// Requests of one network that may wait for a person who has not signed in, in half an hour.
    pub network_kept_requests: u32,
    /// Requests of one client that proves itself, likewise.
    pub client_kept_requests: u32,
    /// Requests of one account's own browser, likewise, where its network's are spent.
    pub account_kept_requests: u32,
    /// Seconds to finish when told to stop.
    pub drain_seconds: u64,
}

impl Http {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        let issuer = Url::parse(&self.issuer)
            .map_err(|_| wrong("http.issuer", "is no address such as https://id.example.vn"))?;
        let whole =
            self.issuer.ends_with('/') || issuer.query().is_some() || issuer.fragment().is_some();
        if whole {
            return Err(wrong("http.issuer", "has no slash at its end, no query and no fragment"));
        }
        if issuer.path() != "/" {
            // Pages and endpoints stand at the root of their host.
            return Err(wrong("http.issuer", "is a host of its own, without a path"));
        }
        match issuer.scheme() {
            "http" if !is_loopback(&issuer) => {
                return Err(wrong("http.issuer", "http is for this machine alone; use https"));
            }
            "http" if self.mode == Mode::Production => {
                return Err(wrong("http.issuer", "production speaks https"));
            }
            "https" | "http" => {}
            _ => return Err(wrong("http.issuer", "begins with https://")),
        }
        if same_door(self.listen, self.management_listen) {
            return Err(wrong("http.management_listen", "is another address than http.listen"));
        }
        within("http.network_rate", self.network_rate, 1..=u32::MAX)?;
        within("http.network_burst", self.network_burst, 1..=u32::MAX)?;
        within("http.network_kept_requests", self.network_kept_requests, 1..=u32::MAX)?;
        within("http.client_kept_requests", self.client_kept_requests, 1..=u32::MAX)?;
        within("http.account_kept_requests", self.account_kept_requests, 1..=u32::MAX)?;
        for network in &self.trusted_proxies {
            if crate::domain::network::Network::parse(network).is_none() {
                return Err(wrong("http.trusted_proxies", "is a list such as [\"10.0.0.0/8\"]"));
            }
        }
        Ok(())
    }
}

/// Whether both would listen where only one can. Port 0 is a free one each time.
pub(super) fn same_door(one: SocketAddr, other: SocketAddr) -> bool {
    let everywhere = |one: SocketAddr| one.ip().is_unspecified();
    let same_host = one.ip() == other.ip() || everywhere(one) || everywhere(other);
    one.port() != 0 && one.port() == other.port() && same_host
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
