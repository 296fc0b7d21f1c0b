//! The one writer of `SQLite`: it takes all batches that wait, runs each inside a savepoint, commits
//! once, and answers all. With 32 waiting that is about 18 times as many durable batches a second as
//! a commit each (`performance.md`), with the same durability.

use std::sync::{Arc, mpsc};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::statement::{is_conflict, run, trouble};
use crate::store::batch::{Action, Batch, Outcome, Walk};
use crate::store::chain::{Chain, INSERT_EVENT};
use crate::store::database::counters::Counters;
use crate::store::error::{StoreError, Trouble};

/// A commit is shared by at most so many, so that nobody waits for a very long one.
const SHARED_BY: usize = 256;
const CHAIN_NAME: &str = "SELECT lower(hex(randomblob(16))) AS name";

/// What the writer is told.
pub(super) enum Order {
    /// A batch, and where its answer goes.
    Commit(Batch, Answer),
    /// To end. Orders are taken as they came, so that all that were given before stand by then.
    End(oneshot::Sender<()>),
}

/// Where the answer to a batch goes.
pub(super) type Answer = oneshot::Sender<Result<Outcome, StoreError>>;

/// Starts the writer's thread. It ends when it is told to, or when the last sender is gone.
pub(super) fn start(
    connection: Connection,
    counters: Arc<Counters>,
    room: usize,
) -> Result<mpsc::SyncSender<Order>, StoreError> {
    let (orders, waiting) = mpsc::sync_channel::<Order>(room);
    let mut writer = Writer { connection, chain: None, counters };
    let work = move || {
        while let Ok(first) = waiting.recv() {
            let mut group = Vec::new();
            let mut ended = None;
            for order in std::iter::once(first).chain(waiting.try_iter()) {
                match order {
                    Order::Commit(batch, answer) => group.push((batch, answer)),
                    Order::End(answer) => ended = Some(answer),
                }
                if ended.is_some() || group.len() >= SHARED_BY {
                    break;
                }
            }
            if !group.is_empty() {
                writer.serve(group);
            }
            if let Some(answer) = ended {
                // The file is closed before anybody hears of it.
                drop(writer);
                let _ = answer.send(());
                return;
            }
        }
    };
    let thread = std::thread::Builder::new().name("store writer".into()).spawn(work);
    thread.map(|_| orders).map_err(|_| StoreError::Unavailable(Trouble::Storage))
}

struct Writer {
    connection: Connection,
    /// Begun with the first event; dropped whenever its head may differ from the table.
    chain: Option<Chain>,
    counters: Arc<Counters>,
}

/// How one batch of a group went.
enum Fate {
    /// It stands or was undone by itself; the rest of the group goes on.
    Settled(Result<Outcome, StoreError>),
    /// The whole transaction is lost with it.
    AllLost(StoreError),
}

impl Writer {
    fn serve(&mut self, group: Vec<(Batch, Answer)>) {
        let (batches, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let results = self.transaction(&batches);
        for (answer, result) in answers.into_iter().zip(results) {
            // Whoever asked may have gone away; the batch stands all the same.
            let _ = answer.send(result);
        }
    }

    /// One transaction for all; as many answers as batches.
    fn transaction(&mut self, batches: &[Batch]) -> Vec<Result<Outcome, StoreError>> {
        if let Err(error) = self.control("BEGIN IMMEDIATE") {
            return all_fail(batches.len(), &error);
        }
        let mut results = Vec::with_capacity(batches.len());
        for batch in batches {
            match self.within_savepoint(batch) {
                Fate::Settled(result) => results.push(result),
                Fate::AllLost(error) => {
                    self.give_up();
                    return all_fail(batches.len(), &error);
                }
            }
        }
        if let Err(error) = self.control("COMMIT") {
            let busy = matches!(error, StoreError::Unavailable(Trouble::Busy));
            let unknown = StoreError::Unavailable(Trouble::OutcomeUnknown);
            self.give_up();
            return all_fail(batches.len(), if busy { &error } else { &unknown });
        }
        self.counters.synced();
        let done = results.iter().filter(|r| matches!(r, Ok(Outcome::Done(_)))).count();
        (0..done).for_each(|_| self.counters.committed());
        results
    }

    fn within_savepoint(&mut self, batch: &Batch) -> Fate {
        let head = self.chain.clone();
        if let Err(error) = self.control("SAVEPOINT batch") {
            return Fate::AllLost(error);
        }
        let result = self.run(batch);
        // On a full disk and the like SQLite itself rolls everything back.
        if self.connection.is_autocommit() {
            return Fate::AllLost(StoreError::Unavailable(Trouble::Storage));
        }
        let undone = match result {
            Ok(Outcome::Done(_)) => Ok(()),
            _ => self.control("ROLLBACK TO batch").inspect(|()| self.chain = head),
        };
        match undone.and_then(|()| self.control("RELEASE batch")) {
            Ok(()) => Fate::Settled(result),
            Err(error) => Fate::AllLost(error),
        }
    }

    fn run(&mut self, batch: &Batch) -> Result<Outcome, StoreError> {
        let mut walk = Walk::through(batch);
        while let Some(action) = walk.step() {
            let (sql, touched) = match action {
                Action::Statement { sql, parameters } => {
                    (*sql, run(&self.connection, sql, parameters))
                }
                Action::Event(event) => {
                    let parameters = self.chain()?.append(event);
                    (INSERT_EVENT, run(&self.connection, INSERT_EVENT, &parameters))
                }
            };
            let touched = match touched {
                Ok(touched) => touched,
                Err(error) if is_conflict(&error) => return Ok(Outcome::Refused(walk.place())),
                Err(error) => return Err(trouble(&error, sql)),
            };
            self.counters.ran(sql, touched.count);
            let place = walk.place();
            if !walk.take(touched) {
                return Ok(Outcome::Refused(place));
            }
        }
        Ok(Outcome::Done(walk.finish()))
    }

    fn chain(&mut self) -> Result<&mut Chain, StoreError> {
        if self.chain.is_none() {
            let named = run(&self.connection, CHAIN_NAME, &[]);
            let row = named.map_err(|e| trouble(&e, CHAIN_NAME))?.rows.into_iter().next();
            let name = row.map(|r| r.text("name")).transpose()?.unwrap_or_default();
            self.chain = Some(Chain::begin(name));
        }
        self.chain.as_mut().ok_or(StoreError::Unavailable(Trouble::Storage))
    }

    /// Rolls back whatever is open; the chain's head is no longer sure.
    fn give_up(&mut self) {
        self.chain = None;
        if !self.connection.is_autocommit() {
            let _ = self.control("ROLLBACK");
        }
    }

    fn control(&self, sql: &'static str) -> Result<(), StoreError> {
        run(&self.connection, sql, &[]).map(drop).map_err(|e| trouble(&e, sql))
    }
}

fn all_fail(count: usize, error: &StoreError) -> Vec<Result<Outcome, StoreError>> {
    let trouble = match error {
        StoreError::Unavailable(trouble) => *trouble,
        _ => Trouble::Storage,
    };
    (0..count).map(|_| Err(StoreError::Unavailable(trouble))).collect()
}
