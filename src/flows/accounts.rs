//! What operators do with accounts: bring them, look at one, lock one.

use std::io;

pub mod entry;
pub mod file;
pub mod import;
mod members;

use super::error::Error;
use super::ground::Ground;
use super::standing::open_account;
use crate::domain::account::{Account, AccountState, LockedBy};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::EventId;
use crate::domain::person::LoginName;
use crate::domain::time::{Day, Timestamp};
use crate::sealing::number_index;
use crate::store::accounts::{AccountRow, lock_account, next_generation};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::credentials::PASSWORD;
use crate::store::logins::{find_login, find_login_by_old_number};
use crate::store::otp_misses::forget_misses;
use crate::store::sessions::{EndedBy, end_sessions};
use entry::EntryFault;
use file::Numbered;
use import::{Broken, Imported};

/// How often a lock is tried anew when the account changes its device at the same moment.
const TRIES: u32 = 5;

/// What operators do with accounts.
#[derive(Clone)]
pub struct AccountsFlow {
    /// Rows, keys and the time.
    pub ground: Ground,
}

/// Why an account was neither shown nor locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRefusal {
    /// Nobody has this number.
    Unknown,
    /// An old number leads to two people.
    Ambiguous,
    /// The account changed under our hands.
    Changing,
    /// It is locked already, and that lock stands.
    Locked {
        /// Since when.
        since: Timestamp,
        /// At whose request.
        by: LockedBy,
    },
}

/// An account as an operator sees it; the page decides what to mask.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The account.
    pub account: Account,
    /// Since when it is known here.
    pub created_at: Timestamp,
    /// Since when its password is that one, if it has one.
    pub password_since: Option<Timestamp>,
    /// The day it is seen on, for its level.
    pub today: Day,
}

impl AccountsFlow {
    /// Brings in what the entries hold, and tells each fault as it is met.
    pub async fn import(
        &self,
        entries: impl Iterator<Item = io::Result<Numbered>>,
        tell: &mut impl FnMut(u64, EntryFault),
    ) -> Result<Imported, Error<Broken>> {
        import::import(&self.ground, entries, tell).await
    }

    /// The account of this number.
    pub async fn show(&self, name: &LoginName) -> Result<Shown, Error<AccountRefusal>> {
        let (row, password_since) = self.find(name).await?;
        let (account, _) = open_account(&self.ground, &row)?;
        Ok(Shown {
            account,
            created_at: row.created_at,
            password_since,
            today: self.ground.now().day(),
        })
    }

    /// Locks the account of this number, and tells how many sessions ended: its state, the end of its
    /// sessions, the death of all that was issued, and the event are one transaction. A lock that
    /// stands is kept, but the owner's gives way to the police's.
    pub async fn lock(&self, name: &LoginName, by: LockedBy) -> Result<u64, Error<AccountRefusal>> {
        let now = self.ground.now();
        let mut found = self.find(name).await?.0;
        for _ in 0..TRIES {
            let row = found;
            let mut batch = Batch::new();
            let locked = lock_account(&mut batch, &row.id, by, now);
            next_generation(&mut batch, &row.id, row.generation);
            let ended = end_sessions(&mut batch, &row.id, None, EndedBy::Lock, now);
            let event = Event {
                kind: EventKind::AccountLocked,
                account: Some(row.id),
                client: None,
                detail: by.as_str().to_owned(),
            };
            let id = EventId::new(now, self.ground.chance());
            batch.event(EventRow { id, at: now, event });
            let refused = match self.ground.database.commit(batch).await? {
                Outcome::Done(done) => return Ok(done.touched(ended)),
                Outcome::Refused(place) => place,
            };
            // Who stands in the way is asked after the statement has said that somebody does.
            found = self.find(name).await?.0;
            if let (true, AccountState::Locked { since, by }) = (refused == locked, found.state) {
                return Err(Error::Refused(AccountRefusal::Locked { since, by }));
            }
        }
        Err(Error::Refused(AccountRefusal::Changing))
    }

    /// Codes to the numbers of this account count again, however often they were guessed at; whether any
    /// did not. For somebody who was seen in person.
    pub async fn unbar(&self, name: &LoginName) -> Result<bool, Error<AccountRefusal>> {
        let now = self.ground.now();
        let (row, _) = self.find(name).await?;
        let mut batch = Batch::new();
        let forgotten = forget_misses(&mut batch, &row.id);
        let event = Event {
            kind: EventKind::AccountUnbarred,
            account: Some(row.id),
            client: None,
            detail: String::new(),
        };
        batch.event(EventRow { id: EventId::new(now, self.ground.chance()), at: now, event });
        let done = self.ground.database.commit(batch).await?.done();
        Ok(done.is_some_and(|done| done.touched(forgotten) > 0))
    }

    /// The account, and since when its password is the one that it is.
    async fn find(
        &self,
        name: &LoginName,
    ) -> Result<(AccountRow, Option<Timestamp>), Error<AccountRefusal>> {
        let index = number_index(&self.ground.ring, name.as_str());
        let (database, looked) = (&self.ground.database, (&index, ""));
        let row = match name {
            LoginName::Number(_) => find_login(database, looked, PASSWORD).await?,
            LoginName::OldNumber(_) => find_login_by_old_number(database, looked, PASSWORD).await?,
        };
        let row = row.ok_or(Error::Refused(AccountRefusal::Unknown))?;
        if row.owners > 1 {
            return Err(Error::Refused(AccountRefusal::Ambiguous));
        }
        let account = row.account.ok_or(Error::Refused(AccountRefusal::Unknown))?;
        Ok((account, row.verifier.map(|(_, since)| since)))
    }
}

#[cfg(test)]
mod tests;
