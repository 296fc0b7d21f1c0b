//! The key sets that clients publish, as they were last fetched: one row a client, shared by all
//! processes. Who is to fetch is decided here as well, so that a client is asked once by all of them.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::time::Timestamp;
use crate::values;

const FIND: &str = "SELECT document, fetched_at, fresh_until, tried_at FROM remote_keys
    WHERE client_id = $1 AND url = $2";
/// What was fetched from another address is none of this one's keys.
const TURN: &str = "INSERT INTO remote_keys (client_id, url, document, fetched_at, fresh_until, tried_at)
    VALUES ($1, $2, '', 0, 0, $3) ON CONFLICT (client_id) DO UPDATE SET tried_at = excluded.tried_at,
    document = CASE WHEN remote_keys.url = excluded.url THEN remote_keys.document ELSE '' END,
    fetched_at = CASE WHEN remote_keys.url = excluded.url THEN remote_keys.fetched_at ELSE 0 END,
    fresh_until = CASE WHEN remote_keys.url = excluded.url THEN remote_keys.fresh_until ELSE 0 END,
    url = excluded.url
    WHERE remote_keys.tried_at <= $4 OR remote_keys.url <> excluded.url";
const KEEP: &str = "UPDATE remote_keys SET document = $3, fetched_at = $4, fresh_until = $5
    WHERE client_id = $1 AND url = $2";
const FORGET: &str = "DELETE FROM remote_keys WHERE client_id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, TURN, KEEP, FORGET];

/// A key set as it was fetched.
#[derive(Clone, Debug)]
pub struct RemoteKeysRow {
    /// The JWK Set, if one was ever fetched.
    pub document: Option<String>,
    /// When.
    pub fetched_at: Timestamp,
    /// Until when it need not be fetched again.
    pub fresh_until: Timestamp,
    /// When somebody last set out to fetch it.
    pub tried_at: Timestamp,
}

/// What was fetched for this client from this address.
pub async fn find_remote_keys(
    db: &Database,
    client: &ClientId,
    url: &RegisteredUrl,
) -> Result<Option<RemoteKeysRow>, StoreError> {
    db.fetch_optional(FIND, values![client, url.as_str()]).await?.as_ref().map(keys).transpose()
}

/// Takes the turn to fetch: of all that ask one does, if nobody did after `not_since`.
pub fn take_turn(
    batch: &mut Batch,
    (client, url): (&ClientId, &RegisteredUrl),
    not_since: Timestamp,
    now: Timestamp,
) -> usize {
    batch.push(TURN, values![client, url.as_str(), now, not_since])
}

/// Keeps what was fetched.
pub fn keep_remote_keys(
    batch: &mut Batch,
    (client, url): (&ClientId, &RegisteredUrl),
    document: &str,
    (fetched_at, fresh_until): (Timestamp, Timestamp),
) -> usize {
    batch.push(KEEP, values![client, url.as_str(), document, fetched_at, fresh_until])
}

/// Forgets what was fetched for a client that is no more.
pub fn forget_remote_keys(batch: &mut Batch, client: &ClientId) -> usize {
    batch.push(FORGET, values![client])
}

fn keys(row: &Row) -> Result<RemoteKeysRow, StoreError> {
    Ok(RemoteKeysRow {
        document: Some(row.text("document")?).filter(|text| !text.is_empty()),
        fetched_at: row.moment("fetched_at")?,
        fresh_until: row.moment("fresh_until")?,
        tried_at: row.moment("tried_at")?,
    })
}
