//! `SQLite`: readers on the caller's own thread, one writer behind a channel.
//!
//! A point select costs 3 to 10 µs, less than handing it to another thread (`performance.md`).

mod claim;
mod private_file;
mod statement;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

pub(super) use self::claim::Claim;
use self::private_file::{is_there, keep_private};
use self::statement::{run, trouble};
use self::writer::Order;
use super::counters::Counters;
use crate::store::batch::{Batch, Outcome};
use crate::store::error::{StoreError, Trouble};
use crate::store::row::{Row, Value};

/// Readers that are kept; more may be open at a moment, if more threads read at once.
const READERS_KEPT: usize = 8;
/// Every text of the house has room in each connection's cache.
const STATEMENTS_KEPT: usize = 256;
const BUSY: Duration = Duration::from_secs(5);
/// Batches that may wait for the writer; the next is told at once that it is busy.
const QUEUE: usize = 4096;
/// Whoever waits for the writer waits no longer: it may wait for the file twice before an answer.
const ANSWER: Duration = Duration::from_secs(11);
/// How long until the last order looks again for a place before the writer.
const NEXT_PLACE: Duration = Duration::from_millis(5);
/// How often a start asks for the write-ahead log while others make it.
const LOG_TRIES: usize = 100;

pub(super) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    orders: mpsc::SyncSender<Order>,
    patience: Duration,
    /// Only looked at: not even the kind of its log is changed.
    looked_at: bool,
}

impl Sqlite {
    pub(super) fn open(path: &Path, counters: Arc<Counters>) -> Result<Self, StoreError> {
        keep_private(path)?;
        let connection = connect(path).map_err(|e| unopened(path, &e))?;
        let orders = writer::start(connection, counters, QUEUE)?;
        Ok(Self::with(path, orders, ANSWER))
    }

    /// Opens what is there to be read and nothing more; nothing where there is no file.
    pub(super) fn look(path: &Path) -> Result<Option<Self>, StoreError> {
        if !is_there(path)? {
            return Ok(None);
        }
        // Nobody takes orders.
        let (orders, _) = mpsc::sync_channel(1);
        let sqlite = Self { looked_at: true, ..Self::with(path, orders, ANSWER) };
        sqlite.keep(look_at(path).map_err(|e| unopened(path, &e))?);
        Ok(Some(sqlite))
    }

    fn with(path: &Path, orders: mpsc::SyncSender<Order>, patience: Duration) -> Self {
        let readers = Mutex::default();
        Self { path: path.to_owned(), readers, orders, patience, looked_at: false }
    }

    pub(super) fn fetch(
        &self,
        sql: &'static str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let reader = self.reader()?;
        let result = run(&reader, sql, parameters).map(|touched| touched.rows);
        self.keep(reader);
        result.map_err(|e| trouble(&e, sql))
    }

    pub(super) async fn commit(&self, batch: Batch) -> Result<Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        let is_patient = batch.is_patient();
        self.orders.try_send(Order::Commit(batch, answer)).map_err(|refused| {
            StoreError::Unavailable(match refused {
                mpsc::TrySendError::Full(_) => Trouble::Busy,
                mpsc::TrySendError::Disconnected(_) => Trouble::Storage,
            })
        })?;
        // A batch that was handed over may still be committed when nobody waits for it any more.
        let answer = if is_patient {
            answered.await
        } else {
            let unknown = |_| StoreError::Unavailable(Trouble::OutcomeUnknown);
            timeout(self.patience, answered).await.map_err(unknown)?
        };
        answer.map_err(|_| StoreError::Unavailable(Trouble::Storage))?
    }

    /// Ends the writer, once all that was ordered before stands; later orders are refused. A writer that
    /// does not come to an end is waited for no longer than any other answer.
    pub(super) async fn close(&self) {
        let (answer, ended) = oneshot::channel();
        let end = async {
            let mut order = Order::End(answer);
            while let Err(refused) = self.orders.try_send(order) {
                let mpsc::TrySendError::Full(back) = refused else { return };
                order = back;
                sleep(NEXT_PLACE).await;
            }
            let _ = ended.await;
        };
        if timeout(self.patience, end).await.is_err() {
            tracing::warn!("the database's writer did not come to its end");
        }
    }

    pub(super) fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let result = reader.prepare(sql).map(drop);
        self.keep(reader);
        result.map_err(|e| trouble(&e, sql))
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = kept {
            return Ok(reader);
        }
        let open = || {
            if self.looked_at {
                return look_at(&self.path);
            }
            let reader = connect(&self.path)?;
            reader.pragma_update(None, "query_only", true)?;
            Ok(reader)
        };
        open().map_err(|e: rusqlite::Error| trouble(&e, "PRAGMA"))
    }

    fn keep(&self, reader: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }
}

/// Why the file could not be opened, by the name that the operator gave it.
fn unopened(path: &Path, error: &rusqlite::Error) -> StoreError {
    let path = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            StoreError::Unsuitable(format!("{path} or its folder cannot be written"))
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::Unsuitable(format!("{path} is no sound SQLite database"))
        }
        _ => trouble(error, "PRAGMA"),
    }
}

/// A connection that changes nothing. It may write all the same as far as `SQLite` is asked: else the
/// last of them would leave behind the log that it made to read. A log that was there before stays, too.
fn look_at(path: &Path) -> rusqlite::Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let connection = open(path)?;
    let had_log = Path::new(&log).exists();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, had_log)?;
    connection.pragma_update(None, "query_only", true)?;
    // SQLite reads no byte before it is asked for one, and whether it is a database shall be known.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path)?;
    keep_a_write_ahead_log(&connection)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    Ok(connection)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    // Each connection is used by one thread at a time; SQLite's own locks are not needed.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // The planner does not peek at bound values: with partial indexes it would else plan a prepared
    // statement anew at every call, a quarter of a token's CPU.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection)
}

/// Of several starts on a new file one makes the log. `SQLite` tells the others that it is busy
/// without waiting, lest two that read wait for each other; so each waits for its turn to write,
/// which does heed the time allowed, and asks again.
fn keep_a_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let ask = || connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
    for _ in 0..LOG_TRIES {
        match ask() {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
            }
            settled => return settled,
        }
    }
    ask()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(result: Result<Outcome, StoreError>) -> Trouble {
        match result {
            Err(StoreError::Unavailable(trouble)) => trouble,
            other => unreachable!("nobody writes, and still: {other:?}"),
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_for_a_writer_that_does_not_answer() {
        let (orders, waiting) = mpsc::sync_channel(2);
        let sqlite = Sqlite::with(Path::new("nowhere"), orders, Duration::from_millis(1));
        for _ in 0..2 {
            assert_eq!(trouble(sqlite.commit(Batch::new()).await), Trouble::OutcomeUnknown);
        }
        assert_eq!(trouble(sqlite.commit(Batch::new()).await), Trouble::Busy);
        // All places are taken, and then nobody takes the last order: neither keeps the process.
        sqlite.close().await;
        drop(waiting.recv());
        sqlite.close().await;
        drop(waiting);
        sqlite.close().await;
        assert_eq!(trouble(sqlite.commit(Batch::new()).await), Trouble::Storage);
    }
}
