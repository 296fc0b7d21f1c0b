//! The pictures of clients, drawn anew from what they publish (`logo_uri`): one row a client, shared by all
//! processes. Who is to fetch is decided here as well, so that a client is asked once by all of them.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::time::Timestamp;
use crate::values;

const FIND: &str =
    "SELECT url, picture, fetched_at, tried_at FROM client_logos WHERE client_id = $1";
/// What was fetched from another address is no picture of this one.
const TURN: &str = "INSERT INTO client_logos (client_id, url, picture, fetched_at, tried_at)
    VALUES ($1, $2, $5, 0, $3) ON CONFLICT (client_id) DO UPDATE SET tried_at = excluded.tried_at,
    picture = CASE WHEN client_logos.url = excluded.url THEN client_logos.picture ELSE excluded.picture END,
    fetched_at = CASE WHEN client_logos.url = excluded.url THEN client_logos.fetched_at ELSE 0 END,
    url = excluded.url
    WHERE client_logos.tried_at <= $4 OR client_logos.url <> excluded.url";
const KEEP: &str = "UPDATE client_logos SET picture = $3, fetched_at = $4
    WHERE client_id = $1 AND url = $2";
const FORGET: &str = "DELETE FROM client_logos WHERE client_id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, TURN, KEEP, FORGET];

/// A picture as it was drawn.
#[derive(Clone, Debug)]
pub struct LogoRow {
    /// Of what.
    pub url: String,
    /// The drawing, if one was ever made.
    pub picture: Option<Vec<u8>>,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// When somebody last set out to fetch it.
    pub tried_at: Timestamp,
}

/// The picture of this client.
pub async fn find_logo(db: &Database, client: &ClientId) -> Result<Option<LogoRow>, StoreError> {
    db.fetch_optional(FIND, values![client]).await?.as_ref().map(logo).transpose()
}

/// Takes the turn to fetch: of all that ask one does, if nobody did after `not_since`.
pub fn take_logo_turn(
    batch: &mut Batch,
    (client, url): (&ClientId, &RegisteredUrl),
    not_since: Timestamp,
    now: Timestamp,
) -> usize {
    batch.push(TURN, values![client, url.as_str(), now, not_since, Vec::<u8>::new()])
}

/// Keeps what was drawn.
pub fn keep_logo(
    batch: &mut Batch,
    (client, url): (&ClientId, &RegisteredUrl),
    picture: &[u8],
    now: Timestamp,
) -> usize {
    batch.push(KEEP, values![client, url.as_str(), picture, now])
}

/// Forgets the picture of a client that is no more.
pub fn forget_logo(batch: &mut Batch, client: &ClientId) -> usize {
    batch.push(FORGET, values![client])
}

fn logo(row: &Row) -> Result<LogoRow, StoreError> {
    Ok(LogoRow {
        url: row.text("url")?,
        picture: Some(row.bytes("picture")?).filter(|bytes| !bytes.is_empty()),
        fetched_at: row.moment("fetched_at")?,
        tried_at: row.moment("tried_at")?,
    })
}
