//! Another code, because a person asks for one. A press that sends none takes nothing of what a network
//! and an operator get: else one person's impatience, or spite, would be everybody's silence.

use super::{SendError, SendRefusal, Sending};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{ChallengeId, EventId};
use crate::domain::time::Timestamp;
use crate::flows::error::Error;
use crate::flows::here;
use crate::flows::visit::{Open, Visit, VisitRefusal};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::interactions::settle_interaction;
use crate::store::otp::{count_resend, find_round, insert_challenge, leave_round};
use crate::store::otp_misses::find_misses;
use crate::store::send_budgets::{find_send_budget, spend_send};

impl Sending {
    /// Sends another code, to the number at this place among the account's numbers.
    pub async fn again(&self, visit: &Visit, place: usize) -> Result<(), SendError> {
        let now = visit.now;
        let (Some(standing), Some(open)) = (visit.standing.as_ref(), visit.open.as_ref()) else {
            return Err(Error::Refused(SendRefusal::Visit(VisitRefusal::NotYours)));
        };
        let account = &standing.account;
        let phone = account.profile.phones().nth(place);
        let phone = phone.ok_or(Error::Refused(SendRefusal::NoPhone))?;
        // A code of one account's round never goes to another account's phone.
        let own = open.round.as_ref().filter(|round| round.account == account.id);
        let until = own.map(|round| round.last_sent_at.plus(self.rules.resend_after));
        if let Some(until) = until.filter(|until| *until > now) {
            return Err(Error::Refused(SendRefusal::Wait { until }));
        }
        let index = self.index(phone);
        let misses = find_misses(&self.ground.database, &account.id, &index).await?;
        if misses >= self.rules.misses_in_a_row {
            return Err(Error::Refused(SendRefusal::Barred));
        }
        let mut batch = Batch::new();
        let spent = spend_send(&mut batch, &index, self.limits(), now);
        let bounds = (now.minus(self.rules.resend_after), self.rules.tries);
        let mut begun = None;
        let message = if let Some(round) = own.filter(|round| round.phone_index == index) {
            count_resend(&mut batch, &round.id, bounds, now);
            let id = ChallengeId::new(now, self.ground.chance());
            let (code, message) = self.code(visit, id, (account, phone), &mut batch);
            insert_challenge(&mut batch, &round.id, &code);
            message
        } else {
            let (round, inserted, message) = self.begin(visit, account, phone, &mut batch);
            begun = inserted;
            // Codes to another number end: who chose a new one does not wait for the former.
            if let Some(former) = own {
                leave_round(&mut batch, &former.id, bounds);
            }
            // From now on the request is of this browser, and goes on with this session.
            let words = here::write(open.here, open.said);
            let (held, session) = ((&open.id, open.ticket.browser()), &standing.session.id);
            settle_interaction(&mut batch, held, Some(session), (&words, Some(&round)), now);
            message
        };
        self.note_sent(&mut batch, visit, now);
        let crowd = self.budgets.take(visit.network, phone, now);
        crowd.map_err(|crowd| Error::Refused(SendRefusal::Crowd(crowd)))?;
        let Outcome::Refused(at) = self.ground.database.commit(batch).await? else {
            self.outbox.send(message);
            return Ok(());
        };
        self.budgets.give_back(visit.network, phone);
        Err(match at {
            at if at == spent => self.spent(&index, now).await?,
            at if Some(at) == begun => Error::Refused(SendRefusal::Barred),
            _ => self.outrun(open, now).await?,
        })
    }

    /// The number got as many as it may.
    async fn spent(&self, index: &[u8; 32], now: Timestamp) -> Result<SendError, SendError> {
        let budget = find_send_budget(&self.ground.database, index).await?;
        let until = budget.and_then(|b| b.left(self.limits(), now).1).unwrap_or(now);
        Ok(Error::Refused(SendRefusal::Spent { until }))
    }

    /// Another press was faster; the row knows when, what was read before does not.
    async fn outrun(&self, open: &Open, now: Timestamp) -> Result<SendError, SendError> {
        let round = match &open.round {
            Some(round) => find_round(&self.ground.database, &round.id).await?,
            None => None,
        };
        let last = round.map_or(now, |round| round.last_sent_at);
        Ok(Error::Refused(SendRefusal::Wait { until: last.plus(self.rules.resend_after) }))
    }

    fn note_sent(&self, batch: &mut Batch, visit: &Visit, now: Timestamp) {
        let event = Event {
            kind: EventKind::OtpSent,
            account: visit.standing.as_ref().map(|standing| standing.account.id.clone()),
            client: Some(visit.client.client.id.clone()),
            detail: String::new(),
        };
        let id = EventId::new(now, self.ground.chance());
        batch.event(EventRow { id, at: now, event });
    }
}
