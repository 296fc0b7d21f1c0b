//! Number and password. Until the password was right, everybody is answered alike: the same words,
//! the same count of statements and hashes, the same waits, whether there is such a person or not.

mod candidate;
mod refusal;
mod turn;
mod warning;

use std::sync::Arc;

use candidate::Candidate;
pub use candidate::{open_verifier, verifier_place};
pub use refusal::LoginRefusal;
pub use turn::whose;

use super::authorization::AuthorizationFlow;
use super::error::Error;
use super::here;
use super::network_tries::NetworkTries;
use super::sending::Sending;
use super::standing::{Browser, Standing};
use super::visit::{Next, SignedIn, Stop, Visit, VisitRefusal};
use crate::credential::attempt::AttemptRules;
use crate::credential::password::Password;
use crate::credential::password_hash::PasswordMatched;
use crate::credential::proof::Proof;
use crate::domain::account::{Account, AccountState};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, EventId, InteractionId, OtpRoundId, SessionId};
use crate::domain::interaction::Step;
use crate::domain::person::LoginName;
use crate::domain::session::Session;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::ports::password_hasher::PasswordHasher;
use crate::ports::patience::Patience;
use crate::sealing::{AccountKey, Handle, Kind};
use crate::store::attempts::{count_failure, counted_attempts, find_attempts, forget_failures};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::consents::{Recalled, find_consents};
use crate::store::interactions::settle_interaction;
use crate::store::sessions::{EndedBy, end_session, open_session, renew_session};

/// Signing in by number and password.
#[derive(Clone)]
pub struct LoginFlow {
    /// The hall.
    pub hall: AuthorizationFlow,
    /// Hashes, apart from the requests.
    pub hasher: Arc<dyn PasswordHasher>,
    /// How waits grow.
    pub attempts: AttemptRules,
    /// Lets answers come later.
    pub patience: Arc<dyn Patience>,
    /// What a network may miss.
    pub networks: NetworkTries,
    /// Sends codes.
    pub sending: Sending,
}

type LoginError = Error<LoginRefusal>;

impl LoginFlow {
    /// Tries a number and a password for a request that waits.
    pub async fn submit(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
        username: &str,
        password: &Secret,
    ) -> Result<SignedIn, LoginError> {
        // 1. the request, and what was typed
        let visit = self.hall.resume(id, ticket, browser).await.map_err(visited)?;
        let name =
            LoginName::parse(username).map_err(|e| Error::Refused(LoginRefusal::Number(e)))?;
        if password.expose().is_empty() {
            return Err(Error::Refused(LoginRefusal::NoPassword));
        }
        let password =
            Password::typed(password).map_err(|_| Error::Refused(LoginRefusal::PasswordTooLong))?;
        // 2. who it may be, and whether a try is free
        let candidate = self.candidate(&name, browser).await?;
        let now = visit.now;
        candidate
            .attempts
            .may_try(&self.attempts, now)
            .map_err(|blocked| Error::Refused(LoginRefusal::Wait { until: blocked.until }))?;
        self.free_network(&candidate, now)?;
        let network = candidate.network;
        let answer = Box::pin(self.judge(visit, candidate, browser, password)).await;
        self.settle_network(network, &answer);
        answer
    }

    /// The password is judged, as one of the tries that are free.
    async fn judge(
        &self,
        visit: Visit,
        candidate: Candidate,
        browser: &Browser,
        password: Password,
    ) -> Result<SignedIn, LoginError> {
        let now = visit.now;
        // After some errors a try is kept before it is judged: were only wrong ones late, who guesses
        // would not stay to hear it.
        if let Some(span) = candidate.attempts.pause(&self.attempts, now) {
            self.patience.pause(span).await;
        }
        // 3. the hash, the dear part
        let (opened, against) = self.opened(&candidate.row)?;
        let matched =
            self.hasher.verify(whose(browser, candidate.device.as_ref()), password, against).await;
        let matched = matched.map_err(|_| Error::Refused(LoginRefusal::Busy))?;
        // 4. wrong: counted; right: a session, and on
        match (matched, opened) {
            (Some(matched), Some((account, key))) => {
                let owner = candidate.row.untold.then(|| account.clone());
                // Others were counted while this hash waited: a crowd of guesses has no more
                // tries than a queue of them, and a right one is then answered like the wrong ones.
                let counted = find_attempts(&self.hall.ground.database, &candidate.key).await?;
                if counted.may_try(&self.attempts, now).is_err() {
                    return Err(self.miss(&candidate, Some(&account), now).await?);
                }
                let signed_in = self.admit(visit, (account, key), &matched, &candidate).await?;
                if let Some(owner) = owner {
                    self.warn_of_strangers(&candidate, &owner, now).await;
                }
                Ok(signed_in)
            }
            (_, opened) => {
                let account = opened.as_ref().map(|(account, _)| account);
                Err(self.miss(&candidate, account, now).await?)
            }
        }
    }

    /// One statement counts the miss, for a decoy as for a person.
    async fn miss(
        &self,
        candidate: &Candidate,
        owner: Option<&Account>,
        now: Timestamp,
    ) -> Result<LoginError, LoginError> {
        let (mut batch, attempts) = (Batch::new(), candidate.attempts);
        let counted = count_failure(&mut batch, &candidate.key, attempts, &self.attempts, now);
        let account = candidate.row.account.as_ref().map(|account| account.id.clone());
        self.note(&mut batch, (EventKind::PasswordMissed, ""), account, now);
        let done = self.hall.ground.database.commit(batch).await?.done();
        let row = done.as_ref().and_then(|done| done.row(counted));
        let after = match row {
            Some(row) => counted_attempts(row)?,
            None => attempts.after_failure(&self.attempts, now),
        };
        Ok(Error::Refused(match after.may_try(&self.attempts, now) {
            Ok(()) => LoginRefusal::Wrong {
                left: after.tries_left(&self.attempts, now),
                old_number: candidate.is_old,
            },
            Err(blocked) => {
                self.warn_on_device(candidate, owner, now).await;
                LoginRefusal::Wait { until: blocked.until }
            }
        }))
    }

