//! How a request that waits is kept: its text sealed, its times judged, and taken up again with what
//! was typed when it lay idle.

use super::AuthorizationFlow;
use crate::domain::client::ClientId;
use crate::domain::id::InteractionId;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::flows::standing::Browser;
use crate::flows::ticket::Ticket;
use crate::flows::visit::{VisitError, VisitRefusal};
use crate::flows::waiting_room::Guest;
use crate::protocol::authorization_request::{AuthorizationRequest, PageError};
use crate::protocol::refusal;
use crate::sealing::Digest;
use crate::store::batch::{Batch, Outcome};
use crate::store::interactions::{self, InteractionKind, InteractionRow};
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// The ends of a request that a person answered.
const ANSWERED: [&str; 2] = ["settled", "access_denied"];

impl AuthorizationFlow {
    /// A request that nobody worked on for too long, or that has no try left, begins anew, with what was
    /// typed kept. One that nobody proved anything for and that is not over goes on as it is: nothing.
    pub async fn take_up_again(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<Option<(Ticket, InteractionId)>, VisitError> {
        let now = self.ground.now();
        let row = self.idle_row((id, ticket), now).await?;
        if row.browser_digest.is_none() && now < self.until(row.seen_at, row.expires_at) {
            return Ok(None);
        }
        let let_in = self.room.let_in(Guest::Browser(browser), row.request.len()).await?;
        let_in.ok_or(Error::Refused(VisitRefusal::NoRoom))?;
        let frozen =
            self.frozen(&row).ok_or_else(|| Error::inconsistent("interactions", "request"))?;
        let id = InteractionId::new(now, self.ground.chance());
        let kind = (InteractionKind::Direct, None);
        let mut next = self.row(&id, &row.client, &frozen, kind, now);
        let typed = self.typed(&row);
        next.typed = typed.map(|typed| self.sealed(&id, "typed", typed.expose().as_bytes()));
        // The old one ends with it: one request never leads to two codes.
        let mut batch = Batch::new();
        interactions::end_interaction(&mut batch, &row.id, "taken_up", now);
        interactions::insert_interaction(&mut batch, &next);
        if let Outcome::Refused(_) = self.ground.database.commit(batch).await? {
            return Err(Error::Refused(VisitRefusal::Over));
        }
        Ok(Some((Ticket::new(&self.ground.ring, &id, self.ground.chance()), id)))
    }

    /// Keeps the number that was typed into a page that came too late. If it cannot be kept, it will
    /// have to be typed again, and nothing else is lost.
    pub async fn keep_typed(&self, (id, ticket): (&InteractionId, Option<&str>), typed: &Secret) {
        let row = self.idle_row((id, ticket), self.ground.now()).await;
        if row.is_err() || typed.expose().len() > 64 {
            return;
        }
        let mut batch = Batch::new();
        let sealed = self.sealed(id, "typed", typed.expose().as_bytes());
        interactions::note_typed(&mut batch, id, &sealed);
        if self.ground.database.commit(batch).await.is_err() {
            tracing::warn!("what was typed could not be kept");
        }
    }

    pub(super) async fn idle_row(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        now: Timestamp,
    ) -> Result<InteractionRow, VisitError> {
        let ticket = ticket.ok_or(Error::Refused(VisitRefusal::NoCookie))?;
        let ticket = Ticket::parse(&self.ground.ring, id, ticket)
            .ok_or(Error::Refused(VisitRefusal::NotYours))?;
        let row = interactions::find_interaction(&self.ground.database, id).await?;
        let row = row.ok_or(Error::Refused(VisitRefusal::NotYours))?;
        match self.judge_row(&row, &ticket, now) {
            Ok(()) | Err(VisitRefusal::Idle) => Ok(row),
            Err(refusal) => Err(Error::Refused(refusal)),
        }
    }

    pub(super) fn judge_row(
        &self,
        row: &InteractionRow,
        ticket: &Ticket,
        now: Timestamp,
    ) -> Result<(), VisitRefusal> {
        if row.browser_digest.as_ref().is_some_and(|browser| browser != ticket.browser()) {
            Err(VisitRefusal::NotYours)
        } else if row.ended.as_ref().is_some_and(|(_, how)| ANSWERED.contains(&how.as_str())) {
            Err(VisitRefusal::Answered)
        } else if row.ended.is_some() {
            Err(VisitRefusal::Over)
        } else if now >= self.until(row.seen_at, row.expires_at) {
            Err(VisitRefusal::Idle)
        } else {
            Ok(())
        }
    }

    /// Until when a request waits: idle is who does not do its next step, not who does not look.
    pub(super) fn until(&self, seen_at: Timestamp, expires_at: Timestamp) -> Timestamp {
        seen_at.plus(self.rules.idle).min(expires_at)
    }

    pub(super) fn row(
        &self,
        id: &InteractionId,
        client: &ClientId,
        frozen: &Secret,
        (kind, handle_digest): (InteractionKind, Option<Digest>),
        now: Timestamp,
    ) -> InteractionRow {
        InteractionRow {
            id: id.clone(),
            client: client.clone(),
            kind,
            handle_digest,
            request: self.sealed(id, "request", frozen.expose().as_bytes()),
            typed: None,
            browser_digest: None,
            session: None,
            round: None,
            here: String::new(),
            created_at: now,
            seen_at: now,
            expires_at: now.plus(self.rules.absolute),
            ended: None,
        }
    }

    pub(super) async fn keep(
        &self,
        row: &InteractionRow,
        guest: Guest<'_>,
    ) -> Result<(), Error<PageError>> {
        let let_in = self.room.let_in(guest, row.request.len()).await?;
        let_in.ok_or(Error::Refused(PageError(refusal::BUSY)))?;
        let mut batch = Batch::new();
        interactions::insert_interaction(&mut batch, row);
        self.ground.database.commit(batch).await?;
        Ok(())
    }

    /// The request as it was asked; nothing, if its client is registered for it no more.
    pub(super) fn thaw<R>(
        &self,
        row: &InteractionRow,
        client: &Registered,
    ) -> Result<Option<AuthorizationRequest>, Error<R>> {
        let broken = || Error::inconsistent("interactions", "request");
        let frozen = self.frozen(row).ok_or_else(broken)?;
        Ok(AuthorizationRequest::thaw(&frozen, &client.client, &self.issuer).ok())
    }

    pub(super) fn frozen(&self, row: &InteractionRow) -> Option<Secret> {
        self.opened(&row.id, "request", &row.request)
    }

    pub(super) fn typed(&self, row: &InteractionRow) -> Option<Secret> {
        self.opened(&row.id, "typed", row.typed.as_ref()?)
    }

    pub(super) fn sealed(&self, id: &InteractionId, column: &'static str, plain: &[u8]) -> Vec<u8> {
        let at = Place { table: "interactions", column, id: id.as_str() };
        seal_for_server(&self.ground.ring, self.ground.chance(), at, plain)
    }

    pub(super) fn opened(
        &self,
        id: &InteractionId,
        column: &'static str,
        sealed: &[u8],
    ) -> Option<Secret> {
        let at = Place { table: "interactions", column, id: id.as_str() };
        let plain = open_for_server(&self.ground.ring, at, sealed)?;
        String::from_utf8(plain.to_vec()).ok().map(Secret::new)
    }
}
