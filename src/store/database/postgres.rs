//! `PostgreSQL`: batches and reads over a small pool of connections.
//!
//! The pool is ours because the driver's asks the server after every use whether the connection is
//! still alive, a round trip a statement, and cannot keep a chain beside a connection.

mod pool;
mod statement;

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor};
use tokio::time::sleep;

use self::pool::{Link, Pool};
use self::statement::{code, is_broken, is_conflict, run, trouble};
use super::counters::Counters;
use crate::domain::text::Secret;
use crate::store::batch::{Action, Batch, Outcome, Touched, Walk};
use crate::store::chain::{Chain, INSERT_EVENT};
use crate::store::error::{StoreError, Trouble};
use crate::store::row::{Row, Value};

const TRIES: u32 = 5;
const STATEMENTS_KEPT: usize = 256;
/// What the server shall hold us to. Notices of what is there already are no news.
const SESSION: [(&str, &str); 4] = [
    ("statement_timeout", "2000"),
    ("idle_in_transaction_session_timeout", "5000"),
    ("default_transaction_isolation", "read committed"),
    ("client_min_messages", "warning"),
];
const SUITABLE: &str = "SELECT datcollate IN ('C', 'POSIX') AND 'B' < 'a' AS sorted,
    pg_encoding_to_char(encoding) = 'UTF8' AS encoded
    FROM pg_database WHERE datname = current_database()";
const CHAIN_NAME: &str = "SELECT replace(CAST(gen_random_uuid() AS text), '-', '') AS name";

pub(super) struct Postgres {
    pool: Pool,
    turn: AtomicU64,
}

/// How an attempt failed.
enum Failure {
    /// Nothing was done; the same again may work.
    Again(Trouble),
    /// Trying again would not help.
    Final(StoreError),
}

impl Postgres {
    pub(super) async fn open(url: &Secret, connections: u32) -> Result<Self, StoreError> {
        // The driver's words about a wrong address may quote its password.
        let options = PgConnectOptions::from_str(url.expose())
            .map_err(|_| StoreError::Unsuitable("its address cannot be read".into()))?
            .options(SESSION)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .application_name("danh")
            .disable_statement_logging();
        let postgres = Self { pool: Pool::new(options, connections), turn: AtomicU64::new(0) };
        postgres.refuse_unsuitable().await?;
        Ok(postgres)
    }

    /// Ordered keys must sort alike on both databases: by their bytes.
    async fn refuse_unsuitable(&self) -> Result<(), StoreError> {
        let row = self.fetch(SUITABLE, &[]).await?.into_iter().next();
        let is = |column| row.as_ref().is_some_and(|r| r.flag(column).unwrap_or(false));
        match (is("sorted"), is("encoded")) {
            (true, true) => Ok(()),
            (false, _) => Err(StoreError::Unsuitable("its collation is not C".into())),
            (true, false) => Err(StoreError::Unsuitable("its encoding is not UTF8".into())),
        }
    }

    pub(super) async fn fetch(
        &self,
        sql: &'static str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let mut attempt = 0;
        loop {
            let mut link = self.pool.lease().await?;
            let failure = match run(&mut link.connection, sql, parameters).await {
                Ok(touched) => {
                    self.pool.give_back(link);
                    return Ok(touched.rows);
                }
                Err(error) => self.failure(&error, sql, link),
            };
            self.pause(&mut attempt, failure).await?;
        }
    }

    pub(super) async fn commit(
        &self,
        batch: &Batch,
        counters: &Counters,
    ) -> Result<Outcome, StoreError> {
        let mut attempt = 0;
        loop {
            let link = self.pool.lease().await?;
            match self.attempt(link, batch, counters).await {
                Ok(outcome) => {
                    if matches!(outcome, Outcome::Done(_)) {
                        counters.committed();
                    }
                    return Ok(outcome);
                }
                Err(failure) => self.pause(&mut attempt, failure).await?,
            }
        }
    }