    /// The password was right: a session is opened or renewed, and if a code is next it is sent,
    /// all in one transaction.
    async fn admit(
        &self,
        mut visit: Visit,
        (account, key): (Account, AccountKey),
        matched: &PasswordMatched,
        candidate: &Candidate,
    ) -> Result<SignedIn, LoginError> {
        let ground = self.hall.ground.clone();
        let now = visit.now;
        let proof = Proof::by_password(matched, now);
        let mut batch = Batch::new();
        if candidate.attempts.failures > 0 {
            forget_failures(&mut batch, &candidate.key);
        }
        if account.state != AccountState::Active {
            // They proved who they are, so the page may say why it goes no further.
            if !batch.is_empty() {
                ground.database.commit(batch).await?;
            }
            return Err(Error::Refused(LoginRefusal::Closed(account.state)));
        }
        let password = candidate.row.password();
        let (session, is_new) = self.session(&visit, &proof, &account)?;
        let handle = Handle::new(session.id.clone(), ground.chance());
        let digest = handle.digest(&ground.ring, Kind::Session, "");
        if let Some(former) = visit.standing.as_ref().filter(|s| s.session.id != session.id) {
            end_session(&mut batch, &former.session.id, EndedBy::Other, now);
        }
        if is_new {
            // Codes of before were another session's, and prove nothing in this one.
            if let Some(open) = visit.open.as_mut() {
                (open.here.otp, open.round) = (false, None);
            }
            open_session(&mut batch, &session, &digest);
        } else {
            renew_session(&mut batch, &session, &digest);
        }
        visit.as_hinted =
            self.hall.hints.fits(&visit.request, &visit.client.client, Some(&account));
        let device = candidate.device.clone();
        let left = visit.standing.take().map(|former| former.left).unwrap_or_default();
        visit.standing = Some(Standing { session, account, key, device, left, password });
        self.go_on(visit, batch, handle.to_text()).await
    }

    /// The hall is asked with the new session; a code that it asks for is sent in this transaction.
    async fn go_on(
        &self,
        mut visit: Visit,
        mut batch: Batch,
        handle: Secret,
    ) -> Result<SignedIn, LoginError> {
        let ground = &self.hall.ground;
        let now = visit.now;
        let (Some(open), Some(standing)) = (visit.open.as_mut(), visit.standing.as_ref()) else {
            return Err(Error::Refused(LoginRefusal::Visit(VisitRefusal::NotYours)));
        };
        open.here.password = true;
        let kept = open.round.as_ref().map(|round| round.id.clone());
        let (id, words) = (open.id.clone(), here::write(open.here, open.said));
        let browser = *open.ticket.browser();
        let (session, account) = (standing.session.id.clone(), standing.account.id.clone());
        let closing = |batch: &mut Batch, round: Option<&OtpRoundId>| {
            let done = (words.as_str(), round.or(kept.as_ref()));
            settle_interaction(batch, (&id, &browser), Some(&session), done, now);
            let detail = if round.is_some() { "otp" } else { "" };
            self.note(batch, (EventKind::PasswordProven, detail), Some(account.clone()), now);
        };
        // What was decided about the client counts only once the level is reached that the request
        // names; from then on it may spare the person the code, for what was refused wants none.
        let recalled = if visit.wants_code_by_itself() {
            Recalled::default()
        } else {
            find_consents(&ground.database, &account, &visit.client.client.id, now).await?
        };
        (visit.remembered, visit.last_consent) = (recalled.decisions, recalled.last);
        if matches!(visit.step(None), Step::Otp) {
            let sent = self.sending.first(&visit, batch, closing).await;
            self.sending.hand_over(sent.map_err(|e| e.map(LoginRefusal::Visit))?);
            return Ok(SignedIn { next: Next::Page(id, Stop::Otp), session: Some(handle) });
        }
        closing(&mut batch, None);
        match ground.database.commit(batch).await? {
            Outcome::Done(_) => {
                let next = self.hall.proceed(visit).await.map_err(visited)?;
                Ok(SignedIn { next, session: Some(handle) })
            }
            Outcome::Refused(_) => Err(Error::Refused(LoginRefusal::Visit(VisitRefusal::Over))),
        }
    }

    /// The browser's own session goes on if it is this account's; else a new one begins.
    fn session(
        &self,
        visit: &Visit,
        proof: &Proof,
        account: &Account,
    ) -> Result<(Session, bool), LoginError> {
        let renewed = visit.standing.as_ref().and_then(|s| proof.added_to(&s.session));
        if let Some(session) = renewed {
            return Ok((session, false));
        }
        let id = SessionId::new(visit.now, self.hall.ground.chance());
        let opened = proof.open_session(id, account.generation);
        opened
            .map(|session| (session, true))
            .ok_or_else(|| Error::Broken("a password opened no session".to_owned()))
    }

    fn note(
        &self,
        batch: &mut Batch,
        (kind, detail): (EventKind, &str),
        account: Option<AccountId>,
        now: Timestamp,
    ) {
        let id = EventId::new(now, self.hall.ground.chance());
        let event = Event { kind, account, client: None, detail: detail.to_owned() };
        batch.event(EventRow { id, at: now, event });
    }
}

fn visited(error: Error<VisitRefusal>) -> LoginError {
    error.map(LoginRefusal::Visit)
}
