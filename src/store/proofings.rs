//! Evidence that was shown for an account: the record behind its level.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::account::Channel;
use crate::domain::assurance::Ial;
use crate::domain::id::{AccountId, ProofingId};
use crate::domain::time::Timestamp;
use crate::values;

const INSERT: &str = "INSERT INTO proofings (id, account_id, channel, ial, proven_at, valid_to,
    detail) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST: &str = "SELECT id, account_id, channel, ial, proven_at, valid_to, detail
    FROM proofings WHERE account_id = $1 ORDER BY id";

/// The texts of this file.
pub const ALL: &[&str] = &[INSERT, LIST];

/// One proofing.
#[derive(Clone, Debug)]
pub struct ProofingRow {
    /// Its name.
    pub id: ProofingId,
    /// Whose.
    pub account: AccountId,
    /// Which way it came.
    pub channel: Channel,
    /// What it gave.
    pub ial: Ial,
    /// When.
    pub proven_at: Timestamp,
    /// The moment it stops counting, if it ends.
    pub valid_to: Option<Timestamp>,
    /// What was shown, sealed.
    pub detail: Vec<u8>,
}

/// Records a proofing.
pub fn insert_proofing(batch: &mut Batch, proofing: &ProofingRow) -> usize {
    let parameters = values![
        &proofing.id,
        &proofing.account,
        proofing.channel.as_str(),
        proofing.ial.as_str(),
        proofing.proven_at,
        proofing.valid_to,
        &proofing.detail,
    ];
    batch.push(INSERT, parameters)
}

/// All that was shown for an account, oldest first.
pub async fn list_proofings(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<ProofingRow>, StoreError> {
    db.fetch_all(LIST, values![account]).await?.iter().map(proofing).collect()
}

fn proofing(row: &Row) -> Result<ProofingRow, StoreError> {
    Ok(ProofingRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        channel: row.parsed("channel", Channel::parse)?,
        ial: row.parsed("ial", Ial::parse)?,
        proven_at: row.moment("proven_at")?,
        valid_to: row.optional_moment("valid_to")?,
        detail: row.bytes("detail")?,
    })
}