    pub(super) async fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        let mut link = self.pool.lease().await?;
        let prepared = link.connection.prepare(sqlx::SqlStr::from_static(sql)).await;
        match prepared.map(drop) {
            Ok(()) => {
                self.pool.give_back(link);
                Ok(())
            }
            Err(error) => Err(trouble(&error, sql)),
        }
    }

    /// One try at a batch.
    async fn attempt(
        &self,
        mut link: Link,
        batch: &Batch,
        counters: &Counters,
    ) -> Result<Outcome, Failure> {
        let mut walk = Walk::through(batch);
        // One statement is a transaction by itself and saves two round trips.
        let single = walk.is_single();
        if !single && let Err(error) = link.connection.execute("BEGIN").await {
            return Err(self.failure(&error, "BEGIN", link));
        }
        let head = link.chain.clone();
        while let Some(action) = walk.step() {
            let (sql, touched) = link.act(action).await;
            let touched = match touched {
                Ok(touched) => touched,
                Err(error) if is_conflict(&error) => {
                    return self.undo(link, head, single, Outcome::Refused(walk.place())).await;
                }
                Err(error) if single && is_broken(&error) => {
                    return Err(Failure::Final(StoreError::Unavailable(Trouble::OutcomeUnknown)));
                }
                Err(error) => return Err(self.failure(&error, sql, link)),
            };
            counters.ran(sql, touched.count);
            let place = walk.place();
            if !walk.take(touched) {
                return self.undo(link, head, single, Outcome::Refused(place)).await;
            }
        }
        if !single && let Err(error) = link.connection.execute("COMMIT").await {
            // A broken connection leaves the outcome, and so the head of the chain, unknown:
            // the connection goes, and its chain with it.
            let unknown = StoreError::Unavailable(Trouble::OutcomeUnknown);
            let known = !is_broken(&error);
            return Err(if known {
                self.failure(&error, "COMMIT", link)
            } else {
                Failure::Final(unknown)
            });
        }
        self.pool.give_back(link);
        Ok(Outcome::Done(walk.finish()))
    }

    async fn undo(
        &self,
        mut link: Link,
        head: Option<Chain>,
        single: bool,
        outcome: Outcome,
    ) -> Result<Outcome, Failure> {
        if single || link.connection.execute("ROLLBACK").await.is_ok() {
            link.chain = head;
            self.pool.give_back(link);
        }
        Ok(outcome)
    }

    /// Judges an error. The connection is closed, and if it broke, so are the idle ones: what
    /// ended one connection has most likely ended all.
    fn failure(&self, error: &sqlx::Error, sql: &'static str, link: Link) -> Failure {
        drop(link);
        if is_broken(error) {
            self.pool.close_idle();
            return Failure::Again(Trouble::Unreachable);
        }
        match code(error).as_deref() {
            Some("40001" | "40P01") => Failure::Again(Trouble::Busy),
            _ => Failure::Final(trouble(error, sql)),
        }
    }

    /// Waits a little before the next try, or gives up.
    async fn pause(&self, attempt: &mut u32, failure: Failure) -> Result<(), StoreError> {
        let trouble = match failure {
            Failure::Final(error) => return Err(error),
            Failure::Again(trouble) => trouble,
        };
        *attempt += 1;
        if *attempt >= TRIES {
            return Err(StoreError::Unavailable(trouble));
        }
        // Spread by a counter: equal waits would meet again.
        let turn = self.turn.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let most = 5_u64 << *attempt;
        sleep(Duration::from_millis(5 + (turn >> 33) % most)).await;
        Ok(())
    }
}

impl Link {
    async fn act(&mut self, action: &Action) -> (&'static str, Result<Touched, sqlx::Error>) {
        match action {
            Action::Statement { sql, parameters } => {
                (sql, run(&mut self.connection, sql, parameters).await)
            }
            Action::Event(event) => {
                if self.chain.is_none() {
                    match run(&mut self.connection, CHAIN_NAME, &[]).await {
                        Ok(named) => {
                            let row = named.rows.into_iter().next();
                            let name = row.and_then(|r| r.text("name").ok()).unwrap_or_default();
                            self.chain = Some(Chain::begin(name));
                        }
                        Err(error) => return (CHAIN_NAME, Err(error)),
                    }
                }
                let parameters = self.chain.as_mut().map(|c| c.append(event)).unwrap_or_default();
                (INSERT_EVENT, run(&mut self.connection, INSERT_EVENT, &parameters).await)
            }
        }
    }
}
