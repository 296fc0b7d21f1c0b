//! A code is sent: first together with the password's own transaction, again when a person asks.

mod again;
mod warning;

use super::code_budgets::{CodeBudgets, Crowd};
use super::error::Error;
use super::ground::Ground;
use super::outbox::Outbox;
use super::visit::{Visit, VisitRefusal};
use crate::credential::otp::{OtpCode, OtpRules};
use crate::domain::account::Account;
use crate::domain::id::{ChallengeId, OtpRoundId};
use crate::domain::person::Phone;
use crate::domain::text::{Secret, unaccented};
use crate::domain::time::Timestamp;
use crate::ports::messages::TextMessage;
use crate::sealing::{otp_digest, phone_index};
use crate::store::batch::{Batch, Outcome};
use crate::store::otp::{ChallengeRow, OtpRoundRow, insert_round};
use crate::store::otp_misses::find_misses;
use crate::store::send_budgets::{SendRules, find_send_budget, spend_send};

/// The purpose that is bound into a code's digest.
pub const PURPOSE: &str = "login";

/// Sends codes.
#[derive(Clone)]
pub struct Sending {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// The way out.
    pub outbox: Outbox,
    /// Lives and limits of codes.
    pub rules: OtpRules,
    /// What a network and an operator get of them.
    pub budgets: CodeBudgets,
    /// First word of every message.
    pub sender: String,
    /// The host that messages are bound to, so that phones fill the code in on no other.
    pub host: String,
}

/// What the page of the code shows.
#[derive(Debug)]
pub struct Sent {
    /// To which number the last code went; none if none could be sent.
    pub to: Option<Phone>,
    /// Until when the last code is good.
    pub good_until: Option<Timestamp>,
    /// Tries left.
    pub tries_left: u32,
    /// Codes that may still be sent to this number.
    pub sends_left: u32,
    /// From when the next may be sent.
    pub next_at: Timestamp,
    /// All codes are spent until then.
    pub spent_until: Option<Timestamp>,
    /// All numbers that may receive a code.
    pub phones: Vec<Phone>,
}

/// Why no further code is sent.
#[derive(Debug, PartialEq, Eq)]
pub enum SendRefusal {
    /// The visit itself came to nothing.
    Visit(VisitRefusal),
    /// The last one is too young.
    Wait {
        /// From then on.
        until: Timestamp,
    },
    /// The number got as many as it may.
    Spent {
        /// From then on again.
        until: Timestamp,
    },
    /// The account has no such number.
    NoPhone,
    /// So many codes in a row were wrong at this number that it proves nothing more.
    Barred,
    /// Very many are sent from this network, or to this operator, at this moment.
    Crowd(Crowd),
}

type SendError = Error<SendRefusal>;

impl Sending {
    /// Commits the password's transaction, with the first code in it if one can be sent; without,
    /// the page of the code says what else can be done. `closing` adds what depends on that.
    pub async fn first(
        &self,
        visit: &Visit,
        mut batch: Batch,
        closing: impl Fn(&mut Batch, Option<&OtpRoundId>),
    ) -> Result<Option<TextMessage>, Error<VisitRefusal>> {
        let over = || Error::Refused(VisitRefusal::Over);
        let phone = visit.standing.as_ref().and_then(|s| s.account.profile.phones().next());
        // A request keeps its tries when the password is typed again; with none left no code helps.
        let phone = phone.filter(|_| self.sent(visit).tries_left > 0);
        let phone = phone.filter(|to| self.budgets.take(visit.network, to, visit.now).is_ok());
        if let (Some(phone), Some(standing)) = (phone, visit.standing.as_ref()) {
            let mut with_code = Batch::new();
            let spent = spend_send(&mut with_code, &self.index(phone), self.limits(), visit.now);
            with_code.append(batch.clone());
            let (round, begun, message) =
                self.begin(visit, &standing.account, phone, &mut with_code);
            closing(&mut with_code, Some(&round));
            let Outcome::Refused(at) = self.ground.database.commit(with_code).await? else {
                return Ok(Some(message));
            };
            self.budgets.give_back(visit.network, phone);
            // Of a number that proves nothing more the next page tells, when a code is asked for.
            if at != spent && Some(at) != begun {
                return Err(over());
            }
        }
        closing(&mut batch, None);
        match self.ground.database.commit(batch).await? {
            Outcome::Done(_) => Ok(None),
            Outcome::Refused(_) => Err(over()),
        }
    }

    /// Hands a committed message over.
    pub fn hand_over(&self, message: Option<TextMessage>) {
        if let Some(message) = message {
            self.outbox.send(message);
        }
    }

