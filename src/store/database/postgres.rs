//! `PostgreSQL`: batches and reads over a small pool of connections.
//!
//! The pool is ours because the driver's asks the server after every use whether the connection is
//! still alive, a round trip a statement, and cannot keep a chain beside a connection.

mod link;
mod loan;
mod pool;
mod statement;

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::time::{sleep, timeout};

use self::link::{Link, is_silent};
use self::loan::Loan;
use self::pool::Pool;
use self::statement::{code, is_broken, is_conflict, trouble};
use super::counters::Counters;
use crate::domain::text::Secret;
use crate::store::batch::{Batch, Outcome, Walk};
use crate::store::chain::Chain;
use crate::store::error::{StoreError, Trouble};
use crate::store::row::{Row, Value};

const TRIES: u32 = 5;
/// Who closes waits no longer for what is under way.
const ENDING: Duration = Duration::from_secs(11);
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
            let mut loan = Loan::of(&self.pool).await?;
            let failure = match loan.run(sql, parameters).await {
                Ok(touched) => {
                    loan.give_back();
                    return Ok(touched.rows);
                }
                Err(error) => self.failure(&error, sql, loan.take()),
            };
            self.pause(&mut attempt, failure).await?;
        }
    }

    /// Whoever waits may go away at any moment, and a transaction that is left in its midst costs a
    /// connection; so each try is a task of its own, which ends what it began. It has its connection
    /// before it begins: who goes away while all are busy leaves nothing behind that waits for one.
    pub(super) async fn commit(
        self: &Arc<Self>,
        batch: Batch,
        counters: &Arc<Counters>,
    ) -> Result<Outcome, StoreError> {
        let batch = Arc::new(batch);
        let mut attempt = 0;
        loop {
            let link = self.pool.lease().await?;
            let us = (Arc::clone(self), Arc::clone(&batch), Arc::clone(counters));
            let work = async move { us.0.attempt(link, &us.1, &us.2).await };
            // No answer at all: the process is about to end.
            let unknown = |_| StoreError::Unavailable(Trouble::OutcomeUnknown);
            match self.pool.spawn(work).await.map_err(unknown)? {
                Ok(outcome) => return Ok(outcome),
                Err(failure) => self.pause(&mut attempt, failure).await?,
            }
        }
    }

    /// Waits until every batch that was given stands or was refused, but not for ever.
    pub(super) async fn close(&self) {
        if timeout(ENDING, self.pool.all_back()).await.is_err() {
            tracing::warn!("connections to the database did not come to their end");
        }
    }

    pub(super) async fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        let mut link = self.pool.lease().await?;
        match link.prepare(sql).await {
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
        if !single && let Err(error) = link.control("BEGIN").await {
            return Err(self.failure(&error, "BEGIN", Some(link)));
        }
        if batch.is_patient()
            && let Err(error) = link.be_patient().await
        {
            return Err(self.failure(&error, "SET LOCAL", Some(link)));
        }
        let head = link.chain.clone();
        while let Some(action) = walk.step() {
            let (sql, touched) = link.act(action).await;
            let touched = match touched {
                Ok(touched) => touched,
                Err(error) if is_conflict(&error) => {
                    return self.undo(link, head, single, Outcome::Refused(walk.place())).await;
                }
                Err(error) if single => return Err(self.undecided(&error, sql, link)),
                Err(error) => return Err(self.failure(&error, sql, Some(link))),
            };
            counters.ran(sql, touched.count);
            let place = walk.place();
            if !walk.take(touched) {
                return self.undo(link, head, single, Outcome::Refused(place)).await;
            }
        }
        if !single && let Err(error) = link.control("COMMIT").await {
            return Err(self.undecided(&error, "COMMIT", link));
        }
        self.pool.give_back(link);
        counters.committed();
        Ok(Outcome::Done(walk.finish()))
    }

    async fn undo(
        &self,
        mut link: Link,
        head: Option<Chain>,
        single: bool,
        outcome: Outcome,
    ) -> Result<Outcome, Failure> {
        if single || link.control("ROLLBACK").await.is_ok() {
            link.chain = head;
            self.pool.give_back(link);
        }
        Ok(outcome)
    }

    /// Judges an error at the words that decide. A connection that breaks there leaves the outcome,
    /// and so the head of the chain, unknown: the connection goes, and its chain with it.
    fn undecided(&self, error: &sqlx::Error, sql: &'static str, link: Link) -> Failure {
        let failure = self.failure(error, sql, Some(link));
        if is_broken(error) {
            return Failure::Final(StoreError::Unavailable(Trouble::OutcomeUnknown));
        }
        failure
    }

    /// Judges an error. The connection is closed, and if it broke, so are the idle ones: what
    /// ended one connection has most likely ended all. A server that was silent for so long already
    /// is not asked again on behalf of the same caller.
    fn failure(&self, error: &sqlx::Error, sql: &'static str, link: Option<Link>) -> Failure {
        drop(link);
        if is_broken(error) {
            self.pool.close_idle();
            let unreachable = StoreError::Unavailable(Trouble::Unreachable);
            return if is_silent(error) {
                Failure::Final(unreachable)
            } else {
                Failure::Again(Trouble::Unreachable)
            };
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
