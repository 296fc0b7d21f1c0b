//! `[registries]`: the outside registers.

use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::error::{ConfigError, within, wrong};

/// The outside registers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registries {
    /// The population register.
    pub population_url: String,
    /// The insurer.
    pub insurance_url: String,
    /// The carriers.
    pub carrier_url: String,
    /// File with the bearer token.
    pub token_file: PathBuf,
    /// PEM file with certificate and key, for mutual TLS.
    pub identity_file: PathBuf,
    /// To connect.
    pub connect_milliseconds: u64,
    /// For the whole answer.
    pub total_milliseconds: u64,
    /// Tries after the first.
    pub retries: u32,
    /// How long the population register's snapshot stands.
    pub population_max_age_hours: u32,
    /// How long the insurer's snapshot stands.
    pub insurance_max_age_hours: u32,
}

impl Registries {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        let addresses = [
            ("registries.population_url", &self.population_url),
            ("registries.insurance_url", &self.insurance_url),
            ("registries.carrier_url", &self.carrier_url),
        ];
        for (key, address) in addresses {
            Url::parse(address).map_err(|_| wrong(key, "is no address"))?;
        }
        within("registries.retries", self.retries, 0..=5)?;
        within("registries.connect_milliseconds", self.connect_milliseconds, 1..=30_000)?;
        within("registries.total_milliseconds", self.total_milliseconds, 100..=30_000)
    }
}
