//! Refresh tokens, access tokens that were revoked, and what clients prove themselves by once.

use super::accounts::account_columns;
use super::authorizations::{AuthorizationRow, authorization, authorization_columns};
use super::batch::Batch;
use super::client_ends::client_ends;
use super::database::Database;
use super::error::StoreError;
use crate::domain::client::ClientId;
use crate::domain::confirmation::Thumbprint;
use crate::domain::id::{AccessTokenId, AuthorizationId, RefreshTokenId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const FIND_REFRESH: &str = concat!(
    "SELECT r.id, r.client_id AS token_client, r.digest, r.created_at, r.expires_at, r.used_at,
    r.successor_id, r.key_thumbprint, ",
    authorization_columns!(),
    " FROM refresh_tokens r JOIN authorizations z ON z.id = r.authorization_id
    JOIN accounts a ON a.id = z.account_id
    LEFT JOIN sessions s ON s.id = z.session_id",
    client_ends!(),
    "WHERE r.id = $1"
);
const INSERT_REFRESH: &str = "INSERT INTO refresh_tokens
    (id, authorization_id, client_id, digest, key_thumbprint, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
/// What it came from may end while tokens are made.
macro_rules! still_lives {
    () => {
        " WHERE id = $1 AND digest = $2 AND used_at IS NULL AND expires_at > $3
        AND EXISTS (SELECT 1 FROM authorizations z JOIN accounts a ON a.id = z.account_id
            WHERE z.id = refresh_tokens.authorization_id AND z.revoked_at IS NULL
            AND a.state = 'active' AND a.generation = z.generation
            AND NOT EXISTS (SELECT 1 FROM client_ends e WHERE e.client_id = z.client_id
                AND e.ended_at >= z.created_at))"
    };
}
const ROTATE: &str = concat!(
    "UPDATE refresh_tokens SET used_at = $3, successor_id = $4",
    still_lives!(),
    " RETURNING id"
);
const SLIDE: &str = concat!("UPDATE refresh_tokens SET expires_at = $4", still_lives!());
const REVOKE_ACCESS: &str = "INSERT INTO revoked_tokens (id, expires_at) VALUES ($1, $2)
    ON CONFLICT (id) DO NOTHING";
const REVOKED: &str = "SELECT id FROM revoked_tokens WHERE id = $1";
const USE_ONCE: &str = "INSERT INTO assertions (key, expires_at) VALUES ($1, $2)
    ON CONFLICT (key) DO NOTHING";

/// The texts of this file.
pub const ALL: &[&str] =
    &[FIND_REFRESH, INSERT_REFRESH, ROTATE, SLIDE, REVOKE_ACCESS, REVOKED, USE_ONCE];

/// A refresh token.
#[derive(Clone, Debug)]
pub struct RefreshTokenRow {
    /// Its name; public half of its handle.
    pub id: RefreshTokenId,
    /// What it came from.
    pub authorization: AuthorizationId,
    /// To whom it was given.
    pub client: ClientId,
    /// What its secret's digest must be.
    pub digest: Digest,
    /// Who alone may use it, if it is bound to a key.
    pub key: Option<Thumbprint>,
    /// When it was given.
    pub created_at: Timestamp,
    /// From then on it is refused.
    pub expires_at: Timestamp,
    /// When it was exchanged for another, and for which.
    pub rotated: Option<(Timestamp, RefreshTokenId)>,
}

/// A refresh token with what it came from.
pub async fn find_refresh_token(
    db: &Database,
    id: &RefreshTokenId,
) -> Result<Option<(RefreshTokenRow, AuthorizationRow)>, StoreError> {
    let Some(row) = db.fetch_optional(FIND_REFRESH, values![id]).await? else {
        return Ok(None);
    };
    let token = RefreshTokenRow {
        id: row.id("id")?,
        authorization: row.id("authorization_id")?,
        client: row.parsed("token_client", ClientId::parse)?,
        digest: row.digest("digest")?,
        key: row.optional_parsed("key_thumbprint", Thumbprint::parse)?,
        created_at: row.moment("created_at")?,
        expires_at: row.moment("expires_at")?,
        rotated: row.optional_moment("used_at")?.zip(row.optional_id("successor_id")?),
    };
    Ok(Some((token, authorization(&row)?)))
}

/// Adds a refresh token.
pub fn insert_refresh_token(batch: &mut Batch, token: &RefreshTokenRow) -> usize {
    let RefreshTokenRow { id, authorization, client, digest, .. } = token;
    let key = token.key.as_ref().map(Thumbprint::as_str);
    let parameters =
        values![id, authorization, client, digest, key, token.created_at, token.expires_at];
    batch.push(INSERT_REFRESH, parameters)
}

/// Exchanges a token for its successor: one caller ever does, all others are refused.
pub fn rotate_refresh_token(
    batch: &mut Batch,
    (id, digest): (&RefreshTokenId, &Digest),
    successor: &RefreshTokenId,
    now: Timestamp,
) -> usize {
    batch.must(ROTATE, values![id, digest, now, successor])
}

/// Lets a token that is not rotated live until then. If it does not live any more the rest is left out,
/// and what stood before stays.
pub fn slide_refresh_token(
    batch: &mut Batch,
    (id, digest): (&RefreshTokenId, &Digest),
    expires_at: Timestamp,
    now: Timestamp,
) -> usize {
    batch.only_if(SLIDE, values![id, digest, now, expires_at], Batch::new())
}

/// Revokes an access token for what is left of its life.
pub fn revoke_access_token(batch: &mut Batch, id: &AccessTokenId, expires_at: Timestamp) -> usize {
    batch.push(REVOKE_ACCESS, values![id, expires_at])
}

/// Whether an access token was revoked that came from no authorization; of all others the authorization's
/// row tells it.
pub async fn is_revoked(db: &Database, id: &AccessTokenId) -> Result<bool, StoreError> {
    Ok(db.fetch_optional(REVOKED, values![id]).await?.is_some())
}

/// Uses a client's assertion; one that was used before refuses the batch (RFC 7523 section 3).
pub fn use_assertion(batch: &mut Batch, key: &Digest, expires_at: Timestamp) -> usize {
    batch.must(USE_ONCE, values![key, expires_at])
}

/// Uses a proof of possession; if it was used before the rest is left out, and what stood before stays
/// (RFC 9449 section 11.1).
pub fn use_proof(batch: &mut Batch, key: &Digest, expires_at: Timestamp) -> usize {
    batch.only_if(USE_ONCE, values![key, expires_at], Batch::new())
}

/// Notes that a proof was shown for something that came to nothing.
pub fn note_proof(batch: &mut Batch, key: &Digest, expires_at: Timestamp) -> usize {
    batch.push(USE_ONCE, values![key, expires_at])
}
