//! When a password has to be changed (`decisions.md` §6): it was proven when it was too old, and nothing
//! better than a password stands beside it. Judged by the moment of the proof, so that nobody is stopped
//! in the middle of a session, and a session that an old password opened gets no further by waiting.

use super::time::{Lifetime, Timestamp};

/// What happens to a person with an old password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangePolicy {
    /// They change it before they go on.
    Require,
    /// They are asked, and may put it off.
    Remind,
    /// Nothing.
    Off,
}

/// When a password is old, and what happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// What happens.
    pub policy: ChangePolicy,
    /// How long it serves.
    pub lifetime: Lifetime,
}

/// What is known of an account's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRecord {
    /// Since when it is that one.
    pub set_at: Timestamp,
    /// The account can also sign in by a passkey or a certificate: then rotation is waived.
    pub stronger_beside: bool,
}

/// How a password stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordAge {
    /// It serves.
    Fresh,
    /// It should be changed.
    Due,
    /// It must be changed.
    Outlived,
}

impl PasswordRules {
    /// How the password stood when it was proven.
    #[must_use]
    pub fn judge(self, password: PasswordRecord, proven_at: Timestamp) -> PasswordAge {
        let old = proven_at.since(password.set_at) > self.lifetime;
        match self.policy {
            _ if !old || password.stronger_beside => PasswordAge::Fresh,
            ChangePolicy::Off => PasswordAge::Fresh,
            ChangePolicy::Remind => PasswordAge::Due,
            ChangePolicy::Require => PasswordAge::Outlived,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET_AT: Timestamp = Timestamp::from_unix(1_800_000_000);
    const DAYS: Lifetime = Lifetime::days(180);

    fn judged(policy: ChangePolicy, stronger_beside: bool, proven_at: Timestamp) -> PasswordAge {
        let password = PasswordRecord { set_at: SET_AT, stronger_beside };
        PasswordRules { policy, lifetime: DAYS }.judge(password, proven_at)
    }

    #[test]
    fn r62_a_password_serves_180_days_and_no_second_more() {
        let last = SET_AT.plus(DAYS);
        let over = last.plus(Lifetime::seconds(1));
        for (policy, then) in [
            (ChangePolicy::Require, PasswordAge::Outlived),
            (ChangePolicy::Remind, PasswordAge::Due),
            (ChangePolicy::Off, PasswordAge::Fresh),
        ] {
            assert_eq!(judged(policy, false, last), PasswordAge::Fresh, "{policy:?}");
            assert_eq!(judged(policy, false, over), then, "{policy:?}");
        }
    }

    #[test]
    fn r62_a_passkey_or_a_certificate_beside_it_waives_the_change() {
        let years = SET_AT.plus(Lifetime::days(2000));
        for policy in [ChangePolicy::Require, ChangePolicy::Remind] {
            assert_eq!(judged(policy, true, years), PasswordAge::Fresh, "{policy:?}");
        }
    }

    #[test]
    fn a_password_set_after_it_was_proven_is_fresh() {
        let before = SET_AT.minus(Lifetime::days(400));
        assert_eq!(judged(ChangePolicy::Require, false, before), PasswordAge::Fresh);
    }
}
