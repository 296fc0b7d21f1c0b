//! The settings: one TOML file over the defaults of `config/default.toml`, and the environment over both.
//!
//! The defaults name every key there is, so a key they do not have is a mistake, and the nearest
//! one is suggested.

mod database;
mod egress;
mod error;
mod http;
mod keys;
mod layers;
mod lifetimes;
mod logs;
mod messages;
mod pages;
mod registration;
mod registries;
mod sign_in;
mod tls;

use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

pub use self::database::{Database, DatabaseKind};
pub use self::egress::Egress;
pub use self::error::ConfigError;
pub use self::http::{Http, Mode};
pub use self::keys::Keys;
use self::layers::{malformed, overlay, parse, set};
pub use self::lifetimes::Lifetimes;
pub use self::logs::Logs;
pub use self::messages::Messages;
pub use self::pages::Pages;
pub use self::registration::Registration;
pub use self::registries::Registries;
pub use self::sign_in::SignIn;
pub use self::tls::Tls;
use super::failure::reason;

/// The defaults, as operators read them.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");

/// All settings, read and judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Addresses and limits of the doors.
    pub http: Http,
    /// The provider's own certificate.
    pub tls: Tls,
    /// Where rows are kept.
    pub database: Database,
    /// Where keys are kept.
    pub keys: Keys,
    /// The outside registers.
    pub registries: Registries,
    /// Clients that register themselves.
    pub registration: Registration,
    /// Where the provider may go at a client's wish.
    pub egress: Egress,
    /// Text messages.
    pub messages: Messages,
    /// Passwords and codes.
    pub sign_in: SignIn,
    /// How long things stand.
    pub lifetimes: Lifetimes,
    /// What pages show.
    pub pages: Pages,
    /// What is logged.
    pub logs: Logs,
}

impl Config {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// The first thing that is wrong, in a sentence.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = match file {
            Some(path) => {
                std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?
            }
            None => String::new(),
        };
        Self::read(&text, environment)
    }

    /// Reads settings from text and environment.
    ///
    /// # Errors
    /// The first thing that is wrong, in a sentence.
    pub fn read(
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings: Table = parse(DEFAULTS)?;
        let known = settings.clone();
        overlay(&mut settings, parse(text)?, &known)?;
        for (name, value) in environment {
            if let Some(path) = name.strip_prefix("DANH__") {
                set(&mut settings, &known, &path.to_ascii_lowercase(), &value)?;
            }
        }
        let config: Result<Self, _> = Value::Table(settings.clone()).try_into();
        let config = config.map_err(|error| misfit(&settings, &known, &error))?;
        config.judge()?;
        Ok(config)
    }

    fn judge(&self) -> Result<(), ConfigError> {
        self.http.judge()?;
        self.tls.judge(&self.http)?;
        self.database.judge()?;
        self.keys.judge()?;
        self.registries.judge()?;
        self.registration.judge()?;
        self.egress.judge(self.http.mode)?;
        self.sign_in.judge()?;
        self.lifetimes.judge()?;
        self.logs.judge()?;
        self.pages.judge(self.http.mode)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::Unreadable(path.display().to_string(), reason(error))
}

/// The parser tells what does not fit and not where: it is the key that alone breaks the defaults.
fn misfit(settings: &Table, defaults: &Table, error: &toml::de::Error) -> ConfigError {
    for (section, keys) in settings {
        for (key, value) in keys.as_table().into_iter().flatten() {
            let mut alone = defaults.clone();
            if let Some(Value::Table(target)) = alone.get_mut(section) {
                target.insert(key.clone(), value.clone());
            }
            if let Err(error) = Value::Table(alone).try_into::<Config>() {
                let words = format!("`{section}.{key}`: {}", error.message());
                return ConfigError::Malformed(words);
            }
        }
    }
    malformed(error, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        Config::read(text, std::iter::empty())
    }

    #[test]
    fn the_defaults_alone_are_a_configuration() {
        let config = read("").expect("the defaults");
        assert_eq!(config.http.issuer, "http://localhost:8080");
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        let error = read("[http]\nisuer = \"https://id.example.vn\"").expect_err("refused");
        assert_eq!(
            error.to_string(),
            "there is no setting `http.isuer`; did you mean `http.issuer`?"
        );
        let error = read("[htp]\nissuer = 1").expect_err("refused");
        assert_eq!(error.to_string(), "there is no setting `htp`; did you mean `http`?");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        for (written, key) in [
            ("[http]\nworkers = \"two\"", "`http.workers`"),
            ("[http]\nmode = \"holiday\"", "`http.mode`"),
            ("[sign_in]\npassword_waits_minutes = [\"a\"]", "`sign_in.password_waits_minutes`"),
        ] {
            let error = read(written).expect_err("refused").to_string();
            assert!(error.starts_with(key), "{error}");
        }
    }

    #[test]
    fn the_environment_is_laid_over_the_file() {
        let environment = [
            ("DANH__HTTP__WORKERS".to_owned(), "3".to_owned()),
            ("DANH__HTTP__ISSUER".to_owned(), "https://id.example.vn".to_owned()),
            ("PATH".to_owned(), "/bin".to_owned()),
        ];
        let config =
            Config::read("[http]\nworkers = 2", environment.into_iter()).expect("settings");
        assert_eq!(
            (config.http.workers, config.http.issuer.as_str()),
            (3, "https://id.example.vn")
        );
        let unknown = [("DANH__HTTP__ISUER".to_owned(), "x".to_owned())];
        assert!(Config::read("", unknown.into_iter()).is_err());
    }

    #[test]
    fn production_refuses_what_is_only_for_play() {
        let play = read("[http]\nmode = \"production\"").expect_err("refused");
        assert!(play.to_string().starts_with("`http.issuer`"), "{play}");
    }

    #[test]
    fn nothing_mutilated_is_taken_or_panics() {
        let text = DEFAULTS.as_bytes();
        for at in (0..text.len()).step_by(7) {
            let mut broken = text.to_vec();
            if let Some(byte) = broken.get_mut(at) {
                *byte = byte.wrapping_add(1 + u8::try_from(at % 91).unwrap_or(0));
            }
            let _ = read(&String::from_utf8_lossy(&broken));
        }
    }
}
