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
use crate::store::accounts::{AccountRow, next_generation, set_state};
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

/// What came of a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locked {
    /// It is locked now; so many sessions ended.
    Now {
        /// How many.
        sessions: u64,
    },
    /// It was locked already by the same.
    Before,
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

    /// Locks the account of this number: its state, the end of its sessions, the death of all that
    /// was issued, and the event are one transaction.
    pub async fn lock(
        &self,
        name: &LoginName,
        by: LockedBy,
    ) -> Result<Locked, Error<AccountRefusal>> {
        let now = self.ground.now();
        for _ in 0..TRIES {
            let (row, _) = self.find(name).await?;
            if matches!(row.state, AccountState::Locked { by: before, .. } if before == by) {
                return Ok(Locked::Before);
            }
            let mut batch = Batch::new();
            next_generation(&mut batch, &row.id, row.generation);
            set_state(&mut batch, &row.id, AccountState::Locked { since: now, by }, now);
            let ended = end_sessions(&mut batch, &row.id, None, EndedBy::Lock, now);
            let event = Event {
                kind: EventKind::AccountLocked,
                account: Some(row.id),
                client: None,
                detail: by.as_str().to_owned(),
            };
            let id = EventId::new(now, self.ground.chance());
            batch.event(EventRow { id, at: now, event });
            if let Outcome::Done(done) = self.ground.database.commit(batch).await? {
                return Ok(Locked::Now { sessions: done.touched(ended) });
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
