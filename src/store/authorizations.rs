//! What was authorized. Always read with the account and the session, whose state ends its life.
//!
//! Long because: every text that says when a code or an authorization ends is held against the others here.

use super::accounts::{AccountRow, account, account_columns};
use super::batch::Batch;
use super::client_ends::client_ends;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::account::Generation;
use crate::domain::authorization::Ends;
use crate::domain::client::ClientId;
use crate::domain::id::{AccessTokenId, AccountId, AuthorizationId, SessionId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

pub use self::revoked_by::RevokedBy;

mod revoked_by;

/// The columns of an authorization joined as `z`, its account as `a`, its session as `s`, the end of all that
/// its client had as `e`.
macro_rules! authorization_columns {
    () => {
        concat!(
            "z.id AS authorization_id, z.client_id, z.session_id, z.generation, z.detail,
            z.code_digest, z.code_expires_at, z.code_used_at, z.created_at AS authorized_at,
            z.expires_at AS authorization_expires_at, z.revoked_at,
            (s.id IS NULL OR s.ended_at IS NOT NULL) AS signed_out,
            e.client_id IS NOT NULL AS client_ended, ",
            account_columns!()
        )
    };
}
pub(super) use authorization_columns;

/// The tables of these columns.
macro_rules! tables {
    () => {
        concat!(
            " FROM authorizations z JOIN accounts a ON a.id = z.account_id
            LEFT JOIN sessions s ON s.id = z.session_id",
            client_ends!()
        )
    };
}

const FIND: &str = concat!("SELECT ", authorization_columns!(), tables!(), "WHERE z.id = $1");
const FIND_FOR_TOKEN: &str = concat!(
    "SELECT ",
    authorization_columns!(),
    ", t.id IS NOT NULL AS token_revoked",
    tables!(),
    "LEFT JOIN revoked_tokens t ON t.id = $2 WHERE z.id = $1"
);
const LIST_OF_SESSION: &str = concat!(
    "SELECT ",
    authorization_columns!(),
    tables!(),
    "WHERE z.account_id = $1 AND z.client_id = $2 AND z.session_id = $3
    AND z.revoked_at IS NULL AND z.expires_at > $4 ORDER BY z.id"
);
const CLIENTS_OF_SESSION: &str = "SELECT client_id, max(created_at) AS last_at
    FROM authorizations WHERE session_id = $1 GROUP BY client_id ORDER BY client_id";
const INSERT: &str =
    "INSERT INTO authorizations (id, client_id, account_id, session_id, generation,
    detail, code_digest, code_expires_at, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const TAKE_CODE: &str = "UPDATE authorizations SET code_used_at = $4
    WHERE id = $1 AND client_id = $2 AND code_digest = $3 AND code_used_at IS NULL
    AND revoked_at IS NULL AND code_expires_at > $4
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = authorizations.account_id
        AND a.state = 'active' AND a.generation = authorizations.generation)
    AND NOT EXISTS (SELECT 1 FROM client_ends e WHERE e.client_id = authorizations.client_id
        AND e.ended_at >= authorizations.created_at)
    AND ($5 OR NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = authorizations.session_id
        AND s.ended_at IS NOT NULL)) RETURNING id";
const BURN_CODE: &str = "UPDATE authorizations SET code_used_at = $2
    WHERE id = $1 AND code_used_at IS NULL";
const REVOKE: &str = "UPDATE authorizations SET revoked_at = $2, revoked_by = $3
    WHERE id = $1 AND revoked_at IS NULL";
const REVOKE_OF_CLIENT: &str = "UPDATE authorizations SET revoked_at = $3, revoked_by = $4
    WHERE account_id = $1 AND client_id = $2 AND revoked_at IS NULL RETURNING id";

/// The texts of this file.
pub const ALL: &[&str] = &[
    FIND,
    FIND_FOR_TOKEN,
    LIST_OF_SESSION,
    CLIENTS_OF_SESSION,
    INSERT,
    TAKE_CODE,
    BURN_CODE,
    REVOKE,
    REVOKE_OF_CLIENT,
];

/// An authorization with all that says whether it lives.
#[derive(Clone, Debug)]
pub struct AuthorizationRow {
    /// Our name for it; public half of its code.
    pub id: AuthorizationId,
    /// For whom.
    pub client: ClientId,
    /// By whom.
    pub account: AccountRow,
    /// In which session.
    pub session: SessionId,
    /// In which generation of the account.
    pub generation: Generation,
    /// What was agreed and what the tokens will say, sealed.
    pub detail: Vec<u8>,
    /// What the code's digest must be.
    pub code_digest: Digest,
    /// From then on the code is refused.
    pub code_expires_at: Timestamp,
    /// When the code was used, if it was.
    pub code_used_at: Option<Timestamp>,
    /// When it was given.
    pub created_at: Timestamp,
    /// The last moment of any token from it.
    pub expires_at: Timestamp,
    /// What else may have ended its life.
    pub ends: Ends,
}

