//! Registrations that clients made themselves: who may make them (initial access tokens, each with an
//! operator's terms), and what reads and changes each. Tokens stand as keyed digests.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::domain::client::ClientId;
use crate::domain::id::InvitationId;
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const FIND_INVITATION: &str = "SELECT digest, terms FROM invitations
    WHERE id = $1 AND uses_left > 0 AND expires_at > $2";
const ADD_INVITATION: &str = "INSERT INTO invitations
    (id, digest, terms, uses_left, fetches_left, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const USE: &str = "UPDATE invitations SET uses_left = uses_left - 1
    WHERE id = $1 AND uses_left > 0 AND expires_at > $2";
const FETCH_BY_INVITATION: &str = "UPDATE invitations SET fetches_left = fetches_left - 1
    WHERE id = $1 AND fetches_left > 0 AND uses_left > 0 AND expires_at > $2";
const WITHDRAW: &str = "DELETE FROM invitations WHERE id = $1";
const FIND: &str =
    "SELECT digest, terms, statement, created_at FROM registrations WHERE client_id = $1";
const ADD: &str = "INSERT INTO registrations
    (client_id, digest, terms, statement, fetched_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)";
const ROTATE: &str = "UPDATE registrations SET digest = $3 WHERE client_id = $1 AND digest = $2";
const FETCH: &str = "UPDATE registrations SET fetched_at = $3
    WHERE client_id = $1 AND digest = $2 AND fetched_at <= $4";
const END: &str = "DELETE FROM registrations WHERE client_id = $1 AND digest = $2";
const FORGET: &str = "DELETE FROM registrations WHERE client_id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[
    FIND_INVITATION,
    ADD_INVITATION,
    USE,
    FETCH_BY_INVITATION,
    WITHDRAW,
    FIND,
    ADD,
    ROTATE,
    FETCH,
    END,
    FORGET,
];

/// An initial access token.
#[derive(Clone, Debug)]
pub struct InvitationRow {
    /// Public half of the token.
    pub id: InvitationId,
    /// What the token's digest must be.
    pub digest: Digest,
    /// The operator's terms, as JSON.
    pub terms: String,
    /// How many may still register by it.
    pub uses: u32,
    /// How often we go out for it.
    pub fetches: u32,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A registration that its client made.
#[derive(Clone, Debug)]
pub struct RegistrationRow {
    /// What the digest of its token must be.
    pub digest: Digest,
    /// The terms under which it was made, as JSON.
    pub terms: String,
    /// The software statement that it was made by, as it came; what it says is among the terms.
    pub statement: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Digest and terms of an invitation that can still be used.
pub async fn find_invitation(
    db: &Database,
    id: &InvitationId,
    now: Timestamp,
) -> Result<Option<(Digest, String)>, StoreError> {
    let row = db.fetch_optional(FIND_INVITATION, values![id, now]).await?;
    row.map(|row| Ok((row.digest("digest")?, row.text("terms")?))).transpose()
}

/// Adds an invitation.
pub fn add_invitation(batch: &mut Batch, new: &InvitationRow) -> usize {
    let InvitationRow { id, digest, terms, uses, fetches, expires_at } = new;
    batch.push(ADD_INVITATION, values![id, digest, terms, *uses, *fetches, *expires_at])
}

/// Uses an invitation once; if it can be used no more, the batch is refused.
pub fn use_invitation(batch: &mut Batch, id: &InvitationId, now: Timestamp) -> usize {
    batch.must(USE, values![id, now])
}

/// Goes out once for an invitation; if that was done too often, the batch is refused.
pub fn fetch_by_invitation(batch: &mut Batch, id: &InvitationId, now: Timestamp) -> usize {
    batch.must(FETCH_BY_INVITATION, values![id, now])
}

/// Nobody registers by this invitation any more; if there is none, the batch is refused.
pub fn withdraw_invitation(batch: &mut Batch, id: &InvitationId) -> usize {
    batch.must(WITHDRAW, values![id])
}

/// The registration of this client, if it made it itself.
pub async fn find_registration(
    db: &Database,
    client: &ClientId,
) -> Result<Option<RegistrationRow>, StoreError> {
    let Some(row) = db.fetch_optional(FIND, values![client]).await? else { return Ok(None) };
    Ok(Some(RegistrationRow {
        digest: row.digest("digest")?,
        terms: row.text("terms")?,
        statement: row.optional_text("statement")?,
        created_at: row.moment("created_at")?,
    }))
}

/// Adds a registration.
pub fn add_registration(batch: &mut Batch, client: &ClientId, new: &RegistrationRow) -> usize {
    let RegistrationRow { digest, terms, statement, created_at } = new;
    batch.push(ADD, values![client, digest, terms, statement.as_ref(), *created_at])
}

/// Another token takes the place of this one; if this one is no longer it, the batch is refused.
pub fn rotate_registration(
    batch: &mut Batch,
    client: &ClientId,
    (former, new): (&Digest, &Digest),
) -> usize {
    batch.must(ROTATE, values![client, former, new])
}

/// Goes out once at the wish of this token's holder; if that was done after `not_since`, the batch is refused.
pub fn fetch_by_registration(
    batch: &mut Batch,
    (client, token): (&ClientId, &Digest),
    not_since: Timestamp,
    now: Timestamp,
) -> usize {
    batch.must(FETCH, values![client, token, now, not_since])
}

/// Ends a registration; if its token is no longer this one, the batch is refused.
pub fn end_registration(batch: &mut Batch, client: &ClientId, token: &Digest) -> usize {
    batch.must(END, values![client, token])
}

/// Nobody manages this client by a token any more, if anybody did.
pub fn forget_registration(batch: &mut Batch, client: &ClientId) -> usize {
    batch.push(FORGET, values![client])
}
