//! Codes by SMS: sent after the password only, bound to this request, tried five times over all
//! codes of the request, good until their own end.

use super::authorization::AuthorizationFlow;
use super::device::{bind, shown_device};
use super::error::Error;
use super::sending::{PURPOSE, Sending};
use super::standing::Browser;
use super::visit::{SignedIn, Visit, VisitRefusal};
use crate::credential::otp::{self, OtpCode, OtpRefusal as Unproven, SentCode};
use crate::credential::proof::{OtpMatched, Proof};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, InteractionId};
use crate::domain::interaction::Step;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::sealing::{Handle, Kind, otp_digest};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::otp::{ChallengeRow, OtpRoundRow, count_try, find_round, list_codes, take_code};
use crate::store::otp_misses::{count_miss, forget_misses};
use crate::store::sessions::renew_session;

/// Proving the phone.
#[derive(Clone)]
pub struct OtpFlow {
    /// The hall.
    pub hall: AuthorizationFlow,
    /// Sends codes.
    pub sending: Sending,
}

/// What came of a code: as after a password, and the device if this browser became it.
#[derive(Debug)]
pub struct Proven {
    /// Where the browser goes next, with the session's new handle.
    pub signed_in: SignedIn,
    /// The handle of this browser as the account's device, if it is new.
    pub device: Option<Secret>,
}

/// Why a code proved nothing.
#[derive(Debug)]
pub enum OtpRefusal {
    /// The visit itself came to nothing.
    Visit(VisitRefusal),
    /// Nothing was typed.
    Empty,
    /// Not six digits; no try is counted.
    Format,
    /// No code of this request.
    Wrong {
        /// Tries left.
        left: u32,
    },
    /// The right code, too late.
    Late {
        /// When it ended.
        ended_at: Timestamp,
    },
    /// All tries are spent; the request has to begin anew.
    Spent,
    /// The same code proved it a moment ago: the button was pressed twice.
    Done,
    /// So many codes in a row were wrong at this number that it proves nothing more.
    Barred,
}

type OtpError = Error<OtpRefusal>;

impl OtpFlow {
    /// Tries a code for a request that waits.
    pub async fn submit(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
        typed: &str,
    ) -> Result<Proven, OtpError> {
        // 1. the request; a code that nobody asks for changes nothing
        let visit = self.hall.resume(id, ticket, browser).await.map_err(visited)?;
        if !matches!(visit.step(None), Step::Otp) {
            let next = self.hall.proceed(visit).await.map_err(visited)?;
            return Ok(Proven { signed_in: SignedIn { next, session: None }, device: None });
        }
        // 2. what was typed, and what was sent
        if typed.trim().is_empty() {
            return Err(Error::Refused(OtpRefusal::Empty));
        }
        let code = OtpCode::parse(typed).ok_or(Error::Refused(OtpRefusal::Format))?;
        let whose = visit.standing.as_ref().map(|standing| &standing.account.id);
        let round = visit.open.as_ref().and_then(|open| open.round.clone());
        let round = round.filter(|round| Some(&round.account) == whose);
        let round = round.ok_or(Error::Refused(OtpRefusal::Spent))?;
        let sent = list_codes(&self.hall.ground.database, &round).await?;
        // 3. judged; either way a try is taken before anything is told
        match self.judge(&visit, (&round, &sent), &code) {
            Ok((matched, hit)) => self.admit(visit, browser, &matched, (&round, hit)).await,
            Err(unproven) => {
                let right = sent.iter().find(|sent| self.is_of(sent, &code));
                let unproven = (unproven, right.map(|right| right.expires_at));
                Err(self.miss(&visit, &round, unproven).await?)
            }
        }
    }

    fn judge<'a>(
        &self,
        visit: &Visit,
        (round, sent): (&OtpRoundRow, &'a [ChallengeRow]),
        code: &OtpCode,
    ) -> Result<(OtpMatched, &'a ChallengeRow), Unproven> {
        let ring = &self.hall.ground.ring;
        let digests: Vec<_> =
            sent.iter().map(|one| otp_digest(ring, &one.id, PURPOSE, code.expose())).collect();
        let judged: Vec<_> = sent
            .iter()
            .zip(&digests)
            .map(|(one, typed)| SentCode {
                expected: one.digest.as_bytes(),
                typed: typed.as_bytes(),
                expires_at: one.expires_at,
                used: round.used_at.is_some(),
            })
            .collect();
        let matched = otp::judge(&round.account, &judged, visit.now)?;
        let hit = sent.iter().zip(&digests).find(|(one, typed)| one.digest == **typed);
        hit.map(|(one, _)| (matched, one)).ok_or(Unproven::Wrong)
    }

    fn is_of(&self, sent: &ChallengeRow, code: &OtpCode) -> bool {
        otp_digest(&self.hall.ground.ring, &sent.id, PURPOSE, code.expose()) == sent.digest
    }

