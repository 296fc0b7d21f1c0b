//! Sign-outs that wait for a person's yes: a POST to `/end_session` reads no cookie.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::domain::id::LogoutRequestId;
use crate::domain::time::Timestamp;
use crate::values;

const FIND: &str = "SELECT request FROM logout_requests WHERE id = $1 AND expires_at > $2";
const INSERT: &str = "INSERT INTO logout_requests (id, request, created_at, expires_at)
    VALUES ($1, $2, $3, $4)";
const END: &str = "DELETE FROM logout_requests WHERE id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, INSERT, END];

/// The sealed request of this name, if its time is not over.
pub async fn find_logout_request(
    db: &Database,
    id: &LogoutRequestId,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = db.fetch_optional(FIND, values![id, now]).await?;
    row.map(|row| row.bytes("request")).transpose()
}

/// Keeps a request, sealed.
pub fn insert_logout_request(
    batch: &mut Batch,
    id: &LogoutRequestId,
    request: &[u8],
    expires_at: Timestamp,
    now: Timestamp,
) -> usize {
    batch.push(INSERT, values![id, request, now, expires_at])
}

/// Ends a request, once.
pub fn end_logout_request(batch: &mut Batch, id: &LogoutRequestId) -> usize {
    batch.must(END, values![id])
}
