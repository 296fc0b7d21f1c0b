//! Another password, where the old one has served too long: after password and code were proven for
//! this very request. What was signed in and issued before it is dead with the old one.

use std::sync::Arc;

use super::authorization::AuthorizationFlow;
use super::error::Error;
use super::here;
use super::login::{open_verifier, verifier_place, whose};
use super::sending::Sending;
use super::snapshots::Snapshots;
use super::standing::{Browser, Standing};
use super::visit::{Next, SignedIn, Visit, VisitError, VisitRefusal};
pub use crate::credential::password::Lacking;
use crate::credential::password::{Password, lacking};
use crate::domain::account::{Account, Generation};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, InteractionId};
use crate::domain::interaction::Step;
use crate::domain::password_change::PasswordRecord;
use crate::domain::text::{Secret, unaccented};
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::messages::TextMessage;
use crate::ports::password_hasher::PasswordHasher;
use crate::sealing::{Handle, Kind};
use crate::store::accounts::next_generation;
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::credentials::{PASSWORD, change_credential, find_credential};
use crate::store::interactions::{end_interactions, settle_interaction};
use crate::store::sealed::seal_for_account;
use crate::store::sessions::{EndedBy, end_sessions, renew_session};

/// How long the owner's notice is tried to be delivered.
const NOTICE_LIFETIME: Lifetime = Lifetime::hours(24);

/// Changing a password.
#[derive(Clone)]
pub struct PasswordChangeFlow {
    /// The hall.
    pub hall: AuthorizationFlow,
    /// Hashes, apart from the requests.
    pub hasher: Arc<dyn PasswordHasher>,
    /// For the name, which is no password.
    pub snapshots: Snapshots,
    /// Sends the owner's notice.
    pub sending: Sending,
    /// Whom the owner calls if it was not they.
    pub hotline: String,
}

/// A new password as typed, twice.
#[derive(Debug)]
pub struct TypedTwice {
    /// The password.
    pub password: Secret,
    /// The same again.
    pub again: Secret,
}

/// Why the password is still the old one.
#[derive(Debug)]
pub enum PasswordChangeRefusal {
    /// The visit itself came to nothing.
    Visit(VisitRefusal),
    /// Nothing was typed.
    Empty,
    /// More than 128 characters were typed.
    TooLong,
    /// It is not good enough, or was not typed twice alike; all is told at once.
    Unfit {
        /// What it lacks.
        lacking: Vec<Lacking>,
        /// The second is another one.
        differs: bool,
    },
    /// It is the old one.
    Unchanged,
    /// Too many are signing in at this moment.
    Busy,
}

type ChangeError = Error<PasswordChangeRefusal>;

impl PasswordChangeFlow {
    /// Takes a new password for a request that asks for one.
    pub async fn submit(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
        typed: &TypedTwice,
    ) -> Result<SignedIn, ChangeError> {
        // 1. the request; a password that nobody asks for changes nothing
        let visit = self.hall.resume(id, ticket, browser).await.map_err(visited)?;
        let asked = matches!(visit.step(None), Step::PasswordChange { .. });
        let Some(standing) = visit.standing.as_ref().filter(|_| asked) else {
            let next = self.hall.proceed(visit).await.map_err(visited)?;
            return Ok(SignedIn { next, session: None });
        };
        // 2. what was typed
        let password = self.fit(standing, typed, visit.now).await?;
        // 3. the hashes, the dear part: not the old one, and what is kept of the new one
        let (account, key) = (&standing.account, &standing.key);
        let found = find_credential(&self.hall.ground.database, &account.id, PASSWORD).await?;
        let (judged, _) = found.ok_or_else(|| Error::inconsistent("credentials", "verifier"))?;
        let current = open_verifier(key, &account.id, &judged)?;
        let turn = whose(browser, standing.device.as_ref());
        let same = self
            .hasher
            .verify(turn.clone(), password.clone(), Some(current))
            .await
            .map_err(busy)?;
        if same.is_some() {
            return Err(Error::Refused(PasswordChangeRefusal::Unchanged));
        }
        let hash =
            self.hasher.hash(turn, password, self.hall.ground.chance()).await.map_err(busy)?;
        let place = verifier_place(account.id.as_str());
        let nonce = self.hall.ground.chance();
        let verifier = seal_for_account(key, nonce, place, hash.as_str().as_bytes());
        // 4. one transaction, and on
        self.change(visit, (&judged, &verifier), &browser.label).await
    }

