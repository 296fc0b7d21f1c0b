//! Relying parties, as their registration was applied.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::{Row, Value};
use crate::domain::client::ClientId;
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const FIND: &str = "SELECT client_id, document, secret_digest, sealed_secret, told, applied_at
    FROM clients WHERE client_id = $1";
const LIST: &str = "SELECT client_id, document, secret_digest, sealed_secret, told, applied_at
    FROM clients ORDER BY client_id";
const ADD: &str = "INSERT INTO clients
    (client_id, document, secret_digest, sealed_secret, told, applied_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (client_id) DO NOTHING";
/// What was judged must still stand. Its moment would not tell: two changes may share a second.
const CHANGE: &str =
    "UPDATE clients SET document = $2, secret_digest = $3, sealed_secret = $4, told = $5, applied_at = $6
    WHERE client_id = $1 AND document = $7 AND secret_digest IS NOT DISTINCT FROM $8";

const REMOVE: &str = "DELETE FROM clients WHERE client_id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, LIST, ADD, CHANGE, REMOVE];

/// A registration.
#[derive(Clone, Debug)]
pub struct ClientRow {
    /// Who.
    pub id: ClientId,
    /// The registration as JSON; `protocol::client_metadata` reads it.
    pub document: String,
    /// What its secret's digest must be, if it has one.
    pub secret_digest: Option<Digest>,
    /// The secret itself, sealed for this row, if its assertions cannot be verified without it.
    pub sealed_secret: Option<Vec<u8>>,
    /// Whether it is to be told of sign-outs by the back channel.
    pub told: bool,
    /// When it was last changed.
    pub applied_at: Timestamp,
}

/// The client of this name.
pub async fn find_client(db: &Database, id: &ClientId) -> Result<Option<ClientRow>, StoreError> {
    db.fetch_optional(FIND, values![id]).await?.as_ref().map(client).transpose()
}

/// All clients by name.
pub async fn list_clients(db: &Database) -> Result<Vec<ClientRow>, StoreError> {
    db.fetch_all(LIST, vec![]).await?.iter().map(client).collect()
}

/// Registers a client. If it is registered already, the batch is refused.
pub fn add_client(batch: &mut Batch, client: &ClientRow) -> usize {
    batch.must(ADD, told_of(client))
}

/// Changes a registration. If it is no longer the former one, the batch is refused.
pub fn change_client(batch: &mut Batch, client: &ClientRow, former: &ClientRow) -> usize {
    let mut told = told_of(client);
    told.extend(values![&former.document, former.secret_digest.as_ref()]);
    batch.must(CHANGE, told)
}

fn told_of(client: &ClientRow) -> Vec<Value> {
    let ClientRow { id, document, secret_digest, sealed_secret, told, applied_at } = client;
    let (digest, sealed) = (secret_digest.as_ref(), sealed_secret.as_ref());
    values![id, document, digest, sealed, *told, *applied_at]
}

/// Removes a registration.
pub fn remove_client(batch: &mut Batch, id: &ClientId) -> usize {
    batch.push(REMOVE, values![id])
}

fn client(row: &Row) -> Result<ClientRow, StoreError> {
    Ok(ClientRow {
        id: row.parsed("client_id", ClientId::parse)?,
        document: row.text("document")?,
        secret_digest: row.optional_digest("secret_digest")?,
        sealed_secret: row.optional_bytes("sealed_secret")?,
        told: row.flag("told")?,
        applied_at: row.moment("applied_at")?,
    })
}
