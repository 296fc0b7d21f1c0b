//! What a person shared: who may see what until when, each read of it, the receipts; and stopping.
//!
//! Stopping is one transaction: what was decided about the client is taken back, refusals too, and
//! every code and token that came from it is dead at once.

use std::sync::Arc;

use super::admission::{Admission, SignInFirst};
use super::clients::{Clients, Registered};
use super::error::{Error, Never};
use super::standing::Browser;
use crate::domain::claim::{Claim, Item};
use crate::domain::client::ClientId;
use crate::domain::consent::{Remembered, latest};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, ConsentId, EventId};
use crate::domain::shared::{Sharing, sharing};
use crate::domain::time::{Day, Timestamp};
use crate::store::authorizations::{RevokedBy, revoke_authorizations};
use crate::store::batch::Batch;
use crate::store::chain::EventRow;
use crate::store::consents::{
    ConsentRow, list_consents, list_consents_of_client, list_standing_consents, withdraw_consents,
};
use crate::store::events::{count_reads, count_reads_of_client, list_reads};
use crate::store::logout_notices::queue_client_everywhere;

/// Reads fetched at once for the whole list.
const AT_ONCE: u32 = 200;

/// What a person shared.
#[derive(Clone)]
pub struct SharedFlow {
    /// Who may enter.
    pub admission: Admission,
    /// Who the clients are.
    pub clients: Clients,
}

/// What is shared, or was, with one client.
#[derive(Clone, Debug)]
pub struct Share {
    /// With whom.
    pub client: ClientId,
    /// Its registration; none if it is registered no more.
    pub registered: Option<Arc<Registered>>,
    /// What, since when, until when.
    pub sharing: Sharing,
    /// The newest receipt of it.
    pub receipt: ConsentId,
    /// When it last read something.
    pub last_read: Option<Timestamp>,
    /// How often this month.
    pub reads: u32,
}

/// One read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Its name, to go on from.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// Who read.
    pub client: ClientId,
    /// What left the house.
    pub claims: Vec<Claim>,
}

/// Every read of an account, not fetched yet.
pub struct Reads {
    flow: SharedFlow,
    account: AccountId,
    client: Option<ClientId>,
    before: Option<EventId>,
    is_over: bool,
}

/// Why a page about one client comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedRefusal {
    /// The browser has to sign in first.
    SignInFirst(SignInFirst),
    /// Nothing was ever shared with such a client.
    Unknown,
}

type SharedError = Error<SharedRefusal>;

impl SharedFlow {
    /// Reads on one page of the detail.
    pub const ON_PAGE: u32 = 100;

    /// Everything shared, what stands first, the newest before the older.
    pub async fn look(&self, browser: &Browser) -> Result<Vec<Share>, Error<SignInFirst>> {
        let now = self.admission.ground.now();
        let standing = self.admission.admit(browser, now).await?;
        self.of_account(&standing.account.id, now).await
    }

    /// One sharing with its newest reads, or those before one that was shown.
    pub async fn look_closer(
        &self,
        browser: &Browser,
        client: &ClientId,
        before: Option<&EventId>,
    ) -> Result<(Share, Vec<Read>), SharedError> {
        let now = self.admission.ground.now();
        let standing = self.admission.admit(browser, now).await.map_err(entered)?;
        let account = &standing.account.id;
        let share = self.with_client(account, client, now).await?;
        let db = &self.admission.ground.database;
        let rows = list_reads(db, account, Some(client), before, Self::ON_PAGE).await?;
        Ok((share, rows.into_iter().filter_map(read).collect()))
    }

    /// Every read there ever was, of one client or of all, newest first, to be fetched page by page: a
    /// life of reads is not held at once.
    pub async fn every_read(
        &self,
        browser: &Browser,
        client: Option<ClientId>,
    ) -> Result<Reads, Error<SignInFirst>> {
        let now = self.admission.ground.now();
        let account = self.admission.admit(browser, now).await?.account.id;
        Ok(Reads { flow: self.clone(), account, client, before: None, is_over: false })
    }

    /// The client sees nothing more from now on. Stopping twice stops once.
    pub async fn stop(&self, browser: &Browser, client: &ClientId) -> Result<(), SharedError> {
        let now = self.admission.ground.now();
        let standing = self.admission.admit(browser, now).await.map_err(entered)?;
        let account = &standing.account.id;
        let db = &self.admission.ground.database;
        let rows = list_consents_of_client(db, account, client).await?;
        let stands = |(one, row): &(&Remembered, &ConsentRow)| {
            one.agreed && row.withdrawn_at.is_none() && one.until > now
        };
        let agreed = decided(&rows).into_iter().filter(stands);
        let names: Vec<_> = agreed.map(|(one, _)| one.matter.key()).collect();
        let mut batch = Batch::new();
        // In this order: a sign-in that relies on what is withdrawn holds it until it is written down,
        // so what comes of it stands before our eyes when we revoke.
        withdraw_consents(&mut batch, account, client, now);
        queue_client_everywhere(&mut batch, account, client, now);
        revoke_authorizations(&mut batch, (account, client), RevokedBy::Person, now);
        if !names.is_empty() {
            batch.event(EventRow {
                id: EventId::new(now, self.admission.ground.chance()),
                at: now,
                event: Event {
                    kind: EventKind::ConsentStopped,
                    account: Some(account.clone()),
                    client: Some(client.clone()),
                    detail: names.join(" "),
                },
            });
        }
        self.admission.ground.database.commit(batch).await?;
        Ok(())
    }

