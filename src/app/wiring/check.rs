//! Everything that the settings name is judged, short of listening.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use url::{Host, Url};

use super::database::{Seen, look};
use super::keys::{fits, open_keys};
use super::{outside, parts, tls};
use crate::app::config::{Config, Mode};
use crate::app::failure::{Failure, unreadable};
use crate::connectors::system_clock::SystemClock;
use crate::flows::accounts::import::MADE_UP;
use crate::ports::clock::Clock;
use crate::store::database::Database;
use crate::store::settings::find_setting;

/// Judges all that the settings name, and makes and changes nothing; what is there of the database.
pub(in crate::app) async fn check(config: &Config) -> Result<Seen, Failure> {
    let (ring, _signer) = open_keys(config, SystemClock::new().now())?;
    for (key, path) in [
        ("database.url_file", &config.database.url_file),
        ("registries.token_file", &config.registries.token_file),
        ("registries.identity_file", &config.registries.identity_file),
        ("messages.token_file", &config.messages.token_file),
        ("tls.proxy_secret_file", &config.tls.proxy_secret_file),
    ] {
        secret_file(key, path)?;
    }
    let now = SystemClock::new().now();
    tls::certificate(config, now)?;
    tls::mutual_certificate(config, now)?;
    tls::authorities(config)?;
    tls::proxy(config)?;
    outside::egress(config)?;
    parts::statements(config)?;
    let seen = look(config).await?;
    let database = seen.with_table("settings").await?;
    if let Some(database) = database {
        fits(database, &ring).await?;
    }
    refuse_play(config, database).await?;
    Ok(seen)
}

/// Production speaks to no sandbox and knows no made-up people; the start asks this too.
pub(super) async fn refuse_play(
    config: &Config,
    database: Option<&Database>,
) -> Result<(), Failure> {
    if config.http.mode != Mode::Production {
        return Ok(());
    }
    real(config)?;
    let Some(database) = database else { return Ok(()) };
    match find_setting(database, MADE_UP).await? {
        None => Ok(()),
        Some(_) => Err(Failure::Refused(
            "the database holds made-up people (province 999), which production refuses".to_owned(),
        )),
    }
}

/// A file that is named must be there, for the server's user alone.
fn secret_file(key: &str, path: &Path) -> Result<(), Failure> {
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    let refused = |words: String| Failure::Refused(format!("`{key}`: {words}"));
    let meta = std::fs::metadata(path).map_err(|error| refused(unreadable(path, &error)))?;
    if meta.mode() & 0o077 != 0 {
        return Err(refused(format!("{} can be read by others on this machine", path.display())));
    }
    let text = std::fs::read(path).map_err(|error| refused(unreadable(path, &error)))?;
    if text.is_empty() { Err(refused(format!("{} is empty", path.display()))) } else { Ok(()) }
}

/// Production speaks to real registers: by https, and not to a sandbox on this machine.
fn real(config: &Config) -> Result<(), Failure> {
    for (key, address) in [
        ("registries.population_url", &config.registries.population_url),
        ("registries.insurance_url", &config.registries.insurance_url),
        ("registries.carrier_url", &config.registries.carrier_url),
        ("messages.sms_url", &config.messages.sms_url),
    ] {
        let refused = |words: &str| Err(Failure::Refused(format!("`{key}` {words}")));
        match Url::parse(address) {
            Ok(url) if is_this_machine(&url) => {
                return refused("is on this machine, where only a sandbox would be");
            }
            Ok(url) if url.scheme() == "https" => {}
            Ok(_) => return refused("must begin with https:// in production"),
            Err(_) => return refused("is no address"),
        }
    }
    if config.messages.token_file.as_os_str().is_empty() {
        let words =
            "`messages.token_file` is missing: a gateway that asks for no secret is a sandbox";
        return Err(Failure::Refused(words.to_owned()));
    }
    if config.pages.inbox_url.is_empty() {
        Ok(())
    } else {
        Err(Failure::Refused("`pages.inbox_url` is the sandbox's; production has none".to_owned()))
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    }
}
