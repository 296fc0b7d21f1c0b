//! `[lifetimes]`: how long things stand.

use serde::Deserialize;

use super::error::{ConfigError, within};
use crate::domain::authorization::TokenRules;
use crate::domain::session::SessionRules;
use crate::domain::time::Lifetime;

/// How long things stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    /// An authorization request nobody works on.
    pub interaction_idle_minutes: u32,
    /// An authorization request at most.
    pub interaction_minutes: u32,
    /// A pushed request until it is first opened.
    pub pushed_request_seconds: u32,
    /// A code.
    pub code_seconds: u32,
    /// An access token.
    pub access_token_seconds: u32,
    /// An ID token.
    pub id_token_seconds: u32,
    /// A refresh token nobody uses.
    pub refresh_idle_days: u32,
    /// A refresh token at most.
    pub refresh_days: u32,
    /// A session nobody uses.
    pub session_idle_minutes: u32,
    /// A session at most.
    pub session_hours: u32,
}

impl Lifetimes {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        // A code lives at most a minute and a pushed request less than ten (FAPI 2.0 §5.3.2).
        within("lifetimes.code_seconds", self.code_seconds, 1..=60)?;
        within("lifetimes.pushed_request_seconds", self.pushed_request_seconds, 1..=599)?;
        within("lifetimes.access_token_seconds", self.access_token_seconds, 10..=3600)?;
        within("lifetimes.id_token_seconds", self.id_token_seconds, 10..=3600)?;
        within("lifetimes.session_idle_minutes", self.session_idle_minutes, 1..=24 * 60)?;
        within("lifetimes.session_hours", self.session_hours, 1..=24)?;
        // A request is kept a day and no longer.
        within("lifetimes.interaction_idle_minutes", self.interaction_idle_minutes, 1..=720)?;
        within("lifetimes.interaction_minutes", self.interaction_minutes, 1..=720)?;
        within("lifetimes.refresh_idle_days", self.refresh_idle_days, 1..=3660)?;
        within("lifetimes.refresh_days", self.refresh_days, 1..=3660)
    }

    /// What tokens need.
    #[must_use]
    pub fn tokens(&self) -> TokenRules {
        TokenRules {
            code: Lifetime::seconds(self.code_seconds),
            access_token: Lifetime::seconds(self.access_token_seconds),
            id_token: Lifetime::seconds(self.id_token_seconds),
            session: Lifetime::hours(self.session_hours),
            refresh_idle: Lifetime::days(self.refresh_idle_days),
            refresh_absolute: Lifetime::days(self.refresh_days),
        }
    }

    /// What sessions need.
    #[must_use]
    pub fn sessions(&self) -> SessionRules {
        SessionRules {
            idle: Lifetime::minutes(self.session_idle_minutes),
            absolute: Lifetime::hours(self.session_hours),
        }
    }
}
