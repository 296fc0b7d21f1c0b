//! What proves a person: one row a kind, the verifier sealed.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::values;

/// The kind of a password's row.
pub const PASSWORD: &str = "password";

/// Whether the account can sign in by something better than a password, as a column; the argument names
/// the account.
macro_rules! stronger_column {
    ($account:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM credentials k WHERE k.account_id = ",
            $account,
            " AND k.kind IN ('passkey', 'certificate')) AS stronger_beside"
        )
    };
}
pub(super) use stronger_column;

const FIND: &str = "SELECT verifier, changed_at FROM credentials
    WHERE account_id = $1 AND kind = $2";
const SET: &str = "INSERT INTO credentials (account_id, kind, verifier, changed_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (account_id, kind) DO UPDATE SET verifier = excluded.verifier,
    changed_at = excluded.changed_at";
const CHANGE: &str = "UPDATE credentials SET verifier = $4, changed_at = $5
    WHERE account_id = $1 AND kind = $2 AND verifier = $3";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, SET, CHANGE];

/// The sealed verifier of this kind, and since when it is that one.
pub async fn find_credential(
    db: &Database,
    account: &AccountId,
    kind: &str,
) -> Result<Option<(Vec<u8>, Timestamp)>, StoreError> {
    let row = db.fetch_optional(FIND, values![account, kind]).await?;
    row.map(|row| Ok((row.bytes("verifier")?, row.moment("changed_at")?))).transpose()
}

/// Sets the verifier of this kind, whatever it was.
pub fn set_credential(
    batch: &mut Batch,
    account: &AccountId,
    kind: &str,
    verifier: &[u8],
    now: Timestamp,
) -> usize {
    batch.push(SET, values![account, kind, verifier, now])
}

/// Puts another verifier in the place of the one that was judged. Of two changes at once, one is refused.
pub fn change_credential(
    batch: &mut Batch,
    (account, kind): (&AccountId, &str),
    (judged, verifier): (&[u8], &[u8]),
    now: Timestamp,
) -> usize {
    batch.must(CHANGE, values![account, kind, judged, verifier, now])
}
