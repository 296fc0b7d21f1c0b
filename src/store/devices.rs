//! Browsers bound to accounts. An account has at most one that is active; the table itself says so.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::{AccountId, DeviceId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const FIND_ACTIVE: &str = "SELECT id, account_id, digest, label, bound_at, retired_at
    FROM devices WHERE account_id = $1 AND retired_at IS NULL";
const LIST: &str = "SELECT id, account_id, digest, label, bound_at, retired_at
    FROM devices WHERE account_id = $1 ORDER BY id DESC LIMIT 50";
const BIND: &str = "INSERT INTO devices (id, account_id, digest, label, bound_at)
    VALUES ($1, $2, $3, $4, $5)";
const RETIRE: &str = "UPDATE devices SET retired_at = $2
    WHERE account_id = $1 AND retired_at IS NULL RETURNING id";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND_ACTIVE, LIST, BIND, RETIRE];

/// A browser that is or was an account's device.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Its name; public half of its cookie.
    pub id: DeviceId,
    /// Whose.
    pub account: AccountId,
    /// What its cookie's digest must be.
    pub digest: Digest,
    /// What kind of browser it said it was.
    pub label: String,
    /// When it was bound.
    pub bound_at: Timestamp,
    /// When another took its place.
    pub retired_at: Option<Timestamp>,
}

/// The account's one active device.
pub async fn find_active_device(
    db: &Database,
    account: &AccountId,
) -> Result<Option<DeviceRow>, StoreError> {
    db.fetch_optional(FIND_ACTIVE, values![account]).await?.as_ref().map(device).transpose()
}

/// The account's devices, newest first.
pub async fn list_devices(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<DeviceRow>, StoreError> {
    db.fetch_all(LIST, values![account]).await?.iter().map(device).collect()
}

/// Binds a device. If one is active already, the batch is refused: retire it first, in the same one.
pub fn bind_device(batch: &mut Batch, device: &DeviceRow) -> usize {
    let DeviceRow { id, account, digest, label, bound_at, .. } = device;
    batch.push(BIND, values![id, account, digest, label, *bound_at])
}

/// Retires the active device, if there is one.
pub fn retire_device(batch: &mut Batch, account: &AccountId, now: Timestamp) -> usize {
    batch.push(RETIRE, values![account, now])
}

fn device(row: &Row) -> Result<DeviceRow, StoreError> {
    Ok(DeviceRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        digest: row.digest("digest")?,
        label: row.text("label")?,
        bound_at: row.moment("bound_at")?,
        retired_at: row.optional_moment("retired_at")?,
    })
}
