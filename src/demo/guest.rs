//! What the ministry knows of one browser, beside what every service does.

use super::brokered::Request;
use super::chance;
use super::said::Said;

/// The name of an account of the ministry's, which no service learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AccountId(pub(super) u64);

/// Somebody is signed in at the ministry.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// Who.
    pub(super) account: AccountId,
    /// The session's name, as services see it.
    pub(super) sid: String,
    /// How it began.
    pub(super) proven: Proven,
    /// The name under which a service was told of it, and shall be told of its end: accounts may have
    /// become one since.
    pub(super) told: Option<String>,
}

/// How sure, and when: as Danh said it. An account's own password reaches no level of Danh's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proven {
    pub(super) acr: Option<String>,
    pub(super) auth_time: i64,
}

impl Proven {
    /// More than a password: what may change the ways into an account. `acr` is the two levels that
    /// Danh reached, the second of which says how.
    pub(super) fn is_strong(&self) -> bool {
        let reached = self.acr.as_deref().and_then(|acr| acr.rsplit_once('.'));
        reached.is_some_and(|(_, how)| matches!(how, "aal2" | "aal2-phr" | "aal3"))
    }
}

/// Why somebody was sent to Danh, if it was not to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    /// The account's password was right; what comes back is linked to it.
    Link(AccountId),
    /// What comes back must be who is linked.
    Unlink(AccountId),
}

/// An errand that has been sent off.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) errand: Errand,
    /// The `state` it went out with.
    pub(super) state: String,
    /// A proof before this moment is none.
    pub(super) since: i64,
}

/// The ministry's part of a visitor.
#[derive(Default)]
pub(super) struct Guest {
    pub(super) session: Option<Session>,
    /// What a service waits for.
    pub(super) waiting: Option<Request>,
    pub(super) sent: Option<Sent>,
    /// What happened last.
    pub(super) said: Option<Said>,
    /// Where signing out leads at its end.
    pub(super) leave_to: Option<String>,
}

impl Guest {
    /// Signs an account in, or nobody. The same account goes on in the same session; answers another's
    /// that ended.
    pub(super) fn enter(&mut self, who: Option<AccountId>, proven: Proven) -> Option<Session> {
        if let (Some(session), Some(account)) = (&mut self.session, who)
            && session.account == account
        {
            session.proven = proven;
            return None;
        }
        let begun = |account| Session { account, sid: chance::unguessable(), proven, told: None };
        std::mem::replace(&mut self.session, who.map(begun))
    }

    /// Takes the errand that this `state` belongs to.
    pub(super) fn take_sent(&mut self, state: &str) -> Option<Sent> {
        self.sent.take_if(|sent| sent.state == state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proven(auth_time: i64) -> Proven {
        Proven { acr: None, auth_time }
    }

    #[test]
    fn a_password_alone_is_no_step_up() {
        let reached = |acr: Option<&str>| Proven { acr: acr.map(ToOwned::to_owned), auth_time: 1 };
        for acr in
            ["urn:danh:acr:ial1.aal2", "urn:danh:acr:ial3.aal2-phr", "urn:danh:acr:ial2.aal3"]
        {
            assert!(reached(Some(acr)).is_strong(), "{acr}");
        }
        for acr in
            [None, Some("urn:danh:acr:ial3.aal1"), Some("aal2"), Some("urn:danh:acr:ial2.aal22")]
        {
            assert!(!reached(acr).is_strong(), "{acr:?}");
        }
    }

    #[test]
    fn the_same_account_keeps_its_session_and_another_ends_it() {
        let (first, second) = (AccountId(1), AccountId(2));
        let mut guest = Guest::default();
        assert!(guest.enter(Some(first), proven(1)).is_none());
        let sid = guest.session.as_ref().unwrap().sid.clone();
        assert!(guest.enter(Some(first), proven(2)).is_none());
        assert_eq!(guest.session.as_ref().unwrap().sid, sid);
        assert_eq!(guest.session.as_ref().unwrap().proven.auth_time, 2);

        let ended = guest.enter(Some(second), proven(3)).unwrap();
        assert_eq!(ended.sid, sid);
        assert_ne!(guest.session.as_ref().unwrap().sid, sid);
    }
}