    /// The person puts it off, where that is allowed; anything else changes nothing.
    pub async fn postpone(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<Next, VisitError> {
        let mut visit = self.hall.resume(id, ticket, browser).await?;
        if matches!(visit.step(None), Step::PasswordChange { postponable: true }) {
            if let Some(open) = visit.open.as_mut() {
                open.said.postponed = true;
            }
            let mut batch = Batch::new();
            keep(&visit, &mut batch);
            if let Outcome::Refused(_) = self.hall.ground.database.commit(batch).await? {
                return Err(Error::Refused(VisitRefusal::Over));
            }
        }
        self.hall.proceed(visit).await
    }

    /// The new password, if it is one: by the policy, and nothing that a stranger may know of the person.
    async fn fit(
        &self,
        standing: &Standing,
        typed: &TypedTwice,
        now: Timestamp,
    ) -> Result<Password, ChangeError> {
        let refused = |refusal| Error::Refused(refusal);
        if typed.password.expose().is_empty() {
            return Err(refused(PasswordChangeRefusal::Empty));
        }
        let password = Password::typed(&typed.password)
            .map_err(|_| refused(PasswordChangeRefusal::TooLong))?;
        let own = self.own(standing, now).await?;
        let own: Vec<&str> = own.iter().map(Secret::expose).collect();
        let lacking = lacking(&password, &own);
        let differs = typed.password.expose() != typed.again.expose();
        if lacking.is_empty() && !differs {
            return Ok(password);
        }
        Err(refused(PasswordChangeRefusal::Unfit { lacking, differs }))
    }

    /// Numbers, phones and name, with and without accents and spaces.
    async fn own(&self, standing: &Standing, now: Timestamp) -> Result<Vec<Secret>, ChangeError> {
        let profile = &standing.account.profile;
        let name = self.snapshots.who(standing, now).await?.name;
        let bare = unaccented(&name);
        let mut own = vec![profile.number.as_str().to_owned(), bare.replace(' ', ""), bare];
        own.extend([name.replace(' ', ""), name]);
        own.extend(profile.old_numbers.iter().map(|old| old.as_str().to_owned()));
        // However the country is written before it.
        let local = |phone: &str| phone.trim_start_matches("+84").to_owned();
        own.extend(profile.phones().map(|phone| local(phone.as_str())));
        Ok(own.into_iter().map(Secret::new).collect())
    }

    /// The password, the end of all that went before it, the event and the notice are one transaction;
    /// this session goes on under a new secret.
    async fn change(
        &self,
        mut visit: Visit,
        verifiers: (&[u8], &[u8]),
        browser: &str,
    ) -> Result<SignedIn, ChangeError> {
        let (ground, now) = (self.hall.ground.clone(), visit.now);
        let over = |refusal| Error::Refused(PasswordChangeRefusal::Visit(refusal));
        let Some(standing) = visit.standing.as_mut() else {
            return Err(over(VisitRefusal::NotYours));
        };
        let (account, session) = (&mut standing.account, &mut standing.session);
        let mut batch = Batch::new();
        let carried = self.sending.outbox.carry_marks(&mut batch, now);
        change_credential(&mut batch, (&account.id, PASSWORD), verifiers, now);
        next_generation(&mut batch, &account.id, account.generation);
        end_interactions(&mut batch, &account.id, Some(&session.id), "password", now);
        end_sessions(&mut batch, &account.id, Some(&session.id), EndedBy::Password, now);
        account.generation = Generation(account.generation.0 + 1);
        (session.generation, session.seen_at) = (account.generation, now);
        let handle = Handle::new(session.id.clone(), ground.chance());
        renew_session(&mut batch, session, &handle.digest(&ground.ring, Kind::Session, ""));
        let notice = self.notice(account, browser, &mut batch, now);
        let event = Event {
            kind: EventKind::PasswordChanged,
            account: Some(account.id.clone()),
            client: Some(visit.client.client.id.clone()),
            detail: String::new(),
        };
        batch.event(EventRow { id: EventId::new(now, ground.chance()), at: now, event });
        let stronger_beside = standing.password.is_some_and(|former| former.stronger_beside);
        standing.password = Some(PasswordRecord { set_at: now, stronger_beside });
        keep(&visit, &mut batch);
        if let Outcome::Refused(_) = ground.database.commit(batch).await? {
            return Err(over(VisitRefusal::Over));
        }
        carried.stand();
        self.sending.hand_over(notice);
        let next = self.hall.proceed(visit).await.map_err(visited)?;
        Ok(SignedIn { next, session: Some(handle.to_text()) })
    }

    /// The owner hears of it, whoever did it (`ux.md` §4.1): no link, for a link is what thieves send.
    fn notice(
        &self,
        account: &Account,
        browser: &str,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Option<TextMessage> {
        let to = account.profile.phones().next()?;
        let (hour, minute) = now.clock();
        let browser: String = unaccented(browser).chars().take(30).collect();
        let (sender, hotline) = (&self.sending.sender, &self.hotline);
        let mut words = format!(
            "{sender}: Mat khau vua doi luc {hour:02}:{minute:02} tren {browser}. Khong phai ban? \
             Goi ngay {hotline} de khoa tai khoan."
        );
        if account.profile.language.as_deref() == Some("en") {
            words.push_str("\nYour password was changed. Not you? Call now to lock your account.");
        }
        let (deadline, words) = (now.plus(NOTICE_LIFETIME), Secret::new(words));
        Some(self.sending.outbox.write(batch, (&account.id, to), words, deadline, now))
    }
}

/// Notes that the request goes on with this session, and what was said at it.
fn keep(visit: &Visit, batch: &mut Batch) {
    if let (Some(open), Some(standing)) = (&visit.open, &visit.standing) {
        let words = here::write(open.here, open.said);
        let done = (words.as_str(), open.round.as_ref().map(|round| &round.id));
        let (held, session) = ((&open.id, open.ticket.browser()), &standing.session.id);
        settle_interaction(batch, held, Some(session), done, visit.now);
    }
}

fn busy(_: crate::ports::password_hasher::Busy) -> ChangeError {
    Error::Refused(PasswordChangeRefusal::Busy)
}

fn visited(error: Error<VisitRefusal>) -> ChangeError {
    error.map(PasswordChangeRefusal::Visit)
}