    /// What this account shares or shared.
    async fn of_account<R>(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Vec<Share>, Error<R>> {
        let db = &self.admission.ground.database;
        let rows = list_consents(db, account).await?;
        let counts = count_reads(db, account, month_began(now)).await?;
        let mut shares = Vec::new();
        for rows in rows.chunk_by(|one, next| one.client == next.client) {
            let Some(mut share) = share(rows, now) else { continue };
            share.registered = self.clients.find(&share.client).await?;
            if let Some((_, count)) = counts.iter().find(|(client, _)| *client == share.client) {
                (share.last_read, share.reads) = (count.last_at, count.reads);
            }
            shares.push(share);
        }
        shares.sort_by_key(|share| {
            let age = now.since(share.sharing.since).as_seconds();
            (!share.sharing.end.stands(), age)
        });
        Ok(shares)
    }

    async fn with_client(
        &self,
        account: &AccountId,
        client: &ClientId,
        now: Timestamp,
    ) -> Result<Share, SharedError> {
        let db = &self.admission.ground.database;
        let rows = list_consents_of_client(db, account, client).await?;
        let mut share = share(&rows, now).ok_or(Error::Refused(SharedRefusal::Unknown))?;
        let count = count_reads_of_client(db, account, client, month_began(now)).await?;
        (share.last_read, share.reads) = (count.last_at, count.reads);
        share.registered = self.clients.find(client).await?;
        Ok(share)
    }

    /// How many clients may see something now.
    pub async fn count_standing<R>(
        &self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<usize, Error<R>> {
        let rows = list_standing_consents(&self.admission.ground.database, account, now).await?;
        let shares = rows.chunk_by(|one, next| one.client == next.client);
        let standing = shares.filter_map(|rows| share(rows, now));
        Ok(standing.filter(|share| share.sharing.end.stands()).count())
    }
}

impl Reads {
    /// The next page of them, each with its client's registration; nothing after the last.
    pub async fn next_page(
        &mut self,
    ) -> Result<Option<Vec<(Read, Option<Arc<Registered>>)>>, Error<Never>> {
        if self.is_over {
            return Ok(None);
        }
        let (db, client) = (&self.flow.admission.ground.database, self.client.as_ref());
        let rows = list_reads(db, &self.account, client, self.before.as_ref(), AT_ONCE).await?;
        self.before = rows.last().map(|row| row.id.clone());
        self.is_over = rows.len() < AT_ONCE as usize;
        let mut page = Vec::with_capacity(rows.len());
        for read in rows.into_iter().filter_map(read) {
            let registered = self.flow.clients.find(&read.client).await?;
            page.push((read, registered));
        }
        Ok(Some(page))
    }
}

impl Read {
    /// The items that the claims belong to, each once.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self.claims.iter().map(|claim| claim.item()).collect();
        items.sort_unstable();
        items.dedup();
        items
    }
}

/// What the decisions about one client amount to.
fn share(rows: &[ConsentRow], now: Timestamp) -> Option<Share> {
    let decided = decided(rows);
    let agreed = decided.iter().filter(|(one, _)| one.agreed);
    let newest = agreed.map(|(_, row)| row).max_by_key(|row| &row.id)?;
    let told: Vec<_> = decided.iter().map(|(one, row)| (*one, row.withdrawn_at)).collect();
    Some(Share {
        client: newest.client.clone(),
        registered: None,
        sharing: sharing(&told, now)?,
        receipt: newest.id.clone(),
        last_read: None,
        reads: 0,
    })
}

/// The newest decision about each matter, with the row that it came by; of one client's rows.
fn decided(rows: &[ConsentRow]) -> Vec<(&Remembered, &ConsentRow)> {
    let all = rows.iter().flat_map(|row| row.decisions.iter().map(move |one| (one, row)));
    latest(all, |(one, _)| one.matter)
}

fn read(row: EventRow) -> Option<Read> {
    let claims = row.event.detail.split(' ').filter_map(Claim::parse).collect();
    Some(Read { id: row.id, at: row.at, client: row.event.client?, claims })
}

/// The first moment of this month in Viet Nam.
fn month_began(now: Timestamp) -> Timestamp {
    let (year, month, _) = now.day().parts();
    Day::new(year, month, 1).map_or(now, Day::begins)
}

fn entered(error: Error<SignInFirst>) -> SharedError {
    error.map(SharedRefusal::SignInFirst)
}
