//! `[pages]`: what pages show.

use serde::Deserialize;

use super::error::{ConfigError, wrong};
use super::http::Mode;

/// Nobody's number, which the defaults show.
const MADE_UP: &str = "1900 0000";

/// What pages show.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// At the foot of every page.
    pub hotline: String,
    /// Made-up data, says the ribbon.
    pub ribbon: bool,
    /// The sandbox's inbox; empty for none.
    pub inbox_url: String,
}

impl Pages {
    /// The hotline is how a person has an account locked at night: a made-up one is worse than a
    /// missing page.
    pub(super) fn judge(&self, mode: Mode) -> Result<(), ConfigError> {
        let digits = self.hotline.chars().filter(char::is_ascii_digit).count();
        if digits == 0 {
            return Err(wrong("pages.hotline", "is a telephone number"));
        }
        if mode == Mode::Production && self.ribbon {
            return Err(wrong("pages.ribbon", "production shows no test ribbon; set it to false"));
        }
        if mode == Mode::Production && self.hotline == MADE_UP {
            return Err(wrong("pages.hotline", "is the made-up one of the defaults; name yours"));
        }
        Ok(())
    }
}
