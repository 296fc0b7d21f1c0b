//! One connection to `PostgreSQL`, which never waits for an answer without end: a server that was
//! stopped, or a network that swallows everything, closes no connection and would keep us for ever.

use std::io;
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor, SqlStr};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::statement;
use crate::store::batch::{Action, Touched};
use crate::store::chain::{Chain, INSERT_EVENT};
use crate::store::row::Value;

/// A little more than the server itself gives a statement: then it is not slow, it is silent.
const SILENCE: Duration = Duration::from_secs(3);
/// What a patient batch waits for: large tables are changed for minutes, never for so long.
const PATIENCE: Duration = Duration::from_hours(6);
const CHAIN_NAME: &str = "SELECT replace(CAST(gen_random_uuid() AS text), '-', '') AS name";

/// A connection with the head of its chain, begun with its first event. Unless it is given back it is
/// closed, and the server rolls back.
pub(super) struct Link {
    connection: PgConnection,
    pub(super) chain: Option<Chain>,
    /// Whether this transaction may take as long as it needs.
    pub(super) is_patient: bool,
    _room: OwnedSemaphorePermit,
}

impl Link {
    /// A connection that carried no event yet.
    pub(super) fn new(connection: PgConnection, room: OwnedSemaphorePermit) -> Self {
        Self { connection, chain: None, is_patient: false, _room: room }
    }

    /// Runs one statement.
    pub(super) async fn run(
        &mut self,
        sql: &'static str,
        parameters: &[Value],
    ) -> Result<Touched, sqlx::Error> {
        let time = self.time();
        in_time(time, statement::run(&mut self.connection, sql, parameters)).await
    }

    /// Begins or ends a transaction.
    pub(super) async fn control(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        let time = self.time();
        in_time(time, self.connection.execute(sql)).await.map(drop)
    }

    /// Lets the rest of this transaction take as long as it needs.
    pub(super) async fn be_patient(&mut self) -> Result<(), sqlx::Error> {
        self.control("SET LOCAL statement_timeout = 0").await?;
        self.is_patient = true;
        Ok(())
    }

    /// Waits until the server has said all that it was asked. That a statement failed whose answer
    /// nobody waits for is no fault of the connection.
    pub(super) async fn hear_out(&mut self) -> Result<(), sqlx::Error> {
        match in_time(SILENCE, self.connection.ping()).await {
            Err(error) if !statement::is_broken(&error) => {
                in_time(SILENCE, self.connection.ping()).await
            }
            heard => heard,
        }
    }

    fn time(&self) -> Duration {
        if self.is_patient { PATIENCE } else { SILENCE }
    }

    /// Has the server read a text without running it.
    pub(super) async fn prepare(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        in_time(SILENCE, self.connection.prepare(SqlStr::from_static(sql))).await.map(drop)
    }

    /// Takes one step of a batch; says which text it ran.
    pub(super) async fn act(
        &mut self,
        action: &Action,
    ) -> (&'static str, Result<Touched, sqlx::Error>) {
        match action {
            Action::Statement { sql, parameters } => (sql, self.run(sql, parameters).await),
            Action::Event(event) => {
                if self.chain.is_none() {
                    match self.run(CHAIN_NAME, &[]).await {
                        Ok(named) => {
                            let row = named.rows.into_iter().next();
                            let name = row.and_then(|r| r.text("name").ok()).unwrap_or_default();
                            self.chain = Some(Chain::begin(name));
                        }
                        Err(error) => return (CHAIN_NAME, Err(error)),
                    }
                }
                let parameters = self.chain.as_mut().map(|c| c.append(event)).unwrap_or_default();
                (INSERT_EVENT, self.run(INSERT_EVENT, &parameters).await)
            }
        }
    }
}

/// An answer that does not come in time is a connection that broke.
async fn in_time<T>(
    time: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let silent = || sqlx::Error::Io(io::ErrorKind::TimedOut.into());
    timeout(time, answer).await.unwrap_or_else(|_| Err(silent()))
}

/// Whether the connection broke because nothing came.
pub(super) fn is_silent(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(cause) if cause.kind() == io::ErrorKind::TimedOut)
}
