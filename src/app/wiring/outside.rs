//! The outside systems: registers and the SMS gateway, each behind its own socket.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::app::config::Config;
use crate::app::failure::{Failure, unreadable};
use crate::connectors::egress::{EgressSettings, EgressWorker};
use crate::connectors::http::{HttpSettings, HttpSystem};
use crate::connectors::insurance_registry::InsuranceRegistry;
use crate::connectors::population_registry::PopulationRegistry;
use crate::connectors::sms::SmsGateway;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::flows::ground::Ground;
use crate::flows::snapshots::Snapshots;
use crate::ports::messages::Messages;
use crate::ports::outside_system::OutsideSystem;

/// All that is outside.
pub(super) struct Outside {
    /// What registers say, and how long that stands.
    pub(super) snapshots: Snapshots,
    /// The way out for text messages.
    pub(super) gateway: Arc<dyn Messages>,
    /// Every system among them, to be counted.
    pub(super) systems: Vec<Arc<dyn OutsideSystem>>,
}

/// Reaches for all that the settings name. Nothing is asked yet.
pub(super) fn open(config: &Config, ground: &Ground) -> Result<Outside, Failure> {
    let settings = &config.registries;
    let population = register(config, ground, "population", &settings.population_url)?;
    let insurance = register(config, ground, "insurance", &settings.insurance_url)?;
    let sms = gateway(config, ground)?;
    let clock = || Arc::clone(&ground.clock);
    let systems: Vec<Arc<dyn OutsideSystem>> =
        vec![population.clone(), insurance.clone(), sms.clone()];
    let snapshots = Snapshots {
        ground: ground.clone(),
        population: Arc::new(PopulationRegistry::new(population, clock())),
        insurance: Arc::new(InsuranceRegistry::new(insurance, clock())),
        population_max_age: Lifetime::hours(settings.population_max_age_hours),
        insurance_max_age: Lifetime::hours(settings.insurance_max_age_hours),
    };
    Ok(Outside { snapshots, gateway: Arc::new(SmsGateway::new(sms, clock())), systems })
}

/// The way out to what clients registered.
pub fn egress(config: &Config) -> Result<Arc<EgressWorker>, Failure> {
    let file = &config.egress.authorities_file;
    let refused = |words: String| Failure::Refused(format!("`egress.authorities_file`: {words}"));
    let authorities = if file.as_os_str().is_empty() {
        None
    } else {
        Some(std::fs::read(file).map_err(|error| refused(unreadable(file, &error)))?)
    };
    let settings = EgressSettings { allowed: config.egress.allowed(), authorities };
    let worker = EgressWorker::new(settings)
        .map_err(|_| refused(format!("{} holds no certificates in PEM", file.display())))?;
    Ok(Arc::new(worker))
}

fn gateway(config: &Config, ground: &Ground) -> Result<Arc<HttpSystem>, Failure> {
    let base = address("messages.sms_url", &config.messages.sms_url)?;
    let bearer = secret(&config.messages.token_file)?;
    let settings = HttpSettings::new("sms", base, bearer);
    let system = HttpSystem::new(settings, Arc::clone(&ground.clock), Arc::clone(&ground.entropy))?;
    Ok(Arc::new(system))
}

fn register(
    config: &Config,
    ground: &Ground,
    name: &'static str,
    url: &str,
) -> Result<Arc<HttpSystem>, Failure> {
    let registries = &config.registries;
    let bearer = secret(&registries.token_file)?;
    let mut settings = HttpSettings::new(name, address(name, url)?, bearer);
    settings.connect_timeout = Duration::from_millis(registries.connect_milliseconds);
    settings.total_timeout = Duration::from_millis(registries.total_milliseconds);
    settings.retries = registries.retries;
    if !registries.identity_file.as_os_str().is_empty() {
        settings.identity = Some(secret(&registries.identity_file)?);
    }
    let system = HttpSystem::new(settings, Arc::clone(&ground.clock), Arc::clone(&ground.entropy))?;
    Ok(Arc::new(system))
}

fn address(key: &str, text: &str) -> Result<Url, Failure> {
    Url::parse(text).map_err(|_| Failure::Usage(format!("`{key}`: is no address")))
}

/// The secret in a file; no file, an empty secret, which only a system that asks for none accepts.
fn secret(path: &Path) -> Result<Secret, Failure> {
    if path.as_os_str().is_empty() {
        return Ok(Secret::new(String::new()));
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Refused(unreadable(path, &error)))?;
    Ok(Secret::new(text.trim().to_owned()))
}
