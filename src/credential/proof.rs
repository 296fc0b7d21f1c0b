//! The witness that a person proved it is they. A [`Proof`] is made of what a verification returned
//! and of nothing else, and knows whose it is and when it was given.

use super::password_hash::PasswordMatched;
use crate::domain::account::Generation;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::session::{Proofs, Session};
use crate::domain::time::Timestamp;

/// Witness: a living code of this account's transaction was typed. Made by [`super::otp::judge`] alone.
#[derive(Debug)]
pub struct OtpMatched {
    account: AccountId,
}

impl OtpMatched {
    pub(super) fn of(account: AccountId) -> Self {
        Self { account }
    }

    /// Whose code it was.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }
}

/// By what it was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProofKind {
    /// Something they know.
    Password,
    /// Something they have: the phone.
    Otp,
}

/// One successful proving.
#[derive(Debug)]
pub struct Proof {
    kind: ProofKind,
    account: AccountId,
    at: Timestamp,
}

impl Proof {
    /// By password.
    #[must_use]
    pub fn by_password(matched: &PasswordMatched, now: Timestamp) -> Self {
        Self { kind: ProofKind::Password, account: matched.account().clone(), at: now }
    }

    /// By a code sent to the phone.
    #[must_use]
    pub fn by_otp(matched: &OtpMatched, now: Timestamp) -> Self {
        Self { kind: ProofKind::Otp, account: matched.account().clone(), at: now }
    }

    /// Opens a session of the account that was proven; the only way to one. A code alone opens none:
    /// nothing begins without the password.
    #[must_use]
    pub fn open_session(&self, id: SessionId, generation: Generation) -> Option<Session> {
        let proofs = Proofs { password_at: self.at, otp_at: None };
        (self.kind == ProofKind::Password).then(|| {
            Session::stands(
                (id, self.account.clone(), generation),
                None,
                (self.at, self.at),
                proofs,
            )
        })
    }

    /// Adds itself to a session; another account's session takes none.
    #[must_use]
    pub fn added_to(&self, session: &Session) -> Option<Session> {
        let proofs = match self.kind {
            ProofKind::Password => Proofs { password_at: self.at, ..session.proofs },
            ProofKind::Otp => Proofs { otp_at: Some(self.at), ..session.proofs },
        };
        (session.account == self.account).then(|| Session {
            seen_at: self.at,
            proofs,
            ..session.clone()
        })
    }

    /// By what.
    #[must_use]
    pub fn kind(&self) -> ProofKind {
        self.kind
    }

    /// Whose account it proves.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::otp::{SentCode, judge};

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
    const LATER: Timestamp = Timestamp::from_unix(1_800_000_060);

    fn account(chance: u8) -> AccountId {
        AccountId::new(NOW, [chance; 12])
    }

    fn by_otp(account: &AccountId, now: Timestamp) -> Proof {
        let sent = SentCode { expected: &[1; 32], typed: &[1; 32], expires_at: now, used: false };
        Proof::by_otp(&judge(account, &[sent], now).expect("the right code"), now)
    }

    fn by_password(account: AccountId, now: Timestamp) -> Proof {
        Proof { kind: ProofKind::Password, account, at: now }
    }

    #[test]
    fn a_proof_says_whose_by_what_and_when() {
        let proof = by_otp(&account(1), NOW);
        assert_eq!((proof.kind(), proof.account(), proof.at()), (ProofKind::Otp, &account(1), NOW));
    }

    #[test]
    fn a_password_opens_a_session_and_a_code_adds_to_it() {
        let id = SessionId::new(NOW, [9; 12]);
        assert!(by_otp(&account(1), NOW).open_session(id.clone(), Generation(3)).is_none());
        let opened = by_password(account(1), NOW).open_session(id, Generation(3));
        let opened = opened.expect("a session");
        assert_eq!((opened.account.clone(), opened.generation), (account(1), Generation(3)));
        let raised = by_otp(&account(1), LATER).added_to(&opened).expect("the same account");
        assert_eq!(raised.proofs, Proofs { password_at: NOW, otp_at: Some(LATER) });
        assert_eq!((raised.created_at, raised.seen_at), (NOW, LATER));
        let renewed = by_password(account(1), LATER).added_to(&raised).expect("the same account");
        assert_eq!(renewed.proofs, Proofs { password_at: LATER, otp_at: Some(LATER) });
    }

    #[test]
    fn one_account_s_proof_adds_nothing_to_another_s_session() {
        let id = SessionId::new(NOW, [9; 12]);
        let session = by_password(account(1), NOW).open_session(id, Generation(0));
        assert!(by_otp(&account(2), LATER).added_to(&session.expect("a session")).is_none());
    }
}
