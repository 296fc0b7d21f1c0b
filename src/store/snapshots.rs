//! What a register said about a person: fetched before consent, shown and released from here.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::values;

const LIST: &str = "SELECT account_id, source, body, as_of, fetched_at
    FROM snapshots WHERE account_id = $1 ORDER BY source";
const PUT: &str = "INSERT INTO snapshots (account_id, source, body, as_of, fetched_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (account_id, source) DO UPDATE SET body = excluded.body, as_of = excluded.as_of,
    fetched_at = excluded.fetched_at WHERE snapshots.fetched_at <= excluded.fetched_at";

/// The texts of this file.
pub const ALL: &[&str] = &[LIST, PUT];

/// One register's words.
#[derive(Clone, Debug)]
pub struct SnapshotRow {
    /// About whom.
    pub account: AccountId,
    /// Which register.
    pub source: String,
    /// What it said, sealed.
    pub body: Vec<u8>,
    /// Of when the register's own record is.
    pub as_of: Timestamp,
    /// When we asked.
    pub fetched_at: Timestamp,
}

/// All that is known about a person.
pub async fn list_snapshots(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<SnapshotRow>, StoreError> {
    db.fetch_all(LIST, values![account]).await?.iter().map(snapshot).collect()
}

/// Keeps what a register said, unless something newer is there.
pub fn put_snapshot(batch: &mut Batch, snapshot: &SnapshotRow) -> usize {
    let SnapshotRow { account, source, body, as_of, fetched_at } = snapshot;
    batch.push(PUT, values![account, source, body, *as_of, *fetched_at])
}

fn snapshot(row: &Row) -> Result<SnapshotRow, StoreError> {
    Ok(SnapshotRow {
        account: row.id("account_id")?,
        source: row.text("source")?,
        body: row.bytes("body")?,
        as_of: row.moment("as_of")?,
        fetched_at: row.moment("fetched_at")?,
    })
}
