//! One database, whichever it is. This file and those beside it are the only ones that know there
//! are two (decision 0001): `SQLite` with one writer that shares its commits, and `PostgreSQL`.

mod counters;
mod postgres;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;

use self::counters::Counters;
pub use self::counters::Counts;
use super::batch::{Batch, Finished, Outcome};
use super::error::{StoreError, Trouble};
use super::row::{Row, Value};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

/// Where the rows live.
#[derive(Clone, Debug)]
pub enum DatabaseSettings {
    /// A file of our own; it is made if it is missing, readable by its owner only.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// A server, shared by any number of our processes.
    Postgres {
        /// `postgres://user:password@host/database`
        url: Secret,
        /// At most so many connections from this process.
        connections: u32,
    },
}

/// A database that was opened. Cloning it is cheap and shares everything.
#[derive(Clone)]
pub struct Database {
    engine: Arc<Engine>,
    counters: Arc<Counters>,
    news: Arc<Notify>,
}

/// Held by a process as long as it serves a database: of processes that would break one another by
/// serving the same one, all but the first are refused. It ends with the process, however that ends.
pub struct Claim {
    _held: Option<sqlite::Claim>,
}

impl Claim {
    /// Claims the database for this process. Whoever only brings something to it needs no claim.
    pub fn on(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let held = match settings {
            DatabaseSettings::Sqlite { path } => Some(sqlite::Claim::on(path)?),
            DatabaseSettings::Postgres { .. } => None,
        };
        Ok(Self { _held: held })
    }
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(Arc<postgres::Postgres>),
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self.engine {
            Engine::Sqlite(_) => "Database(SQLite)",
            Engine::Postgres(_) => "Database(PostgreSQL)",
        })
    }
}

impl Database {
    /// Opens the database, or says why it cannot serve us. Tables are made by
    /// [`migrate`](super::migrate::migrate).
    pub async fn open(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let counters = Arc::new(Counters::default());
        let engine = match settings {
            DatabaseSettings::Sqlite { path } => {
                Engine::Sqlite(sqlite::Sqlite::open(path, Arc::clone(&counters))?)
            }
            DatabaseSettings::Postgres { url, connections } => {
                Engine::Postgres(Arc::new(postgres::Postgres::open(url, *connections).await?))
            }
        };
        Ok(Self { engine: Arc::new(engine), counters, news: Arc::default() })
    }

    /// Opens what is there to be read; nothing where there is none yet. Whatever would change it or its
    /// file is refused.
    pub async fn look(settings: &DatabaseSettings) -> Result<Option<Self>, StoreError> {
        let DatabaseSettings::Sqlite { path } = settings else {
            return Self::open(settings).await.map(Some);
        };
        let engine = sqlite::Sqlite::look(path)?.map(Engine::Sqlite).map(Arc::new);
        Ok(engine.map(|engine| Self { engine, counters: Arc::default(), news: Arc::default() }))
    }

    /// Whether there is a table of this name, before anything is asked of it.
    pub async fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        let sql = match *self.engine {
            Engine::Sqlite(_) => {
                "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name = $1"
            }
            Engine::Postgres(_) => {
                "SELECT CAST('' AS text) AS found WHERE to_regclass($1) IS NOT NULL"
            }
        };
        Ok(self.fetch_optional(sql, vec![Value::Text(Some(name.to_owned()))]).await?.is_some())
    }

    /// The first row that the statement finds.
    pub async fn fetch_optional(
        &self,
        sql: &'static str,
        parameters: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(sql, parameters).await?.into_iter().next())
    }

    /// All rows that the statement finds. It must not change anything.
    pub async fn fetch_all(
        &self,
        sql: &'static str,
        parameters: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.counters.called();
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.fetch(sql, &parameters),
            Engine::Postgres(postgres) => postgres.fetch(sql, &parameters).await,
        }
    }

    /// Runs a batch as one transaction; when this returns [`Outcome::Done`], it is durable.
    /// If the caller goes away meanwhile, the batch may still be committed, whole or not at all. One
    /// without statements costs nothing.
    pub async fn commit(&self, batch: Batch) -> Result<Outcome, StoreError> {
        if batch.is_empty() {
            return Ok(Outcome::Done(Finished::default()));
        }
        let is_news = batch.is_news();
        let outcome = match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.commit(batch).await,
            Engine::Postgres(postgres) => postgres.commit(batch, &self.counters).await,
        };
        if is_news {
            self.tell_news();
        }
        outcome
    }

    /// Comes back when a batch was committed by this process that brings news, or was a moment ago.
    pub async fn news(&self) {
        self.news.notified().await;
    }

    /// Says that there may be news.
    pub fn tell_news(&self) {
        self.news.notify_one();
    }

    /// What time the database has. It shows that the database answers, and a process whose clock is
    /// far from it is not ready (`decisions.md` §8).
    pub async fn moment(&self) -> Result<Timestamp, StoreError> {
        let sql = match *self.engine {
            Engine::Sqlite(_) => "SELECT CAST(strftime('%s', 'now') AS bigint) AS at",
            Engine::Postgres(_) => {
                "SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS bigint) AS at"
            }
        };
        let row = self.fetch_optional(sql, vec![]).await?;
        row.ok_or(StoreError::Unavailable(Trouble::Unreachable))?.moment("at")
    }

    /// Whether the database understands a text, without running it.
    pub async fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.prepare(sql),
            Engine::Postgres(postgres) => postgres.prepare(sql).await,
        }
    }

    /// Closes what writes: when this returns, every batch that was given before stands or was refused,
    /// also those that nobody waits for any more. A writer that hangs keeps nobody for ever.
    pub async fn close(&self) {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }

    /// What was done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counters.read()
    }
}
