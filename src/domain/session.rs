//! An authenticated browser: by what it was proven, when, and how long that stands.

use super::account::Generation;
use super::assurance::Aal;
use super::id::{AccountId, DeviceId, SessionId};
use super::time::{Lifetime, Timestamp};

/// A browser that has proven something. Built only by `credential::proof` and by the store's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Our name for it.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's generation when it was opened.
    pub generation: Generation,
    /// The device it runs on, once the browser is the account's device.
    pub device: Option<DeviceId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute or so.
    pub seen_at: Timestamp,
    /// What was proven.
    pub proofs: Proofs,
}

/// The moments at which each thing was last proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// The password; nothing begins without it.
    pub password_at: Timestamp,
    /// The code sent to the phone.
    pub otp_at: Option<Timestamp>,
}

/// How long sessions stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// Without use.
    pub idle: Lifetime,
    /// At most.
    pub absolute: Lifetime,
}

impl Session {
    /// Builds a session; `tests/house.rs` sees that only the two who may name this do.
    #[must_use]
    pub(crate) fn stands(
        (id, account, generation): (SessionId, AccountId, Generation),
        device: Option<DeviceId>,
        (created_at, seen_at): (Timestamp, Timestamp),
        proofs: Proofs,
    ) -> Self {
        Self { id, account, generation, device, created_at, seen_at, proofs }
    }

    /// Whether it may still be used: neither idle nor too old, and of the account's generation.
    #[must_use]
    pub fn usable(&self, rules: SessionRules, generation: Generation, now: Timestamp) -> bool {
        now < self.ends_at(rules) && self.generation == generation
    }

    /// The moment from which it will be refused if nobody uses it.
    #[must_use]
    pub fn ends_at(&self, rules: SessionRules) -> Timestamp {
        self.seen_at.plus(rules.idle).min(self.created_at.plus(rules.absolute))
    }
}

impl Proofs {
    /// How sure these proofs make us.
    #[must_use]
    pub fn aal(self) -> Aal {
        if self.otp_at.is_some() { Aal::Aal2 } else { Aal::Aal1 }
    }

    /// Whether the sign-in is whole: of who proved a password alone nothing is named and little stays.
    #[must_use]
    pub fn are_whole(self) -> bool {
        self.aal() >= Aal::Aal2
    }

    /// `auth_time`: the oldest proof counted (`decisions.md` §5).
    #[must_use]
    pub fn auth_time(self) -> Timestamp {
        self.otp_at.map_or(self.password_at, |otp_at| otp_at.min(self.password_at))
    }

    /// Only the proofs that are not older than `max_age`, or were given for this very request.
    #[must_use]
    pub fn fresh(self, max_age: Lifetime, here: ProvedHere, now: Timestamp) -> Option<Self> {
        let young = |at: Timestamp| now.since(at) <= max_age;
        let password = here.password || young(self.password_at);
        let otp_at = self.otp_at.filter(|at| here.otp || young(*at));
        password.then_some(Self { password_at: self.password_at, otp_at })
    }

    /// Only the proofs that were given for this very request (`prompt=login`).
    #[must_use]
    pub fn given_here(self, here: ProvedHere) -> Option<Self> {
        let otp_at = self.otp_at.filter(|_| here.otp);
        here.password.then_some(Self { password_at: self.password_at, otp_at })
    }
}

/// What was proven in the course of one authorization request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProvedHere {
    /// The password.
    pub password: bool,
    /// The code.
    pub otp: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(10_000);
    const HERE: ProvedHere = ProvedHere { password: true, otp: true };
    const ELSEWHERE: ProvedHere = ProvedHere { password: false, otp: false };

    fn proofs(password_at: i64, otp_at: Option<i64>) -> Proofs {
        let otp_at = otp_at.map(Timestamp::from_unix);
        Proofs { password_at: Timestamp::from_unix(password_at), otp_at }
    }

    #[test]
    fn auth_time_is_the_oldest_proof_counted() {
        assert_eq!(proofs(10, Some(20)).auth_time().unix(), 10);
        assert_eq!(proofs(30, Some(20)).auth_time().unix(), 20);
        assert_eq!((proofs(30, None).aal(), proofs(30, Some(20)).aal()), (Aal::Aal1, Aal::Aal2));
    }

    #[test]
    fn an_old_proof_does_not_count_unless_it_was_given_for_this_request() {
        let limit = Lifetime::seconds(100);
        assert_eq!(
            proofs(9_950, Some(9_000)).fresh(limit, ELSEWHERE, NOW),
            Some(proofs(9_950, None))
        );
        assert_eq!(proofs(9_000, Some(9_950)).fresh(limit, ELSEWHERE, NOW), None);
        let none = Lifetime::seconds(0);
        assert_eq!(
            proofs(9_990, Some(9_995)).fresh(none, HERE, NOW),
            Some(proofs(9_990, Some(9_995)))
        );
        assert_eq!(proofs(10_000, Some(10_000)).given_here(ELSEWHERE), None);
    }

    #[test]
    fn a_session_ends_idle_or_old_or_of_another_generation() {
        let rules = SessionRules { idle: Lifetime::minutes(30), absolute: Lifetime::hours(12) };
        let session = Session::stands(
            (SessionId::new(NOW, [0; 12]), AccountId::new(NOW, [1; 12]), Generation(3)),
            None,
            (NOW, NOW),
            proofs(10_000, None),
        );
        assert!(session.usable(rules, Generation(3), NOW.plus(Lifetime::seconds(1799))));
        assert!(!session.usable(rules, Generation(3), NOW.plus(Lifetime::seconds(1800))));
        assert!(!session.usable(rules, Generation(4), NOW));
        let used = Session { seen_at: NOW.plus(Lifetime::hours(12)), ..session };
        assert!(!used.usable(rules, Generation(3), NOW.plus(Lifetime::hours(12))));
    }
}
