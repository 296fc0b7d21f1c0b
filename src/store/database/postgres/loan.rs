//! A connection that is lent for one read, and comes back also from a reader who goes away midway.

use super::link::Link;
use super::pool::Pool;
use crate::store::batch::Touched;
use crate::store::error::StoreError;
use crate::store::row::Value;

/// The connection, until it is given back or taken out to be closed.
pub(super) struct Loan<'p> {
    pool: &'p Pool,
    link: Option<Link>,
}

impl<'p> Loan<'p> {
    /// The first connection that is free.
    pub(super) async fn of(pool: &'p Pool) -> Result<Self, StoreError> {
        Ok(Self { link: Some(pool.lease().await?), pool })
    }

    /// Runs one statement.
    pub(super) async fn run(
        &mut self,
        sql: &'static str,
        parameters: &[Value],
    ) -> Result<Touched, sqlx::Error> {
        match &mut self.link {
            Some(link) => link.run(sql, parameters).await,
            None => Err(sqlx::Error::PoolClosed),
        }
    }

    /// The answer was heard.
    pub(super) fn give_back(mut self) {
        if let Some(link) = self.take() {
            self.pool.give_back(link);
        }
    }

    /// The connection itself, which is closed unless it is given back.
    pub(super) fn take(&mut self) -> Option<Link> {
        self.link.take()
    }
}

/// Whoever read went away. The server answers all the same, and the next one must not hear it.
impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if let Some(link) = self.take() {
            self.pool.hear_out(link);
        }
    }
}