    async fn miss(
        &self,
        visit: &Visit,
        round: &OtpRoundRow,
        (unproven, ended_at): (Unproven, Option<Timestamp>),
    ) -> Result<OtpError, OtpError> {
        let (most, in_a_row) = (self.sending.rules.tries, self.sending.rules.misses_in_a_row);
        let mut batch = Batch::new();
        let tried = count_try(&mut batch, &round.id, most);
        // Whoever types a right code too late has not guessed.
        let missed =
            (unproven == Unproven::Wrong).then(|| count_miss(&mut batch, &round.id, in_a_row));
        self.note(&mut batch, EventKind::OtpMissed, visit);
        let finished = match self.hall.ground.database.commit(batch).await? {
            Outcome::Done(finished) => finished,
            Outcome::Refused(at) if Some(at) == missed => {
                return Ok(Error::Refused(OtpRefusal::Barred));
            }
            Outcome::Refused(_) => return Ok(Error::Refused(OtpRefusal::Spent)),
        };
        let counted = missed.and_then(|missed| finished.row(missed));
        if counted.map_or(Ok(0), |row| row.count("misses"))? >= in_a_row {
            return Ok(Error::Refused(OtpRefusal::Barred));
        }
        let tries = finished.row(tried).map_or(Ok(most), |row| row.count("tries"))?;
        Ok(Error::Refused(match (unproven, ended_at, most.saturating_sub(tries)) {
            (_, _, 0) => OtpRefusal::Spent,
            (Unproven::Late, Some(ended_at), _) => OtpRefusal::Late { ended_at },
            (_, _, left) => OtpRefusal::Wrong { left },
        }))
    }

    /// The code was right: the session is raised under a new secret, and this browser becomes the
    /// account's one device; what ran on a former one dies in the same transaction.
    async fn admit(
        &self,
        mut visit: Visit,
        browser: &Browser,
        matched: &OtpMatched,
        (round, code): (&OtpRoundRow, &ChallengeRow),
    ) -> Result<Proven, OtpError> {
        let ground = self.hall.ground.clone();
        let now = visit.now;
        let proof = Proof::by_otp(matched, now);
        let gone = || Error::Refused(OtpRefusal::Visit(VisitRefusal::NotYours));
        let Some(standing) = visit.standing.as_mut() else { return Err(gone()) };
        let mut session = proof.added_to(&standing.session).ok_or_else(gone)?;
        let former = standing.device.as_ref();
        let shown = shown_device(&ground, browser, &standing.account.id, former).await?;
        let mut batch = Batch::new();
        let carried = self.sending.outbox.carry_marks(&mut batch, now);
        let limits = (self.sending.rules.tries, self.sending.rules.misses_in_a_row);
        let taken = take_code(&mut batch, (&round.id, code), limits, now);
        if round.missed {
            forget_misses(&mut batch, &round.account);
        }
        let device = if standing.account.device_rule {
            let bound =
                bind(&ground, (former, shown.as_ref()), &mut session, (browser, now), &mut batch);
            standing.account.generation = session.generation;
            bound
        } else {
            None
        };
        let handle = Handle::new(session.id.clone(), ground.chance());
        renew_session(&mut batch, &session, &handle.digest(&ground.ring, Kind::Session, ""));
        standing.session = session;
        if let Some(open) = visit.open.as_mut() {
            // The round's row says so too, from now on.
            open.here.otp = true;
        }
        self.note(&mut batch, EventKind::OtpProven, &visit);
        let outcome = ground.database.commit(batch).await?;
        if let Outcome::Done(_) = outcome {
            carried.stand();
        }
        match outcome {
            Outcome::Done(finished) if finished.took(taken) => {
                let next = self.hall.proceed(visit).await.map_err(visited)?;
                let session = Some(handle.to_text());
                Ok(Proven { signed_in: SignedIn { next, session }, device })
            }
            Outcome::Done(_) => {
                let barred = self.sending.is_barred(round).await?;
                let now = find_round(&ground.database, &round.id).await?;
                let done = now.is_some_and(|round| round.used_at.is_some());
                Err(Error::Refused(match (barred, done) {
                    (true, _) => OtpRefusal::Barred,
                    (false, true) => OtpRefusal::Done,
                    (false, false) => OtpRefusal::Spent,
                }))
            }
            Outcome::Refused(at) if at <= taken => Err(Error::Refused(OtpRefusal::Spent)),
            Outcome::Refused(_) => Err(Error::Refused(OtpRefusal::Visit(VisitRefusal::Over))),
        }
    }

    fn note(&self, batch: &mut Batch, kind: EventKind, visit: &Visit) {
        let id = EventId::new(visit.now, self.hall.ground.chance());
        let account = visit.standing.as_ref().map(|s| s.account.id.clone());
        let client = Some(visit.client.client.id.clone());
        let event = Event { kind, account, client, detail: String::new() };
        batch.event(EventRow { id, at: visit.now, event });
    }
}

fn visited(error: Error<VisitRefusal>) -> OtpError {
    error.map(OtpRefusal::Visit)
}
