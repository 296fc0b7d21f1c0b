//! Small facts about this installation, such as the check value of its root key.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::values;

const FIND: &str = "SELECT value FROM settings WHERE name = $1";
const PUT: &str = "INSERT INTO settings (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const PUT_ONCE: &str = "INSERT INTO settings (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO NOTHING";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, PUT, PUT_ONCE];

/// The value under this name.
pub async fn find_setting(db: &Database, name: &str) -> Result<Option<String>, StoreError> {
    db.fetch_optional(FIND, values![name]).await?.map(|row| row.text("value")).transpose()
}

/// Sets a value, whatever was there.
pub fn put_setting(batch: &mut Batch, name: &str, value: &str) -> usize {
    batch.push(PUT, values![name, value])
}

/// Sets a value unless there is one: of many processes that start at once, one sets it.
pub fn put_setting_once(batch: &mut Batch, name: &str, value: &str) -> usize {
    batch.push(PUT_ONCE, values![name, value])
}
