//! **The hall's rule**: given what is settled, what is the next step?
//!
//! The whole product in one table. Steps never lead to one another; each returns here, and the answer
//! is computed anew from the facts, so nothing ever needs undoing.
//!
//! Long because: the facts, the steps and every check of the table are read together.

mod facts;

use super::account::{Account, AccountState};
use super::assurance::{Aal, Assurance, Ial};
use super::consent::{self, Consented, Remembered, Wish};
use super::id::{AccountId, SessionId};
use super::password_change::{PasswordAge, PasswordRecord, PasswordRules};
use super::session::{Proofs, ProvedHere, Session};
use super::time::{Day, Lifetime, Timestamp};

/// The most a sign-in can reach today: password and a code by SMS.
pub const REACHABLE: Aal = Aal::Aal2;

/// What a request asks of the sign-in. `protocol` reads it, the hall judges by it.
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter of the request")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAuthentication {
    /// What satisfies it, best liked first; empty if the request names nothing.
    pub acceptable: Vec<Assurance>,
    /// Without one of these the request fails, instead of telling the truth about less.
    pub essential: bool,
    /// What the client registered for requests that name nothing.
    pub default: Assurance,
    /// `prompt=login`: nothing proven before this request counts.
    pub again: bool,
    /// `prompt=select_account`.
    pub choose: bool,
    /// `prompt=consent`.
    pub consent_again: bool,
    /// No proof older than this counts.
    pub max_age: Option<Lifetime>,
}

impl AskedAuthentication {
    /// What satisfies the request, best liked first; never empty.
    fn acceptable(&self) -> &[Assurance] {
        if self.acceptable.is_empty() {
            std::slice::from_ref(&self.default)
        } else {
            &self.acceptable
        }
    }
}

/// Everything the hall knows at one visit.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What the request asks.
    pub asked: &'a AskedAuthentication,
    /// The browser's session and its account, if there is a usable one.
    pub standing: Option<(&'a Session, &'a Account)>,
    /// What was proven for this request.
    pub here: ProvedHere,
    /// The account's password, if it has one.
    pub password: Option<PasswordRecord>,
    /// When a password is too old.
    pub password_rules: PasswordRules,
    /// The person put a new password off at this request.
    pub postponed: bool,
    /// The person said at this request which account it is to be.
    pub chosen: bool,
    /// The person signed out of this client while the session went on.
    pub left: bool,
    /// Whether the session is of the account that `id_token_hint` names, if it names one.
    pub as_hinted: Option<bool>,
    /// What the client wishes.
    pub wishes: &'a [Wish],
    /// What was decided before.
    pub remembered: &'a [Remembered],
    /// What was decided at this very visit.
    pub decided: Option<&'a Consented>,
    /// Now.
    pub now: Timestamp,
}

/// What the hall asks for next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A password.
    Login(LoginReason),
    /// Whether it is this account.
    Choose(ChooseReason),
    /// The account may not be used; the page says why.
    Closed(AccountState),
    /// What is asked cannot be reached, and less will not do; this is what is short.
    LevelTooLow(Shortfall),
    /// The code sent to the phone.
    Otp,
    /// Another password.
    PasswordChange {
        /// It may be put off.
        postponable: bool,
    },
    /// These wishes.
    Consent(Vec<Wish>),
    /// Nothing is left to ask.
    Settled(Settlement),
}

/// Why it is asked whether it is this account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChooseReason {
    /// The request asks for it.
    Asked,
    /// The person signed out of this service, and it asks for them again.
    Left,
}

/// Why a password is asked, though there may be a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginReason {
    /// Nobody is signed in.
    NoSession,
    /// Somebody is, but not whom the request means.
    OtherAccount,
    /// The request wants it proven again.
    Again,
    /// It was too old when it was proven, and is changed only where it is proven anew.
    Outlived,
}

/// What keeps a sign-in below everything that the request would take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// The account's evidence; with more of it this very sign-in would do.
    Identity {
        /// The least that would do.
        needed: Ial,
        /// What the account has today.
        held: Ial,
        /// The card's last day, if its end lowered the level.
        card_ended: Option<Day>,
    },
    /// A way to sign in that is stronger than any offered; evidence alone would not help.
    Authentication,
}

/// Nothing left to ask: who, how sure, since when, and what they agreed to. Made by [`next_step`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    account: AccountId,
    session: SessionId,
    assurance: Assurance,
    proofs: Proofs,
    consented: Consented,
}

impl Settlement {
    /// Who.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// In which session.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// How sure: what was achieved, never what was asked.
    #[must_use]
    pub fn assurance(&self) -> Assurance {
        self.assurance
    }

