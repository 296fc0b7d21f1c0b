//! Browsers bound to accounts. An account has at most one that is active, and a browser serves one
//! account; the table itself says so. A browser that another account took is ceded: still the last
//! that its former account was at, so that coming back to it is no move.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::{AccountId, DeviceId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const FIND_ACTIVE: &str = "SELECT id, account_id, digest, label, browser_id, bound_at,
    retired_at FROM devices WHERE account_id = $1 AND retired_at IS NULL";
const LIST: &str = "SELECT id, account_id, digest, label, browser_id, bound_at,
    retired_at FROM devices WHERE account_id = $1 ORDER BY id DESC LIMIT 50";
const FIND_SHOWN: &str = "SELECT s.account_id, s.digest, s.browser_id,
    EXISTS (SELECT 1 FROM devices o WHERE o.account_id = $2 AND o.retired_at IS NULL
    AND o.browser_id = s.browser_id) AS is_former, t.account_id AS served
    FROM devices s LEFT JOIN devices t ON t.browser_id = s.browser_id AND t.account_id <> $2
    AND t.retired_at IS NULL AND t.ceded_at IS NULL WHERE s.id = $1";
const FIND_IN_USE: &str =
    "SELECT account_id, digest FROM devices WHERE id = $1 AND retired_at IS NULL";
const BIND: &str = "INSERT INTO devices (id, account_id, digest, label, browser_id, bound_at)
    VALUES ($1, $2, $3, $4, $5, $6)";
const CEDE: &str = "UPDATE devices SET ceded_at = $3 WHERE browser_id = $1 AND account_id = $2
    AND retired_at IS NULL AND ceded_at IS NULL";
const RETURN: &str = "UPDATE devices SET retired_at = $3
    WHERE account_id = $1 AND browser_id = $2 AND retired_at IS NULL";
const RETIRE: &str = "UPDATE devices SET retired_at = $2
    WHERE account_id = $1 AND retired_at IS NULL RETURNING id";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND_ACTIVE, LIST, FIND_SHOWN, FIND_IN_USE, BIND, CEDE, RETURN, RETIRE];

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
    /// The first device that was bound in the same browser, perhaps to another account.
    pub browser: DeviceId,
    /// When it was bound.
    pub bound_at: Timestamp,
    /// When another took its place.
    pub retired_at: Option<Timestamp>,
}

/// A device whose handle a browser shows.
#[derive(Clone, Debug)]
pub struct ShownDevice {
    /// Whose it is or was.
    pub account: AccountId,
    /// What the shown handle's digest must be.
    pub digest: Digest,
    /// The browser it stands for.
    pub browser: DeviceId,
    /// Whether the account that asks was last at this browser, too.
    pub is_former: bool,
    /// The other account that the browser serves now, if it serves one.
    pub served: Option<AccountId>,
}

/// The account's last device, unless it was retired.
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

/// What is known of a device that a browser shows while somebody else's account signs in.
pub async fn find_shown_device(
    db: &Database,
    id: &DeviceId,
    account: &AccountId,
) -> Result<Option<ShownDevice>, StoreError> {
    let row = db.fetch_optional(FIND_SHOWN, values![id, account]).await?;
    let read = |row: &Row| {
        Ok(ShownDevice {
            account: row.id("account_id")?,
            digest: row.digest("digest")?,
            browser: row.id("browser_id")?,
            is_former: row.flag("is_former")?,
            served: row.optional_id("served")?,
        })
    };
    row.as_ref().map(read).transpose()
}

/// Whose device this is, and what its handle's digest must be; nothing if it was retired.
pub async fn find_device_in_use(
    db: &Database,
    id: &DeviceId,
) -> Result<Option<(AccountId, Digest)>, StoreError> {
    let row = db.fetch_optional(FIND_IN_USE, values![id]).await?;
    row.map(|row| Ok((row.id("account_id")?, row.digest("digest")?))).transpose()
}

/// Binds a device. If one is active already, the batch is refused: retire it first, in the same one.
pub fn bind_device(batch: &mut Batch, device: &DeviceRow) -> usize {
    let DeviceRow { id, account, digest, label, browser, bound_at, .. } = device;
    batch.push(BIND, values![id, account, digest, label, browser, *bound_at])
}

/// Takes the browser from the account that it serves. Refused if it serves that one no longer.
pub fn cede_device(
    batch: &mut Batch,
    browser: &DeviceId,
    served: &AccountId,
    now: Timestamp,
) -> usize {
    batch.must(CEDE, values![browser, served, now])
}

/// Retires the account's device of this browser, to which it comes back. Refused if the account
/// moved elsewhere meanwhile.
pub fn return_to_device(
    batch: &mut Batch,
    account: &AccountId,
    browser: &DeviceId,
    now: Timestamp,
) -> usize {
    batch.must(RETURN, values![account, browser, now])
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
        browser: row.id("browser_id")?,
        bound_at: row.moment("bound_at")?,
        retired_at: row.optional_moment("retired_at")?,
    })
}