    /// Whether the number of this round proves nothing more.
    pub(super) async fn is_barred<R>(&self, round: &OtpRoundRow) -> Result<bool, Error<R>> {
        let (account, index) = (&round.account, &round.phone_index);
        let misses = find_misses(&self.ground.database, account, index).await?;
        Ok(misses >= self.rules.misses_in_a_row)
    }

    /// What the page of the code shows. What may still be sent is read only if no code was.
    pub async fn look(&self, visit: &Visit) -> Result<Sent, Error<VisitRefusal>> {
        let sent = self.sent(visit);
        if sent.to.is_some() { Ok(sent) } else { self.counted(sent, visit.now).await }
    }

    /// What the pages of sending again show.
    pub async fn look_again(&self, visit: &Visit) -> Result<Sent, Error<VisitRefusal>> {
        self.counted(self.sent(visit), visit.now).await
    }

    async fn counted(&self, mut sent: Sent, now: Timestamp) -> Result<Sent, Error<VisitRefusal>> {
        if let Some(phone) = sent.to.as_ref().or(sent.phones.first()) {
            let budget = find_send_budget(&self.ground.database, &self.index(phone)).await?;
            if let Some(budget) = budget {
                (sent.sends_left, sent.spent_until) = budget.left(self.limits(), now);
            }
        }
        Ok(sent)
    }

    /// A code ends at its own time, so the last one sent is the last to end.
    fn sent(&self, visit: &Visit) -> Sent {
        let profile = visit.standing.as_ref().map(|standing| &standing.account.profile);
        let phones: Vec<Phone> = profile.map(|p| p.phones().cloned().collect()).unwrap_or_default();
        let round = visit.open.as_ref().and_then(|open| open.round.as_ref());
        let to = round
            .and_then(|round| phones.iter().find(|phone| self.index(phone) == round.phone_index));
        let last = round.map(|round| round.last_sent_at);
        Sent {
            to: to.cloned(),
            good_until: last.map(|last| last.plus(self.rules.lifetime)),
            tries_left: self.rules.tries_left(round.map_or(0, |round| round.tries)),
            sends_left: self.rules.sends_per_window,
            next_at: last.map_or(visit.now, |last| last.plus(self.rules.resend_after)),
            spent_until: None,
            phones,
        }
    }

    /// Begins a round with its first code, which bears the round's name. The statement is refused if the
    /// number proves nothing more.
    fn begin(
        &self,
        visit: &Visit,
        account: &Account,
        phone: &Phone,
        batch: &mut Batch,
    ) -> (OtpRoundId, Option<usize>, TextMessage) {
        let (now, chance) = (visit.now, self.ground.chance());
        let id = OtpRoundId::new(now, chance);
        let named = ChallengeId::new(now, chance);
        let (first, message) = self.code(visit, named, (account, phone), batch);
        let begun = visit.open.as_ref().map(|open| {
            let (account, interaction) = (account.id.clone(), open.id.clone());
            let round = OtpRoundRow {
                id: id.clone(),
                account,
                interaction,
                phone_index: self.index(phone),
                tries: 0,
                sends: 1,
                last_sent_at: now,
                created_at: now,
                first,
                used_at: None,
                missed: false,
            };
            insert_round(batch, &round, self.rules.misses_in_a_row)
        });
        (id, begun, message)
    }

    fn code(
        &self,
        visit: &Visit,
        id: ChallengeId,
        (account, phone): (&Account, &Phone),
        batch: &mut Batch,
    ) -> (ChallengeRow, TextMessage) {
        let now = visit.now;
        let code = OtpCode::draw(self.ground.chance());
        let digest = otp_digest(&self.ground.ring, &id, PURPOSE, code.expose());
        let expires_at = now.plus(self.rules.lifetime);
        let text = self.words(&code, visit.client.client.name.vi.as_str(), expires_at);
        let message = self.outbox.write(batch, (&account.id, phone), text, expires_at, now);
        (ChallengeRow { id, digest, expires_at }, message)
    }

    /// One part of 160 letters: no diacritics, and a last line that phones read (`ux.md` §4.1).
    fn words(&self, code: &OtpCode, service: &str, until: Timestamp) -> Secret {
        let (hour, minute) = until.clock();
        let service: String = unaccented(service).chars().take(30).collect();
        Secret::new(format!(
            "{}: Ma {code} de dang nhap {service}, den {hour:02}:{minute:02}. KHONG dua ma cho bat \
             ky ai, ke ca cong an.\n@{} #{code}",
            self.sender,
            self.host,
            code = code.expose(),
        ))
    }

    fn index(&self, phone: &Phone) -> [u8; 32] {
        phone_index(&self.ground.ring, phone.as_str())
    }

    fn limits(&self) -> SendRules {
        SendRules {
            window: self.rules.window,
            per_window: self.rules.sends_per_window,
            per_day: self.rules.sends_per_day,
        }
    }
}