    /// What was proven, as far as it counts.
    #[must_use]
    pub fn proofs(&self) -> Proofs {
        self.proofs
    }

    /// What they agreed to.
    #[must_use]
    pub fn consented(&self) -> &Consented {
        &self.consented
    }
}

/// One named check: its step if it is not satisfied.
type Check = fn(&Facts<'_>) -> Option<Step>;

/// The order of the checks. A new step is one row here, one flow, one page.
const CHECKS: [Check; 9] = [
    no_session,
    other_account,
    nothing_fresh,
    account_unchosen,
    account_closed,
    level_too_low,
    second_factor_missing,
    password_outlived,
    claims_unasked,
];

/// The next step for these facts.
#[must_use]
pub fn next_step(facts: &Facts<'_>) -> Step {
    CHECKS
        .iter()
        .find_map(|check| check(facts))
        .or_else(|| settle(facts).map(Step::Settled))
        .unwrap_or(Step::Login(LoginReason::NoSession))
}

fn no_session(facts: &Facts<'_>) -> Option<Step> {
    facts.standing.is_none().then_some(Step::Login(LoginReason::NoSession))
}

fn other_account(facts: &Facts<'_>) -> Option<Step> {
    (facts.as_hinted == Some(false)).then_some(Step::Login(LoginReason::OtherAccount))
}

fn nothing_fresh(facts: &Facts<'_>) -> Option<Step> {
    facts.proofs().is_none().then_some(Step::Login(LoginReason::Again))
}

fn account_unchosen(facts: &Facts<'_>) -> Option<Step> {
    if facts.chosen || facts.here.password {
        return None;
    }
    let reasons = [(facts.left, ChooseReason::Left), (facts.asked.choose, ChooseReason::Asked)];
    reasons.into_iter().find_map(|(holds, reason)| holds.then_some(Step::Choose(reason)))
}

fn account_closed(facts: &Facts<'_>) -> Option<Step> {
    let (_, account) = facts.standing?;
    (account.state != AccountState::Active).then_some(Step::Closed(account.state))
}

fn level_too_low(facts: &Facts<'_>) -> Option<Step> {
    if facts.aim()?.is_some() {
        return None;
    }
    let (_, account) = facts.standing?;
    Some(Step::LevelTooLow(shortfall(account, facts.asked.acceptable(), facts.now.day())))
}

fn shortfall(account: &Account, acceptable: &[Assurance], today: Day) -> Shortfall {
    let reachable = acceptable.iter().filter(|wanted| wanted.aal <= REACHABLE);
    let Some(needed) = reachable.map(|wanted| wanted.ial).min() else {
        return Shortfall::Authentication;
    };
    let (held, card_ended) = (account.ial(today), account.lowered_by_card(today));
    Shortfall::Identity { needed, held, card_ended }
}

fn second_factor_missing(facts: &Facts<'_>) -> Option<Step> {
    let aim = facts.aim()??;
    (facts.proofs()?.aal() < aim).then_some(Step::Otp)
}

/// A password is changed only by who proved the old one and the phone for this very request: neither a
/// stolen password alone nor a browser that somebody left open takes an account over. A reminder
/// asks for no more proofs than the request does.
fn password_outlived(facts: &Facts<'_>) -> Option<Step> {
    let age = facts.password_rules.judge(facts.password?, facts.proofs()?.password_at);
    let ProvedHere { password, otp } = facts.here;
    match age {
        PasswordAge::Fresh => None,
        PasswordAge::Due => {
            let asked = password && otp && !facts.postponed;
            asked.then_some(Step::PasswordChange { postponable: true })
        }
        PasswordAge::Outlived if !password => Some(Step::Login(LoginReason::Outlived)),
        PasswordAge::Outlived if !otp => Some(Step::Otp),
        PasswordAge::Outlived => Some(Step::PasswordChange { postponable: false }),
    }
}

fn claims_unasked(facts: &Facts<'_>) -> Option<Step> {
    if facts.decided.is_some() {
        return None;
    }
    let offered = facts.offered();
    let open = if facts.asked.consent_again {
        offered
    } else {
        consent::unasked(&offered, facts.remembered, facts.now)
    };
    (!open.is_empty()).then_some(Step::Consent(open))
}

fn settle(facts: &Facts<'_>) -> Option<Settlement> {
    let (session, account) = facts.standing?;
    let proofs = facts.proofs()?;
    let consented = match facts.decided {
        Some(decided) => decided.clone(),
        None => consent::standing(&facts.offered(), facts.remembered, facts.now)?,
    };
    Some(Settlement {
        account: account.id.clone(),
        session: session.id.clone(),
        assurance: facts.achieved()?,
        proofs,
        consented,
    })
}

#[cfg(test)]
mod tests;