/// An authorization to be added.
#[derive(Clone, Debug)]
pub struct NewAuthorization<'a> {
    /// Our name for it.
    pub id: &'a AuthorizationId,
    /// For whom.
    pub client: &'a ClientId,
    /// By whom.
    pub account: &'a AccountId,
    /// In which session.
    pub session: &'a SessionId,
    /// In which generation.
    pub generation: Generation,
    /// What was agreed and what the tokens will say, sealed.
    pub detail: &'a [u8],
    /// Its code's digest.
    pub code_digest: &'a Digest,
    /// Until when the code is good.
    pub code_expires_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
    /// The last moment of any token from it.
    pub expires_at: Timestamp,
}

/// The authorization of this name.
pub async fn find_authorization(
    db: &Database,
    id: &AuthorizationId,
) -> Result<Option<AuthorizationRow>, StoreError> {
    db.fetch_optional(FIND, values![id]).await?.as_ref().map(authorization).transpose()
}

/// The authorization that an access token came from; the token's own revocation counts as its end.
pub async fn find_authorization_for_token(
    db: &Database,
    id: &AuthorizationId,
    token: &AccessTokenId,
) -> Result<Option<AuthorizationRow>, StoreError> {
    let Some(row) = db.fetch_optional(FIND_FOR_TOKEN, values![id, token]).await? else {
        return Ok(None);
    };
    let mut found = authorization(&row)?;
    found.ends.revoked |= row.flag("token_revoked")?;
    Ok(Some(found))
}

/// What an account authorized for a client in one session and nobody ended.
pub async fn list_session_authorizations(
    db: &Database,
    (account, client): (&AccountId, &ClientId),
    session: &SessionId,
    now: Timestamp,
) -> Result<Vec<AuthorizationRow>, StoreError> {
    let rows = db.fetch_all(LIST_OF_SESSION, values![account, client, session, now]).await?;
    rows.iter().map(authorization).collect()
}

/// The clients that were served in this session, and when last.
pub async fn list_session_clients(
    db: &Database,
    session: &SessionId,
) -> Result<Vec<(ClientId, Timestamp)>, StoreError> {
    let rows = db.fetch_all(CLIENTS_OF_SESSION, values![session]).await?;
    let read = |row: &Row| Ok((row.parsed("client_id", ClientId::parse)?, row.moment("last_at")?));
    rows.iter().map(read).collect()
}

/// Adds an authorization with its code.
pub fn insert_authorization(batch: &mut Batch, new: &NewAuthorization<'_>) -> usize {
    let parameters = values![
        new.id,
        new.client,
        new.account,
        new.session,
        new.generation.0,
        new.detail,
        new.code_digest,
        new.code_expires_at,
        new.created_at,
        new.expires_at,
    ];
    batch.push(INSERT, parameters)
}

/// Redeems a code: one caller ever does, and none once its account or, unless it `outlives` that, its
/// session has ended: it may have while tokens were made. For all others `otherwise` runs instead of the rest.
pub fn take_code(
    batch: &mut Batch,
    (id, client): (&AuthorizationId, &ClientId),
    code: &Digest,
    (now, outlives): (Timestamp, bool),
    otherwise: Batch,
) -> usize {
    batch.only_if(TAKE_CODE, values![id, client, code, now, outlives], otherwise)
}

/// Makes a code useless without redeeming it. If it was used meanwhile, `otherwise` runs instead of
/// the rest.
pub fn burn_code(
    batch: &mut Batch,
    id: &AuthorizationId,
    now: Timestamp,
    otherwise: Batch,
) -> usize {
    batch.only_if(BURN_CODE, values![id, now], otherwise)
}

/// Ends an authorization and all that came from it. Touches nothing if it was ended before.
pub fn revoke_authorization(
    batch: &mut Batch,
    id: &AuthorizationId,
    by: RevokedBy,
    now: Timestamp,
) -> usize {
    batch.push(REVOKE, values![id, now, by.as_str()])
}

/// The same, and the rest of the batch is only for whoever ends it: of a crowd that found something
/// stolen one writes it down, and the others have nothing left to do.
pub fn revoke_authorization_once(
    batch: &mut Batch,
    id: &AuthorizationId,
    by: RevokedBy,
    now: Timestamp,
) -> usize {
    batch.only_if(REVOKE, values![id, now, by.as_str()], Batch::new())
}

/// Ends all that an account authorized for a client; their names come back.
pub fn revoke_authorizations(
    batch: &mut Batch,
    (account, client): (&AccountId, &ClientId),
    by: RevokedBy,
    now: Timestamp,
) -> usize {
    batch.push(REVOKE_OF_CLIENT, values![account, client, now, by.as_str()])
}

/// Reads the columns of `authorization_columns!`.
pub(super) fn authorization(row: &Row) -> Result<AuthorizationRow, StoreError> {
    Ok(AuthorizationRow {
        id: row.id("authorization_id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        account: account(row)?,
        session: row.id("session_id")?,
        generation: Generation(row.int("generation")?),
        detail: row.bytes("detail")?,
        code_digest: row.digest("code_digest")?,
        code_expires_at: row.moment("code_expires_at")?,
        code_used_at: row.optional_moment("code_used_at")?,
        created_at: row.moment("authorized_at")?,
        expires_at: row.moment("authorization_expires_at")?,
        ends: Ends {
            revoked: row.optional_moment("revoked_at")?.is_some() || row.flag("client_ended")?,
            signed_out: row.flag("signed_out")?,
        },
    })
}
