//! `[egress]`: where the provider may go at a client's wish.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, wrong};
use super::http::Mode;

/// Where the provider may go beyond public hosts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    /// Hosts with their ports that may be anywhere, this machine included.
    pub allowed_hosts: Vec<String>,
    /// PEM file with the authorities that these are certified by.
    pub authorities_file: PathBuf,
}

impl Egress {
    /// Hosts and ports, as far as they are some.
    #[must_use]
    pub fn allowed(&self) -> Vec<(String, u16)> {
        self.allowed_hosts.iter().filter_map(|text| place(text)).collect()
    }

    pub(super) fn judge(&self, mode: Mode) -> Result<(), ConfigError> {
        const HOSTS: &str = "egress.allowed_hosts";
        if self.allowed_hosts.iter().any(|text| place(text).is_none()) {
            return Err(wrong(HOSTS, "is a list such as [\"client.test:8443\"]"));
        }
        if mode == Mode::Production && !self.allowed_hosts.is_empty() {
            return Err(wrong(HOSTS, "is for trials: production goes to public hosts alone"));
        }
        if self.allowed_hosts.is_empty() && !self.authorities_file.as_os_str().is_empty() {
            let words = "is for egress.allowed_hosts alone, and there are none";
            return Err(wrong("egress.authorities_file", words));
        }
        Ok(())
    }
}

fn place(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    // As addresses are written once they are read: in lower case, numbers in their usual form.
    let host = url::Host::parse(host).ok()?;
    Some((host.to_string(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(hosts: &[&str], authorities: &str, mode: Mode) -> Result<(), String> {
        let allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let settings = Egress { allowed_hosts, authorities_file: authorities.into() };
        settings.judge(mode).map_err(|error| error.to_string())
    }

    #[test]
    fn only_a_trial_goes_to_hosts_of_its_own() {
        assert!(judged(&["localhost:8443", "[::1]:443"], "ca.pem", Mode::Development).is_ok());
        let refused = judged(&["localhost:8443"], "", Mode::Production).expect_err("refused");
        assert!(refused.contains("production"), "{refused}");
        assert!(judged(&[], "", Mode::Production).is_ok());
    }

    #[test]
    fn a_host_without_its_port_and_authorities_for_nobody_are_refused() {
        for wrong in ["localhost", "localhost:", "localhost:0", "https://localhost:1", ":1"] {
            assert!(judged(&[wrong], "", Mode::Development).is_err(), "{wrong}");
        }
        assert!(judged(&[], "ca.pem", Mode::Development).is_err());
    }
}
