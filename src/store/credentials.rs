//! What proves a person: one row a kind, the verifier sealed.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::values;

/// The kind of a password's row.
pub const PASSWORD: &str = "password";

const FIND: &str = "SELECT verifier, changed_at FROM credentials
    WHERE account_id = $1 AND kind = $2";
const SET: &str = "INSERT INTO credentials (account_id, kind, verifier, changed_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (account_id, kind) DO UPDATE SET verifier = excluded.verifier,
    changed_at = excluded.changed_at";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, SET];

/// The sealed verifier of this kind, and since when it is that one.
pub async fn find_credential(
    db: &Database,
    account: &AccountId,
    kind: &str,
) -> Result<Option<(Vec<u8>, Timestamp)>, StoreError> {
    let row = db.fetch_optional(FIND, values![account, kind]).await?;
    row.map(|row| Ok((row.bytes("verifier")?, row.moment("changed_at")?))).transpose()
}

/// Sets or changes the verifier of this kind.
pub fn set_credential(
    batch: &mut Batch,
    account: &AccountId,
    kind: &str,
    verifier: &[u8],
    now: Timestamp,
) -> usize {
    batch.push(SET, values![account, kind, verifier, now])
}
