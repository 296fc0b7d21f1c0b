//! `[sign_in]`: passwords and codes.

use serde::Deserialize;

use super::error::{ConfigError, within, wrong};
use crate::domain::password_change::{ChangePolicy, PasswordRules};
use crate::domain::time::Lifetime;

/// What happens to a person with an old password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordChange {
    /// They change it before they go on.
    Require,
    /// They are asked, and may put it off.
    Remind,
    /// Nothing.
    Off,
}

/// Passwords and codes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Threads for hashes; 0 is one a core.
    pub hash_threads: usize,
    /// Sign-ins that may wait for one.
    pub hash_queue: usize,
    /// Wrong ones before the first wait.
    pub password_tries: u32,
    /// The waits, growing.
    pub password_waits_minutes: Vec<u32>,
    /// After three wrong ones the next answers come so late, growing.
    pub password_pauses_seconds: Vec<u32>,
    /// Counts of wrong passwords that are kept.
    pub password_counts_kept: u32,
    /// What happens to a person with an old password.
    pub password_change: PasswordChange,
    /// How long a password serves.
    pub password_days: u32,
    /// Life of a code.
    pub otp_seconds: u32,
    /// Tries over all codes of a request.
    pub otp_tries: u32,
    /// Before another is sent.
    pub otp_resend_seconds: u32,
    /// Sends to one number.
    pub otp_sends_per_2_hours: u32,
    /// Sends to one number.
    pub otp_sends_per_day: u32,
    /// Wrong codes in a row until a number proves nothing more.
    pub otp_misses_in_a_row: u32,
    /// Wrong passwords from one network.
    pub network_wrong_passwords_per_hour: u32,
    /// Codes sent at the wish of one network.
    pub network_codes_per_hour: u32,
    /// Codes sent to the numbers of one operator.
    pub operator_codes_per_minute: u32,
}

impl SignIn {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        within("sign_in.otp_seconds", self.otp_seconds, 60..=600)?;
        within("sign_in.otp_tries", self.otp_tries, 1..=10)?;
        within("sign_in.password_tries", self.password_tries, 1..=10)?;
        if self.password_waits_minutes.is_empty() || self.password_waits_minutes.contains(&0) {
            return Err(wrong("sign_in.password_waits_minutes", "names at least one wait"));
        }
        for seconds in &self.password_pauses_seconds {
            within("sign_in.password_pauses_seconds", *seconds, 1..=10)?;
        }
        within("sign_in.password_counts_kept", self.password_counts_kept, 1000..=u32::MAX)?;
        within("sign_in.password_days", self.password_days, 1..=3650)?;
        within("sign_in.otp_misses_in_a_row", self.otp_misses_in_a_row, 5..=100)?;
        let wrong_passwords = self.network_wrong_passwords_per_hour;
        within("sign_in.network_wrong_passwords_per_hour", wrong_passwords, 1..=u32::MAX)?;
        within("sign_in.network_codes_per_hour", self.network_codes_per_hour, 1..=u32::MAX)?;
        within("sign_in.operator_codes_per_minute", self.operator_codes_per_minute, 1..=u32::MAX)?;
        within("sign_in.hash_queue", self.hash_queue, 1..=100_000)
    }

    /// When a password is too old.
    #[must_use]
    pub fn passwords(&self) -> PasswordRules {
        let policy = match self.password_change {
            PasswordChange::Require => ChangePolicy::Require,
            PasswordChange::Remind => ChangePolicy::Remind,
            PasswordChange::Off => ChangePolicy::Off,
        };
        PasswordRules { policy, lifetime: Lifetime::days(self.password_days) }
    }
}
