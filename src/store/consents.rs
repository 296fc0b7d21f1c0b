//! What people decided about their claims, one row a matter, and the receipts they may keep.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::consent::{Matter, PurposeVersion, Remembered};
use crate::domain::id::{AccountId, ConsentId};
use crate::domain::time::Timestamp;
use crate::values;

const REMEMBERED: &str = "SELECT account_id, client_id, claim, decision, purpose_digest, given_at,
    expires_at, receipt_id FROM consents
    WHERE account_id = $1 AND client_id = $2 AND withdrawn_at IS NULL ORDER BY claim";
const LEDGER: &str = "SELECT account_id, client_id, claim, decision, purpose_digest, given_at,
    expires_at, withdrawn_at, receipt_id FROM consents
    WHERE account_id = $1 ORDER BY client_id, claim";
const PUT: &str = "INSERT INTO consents (account_id, client_id, claim, decision, purpose_digest,
    given_at, expires_at, receipt_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (account_id, client_id, claim) DO UPDATE SET decision = excluded.decision,
    purpose_digest = excluded.purpose_digest, given_at = excluded.given_at,
    expires_at = excluded.expires_at, receipt_id = excluded.receipt_id, withdrawn_at = NULL";
const WITHDRAW: &str = "UPDATE consents SET withdrawn_at = $3
    WHERE account_id = $1 AND client_id = $2 AND withdrawn_at IS NULL RETURNING claim";
const WITHDRAW_ONE: &str = "UPDATE consents SET withdrawn_at = $4
    WHERE account_id = $1 AND client_id = $2 AND claim = $3 AND withdrawn_at IS NULL";
const INSERT_RECEIPT: &str = "INSERT INTO receipts (id, account_id, client_id, body, created_at)
    VALUES ($1, $2, $3, $4, $5)";
const FIND_RECEIPT: &str = "SELECT id, account_id, client_id, body, created_at
    FROM receipts WHERE id = $1 AND account_id = $2";
const LIST_RECEIPTS: &str = "SELECT id, account_id, client_id, body, created_at
    FROM receipts WHERE account_id = $1 ORDER BY id DESC LIMIT 200";

/// The texts of this file.
pub const ALL: &[&str] =
    &[REMEMBERED, LEDGER, PUT, WITHDRAW, WITHDRAW_ONE, INSERT_RECEIPT, FIND_RECEIPT, LIST_RECEIPTS];

/// A decision about one matter.
#[derive(Clone, Debug)]
pub struct ConsentRow {
    /// Whose.
    pub account: AccountId,
    /// For which client.
    pub client: ClientId,
    /// What was decided.
    pub remembered: Remembered,
    /// The receipt that says so.
    pub receipt: ConsentId,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct ReceiptRow {
    /// Its name.
    pub id: ConsentId,
    /// Whose.
    pub account: AccountId,
    /// About which client.
    pub client: ClientId,
    /// The signed words, sealed.
    pub body: Vec<u8>,
    /// When it was given.
    pub created_at: Timestamp,
}

/// What this account decided about this client and did not take back; the domain judges the time.
pub async fn find_consents(
    db: &Database,
    account: &AccountId,
    client: &ClientId,
) -> Result<Vec<ConsentRow>, StoreError> {
    db.fetch_all(REMEMBERED, values![account, client]).await?.iter().map(consent).collect()
}

/// Everything this account ever decided, by client, each with the moment it was taken back, if it
/// was.
pub async fn list_ledger(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<(ConsentRow, Option<Timestamp>)>, StoreError> {
    let rows = db.fetch_all(LEDGER, values![account]).await?;
    rows.iter().map(|row| Ok((consent(row)?, row.optional_moment("withdrawn_at")?))).collect()
}

/// Remembers a decision in place of any former one about the same matter.
pub fn put_consent(batch: &mut Batch, consent: &ConsentRow) -> usize {
    let remembered = &consent.remembered;
    let parameters = values![
        &consent.account,
        &consent.client,
        remembered.matter.key(),
        if remembered.agreed { "agreed" } else { "refused" },
        &remembered.purpose.0,
        remembered.given_at,
        remembered.until,
        &consent.receipt,
    ];
    batch.push(PUT, parameters)
}

/// Takes back all that was decided about a client; the matters' names come back as `claim`.
pub fn withdraw_consents(
    batch: &mut Batch,
    account: &AccountId,
    client: &ClientId,
    now: Timestamp,
) -> usize {
    batch.push(WITHDRAW, values![account, client, now])
}

/// Takes back one matter.
pub fn withdraw_consent(
    batch: &mut Batch,
    account: &AccountId,
    client: &ClientId,
    matter: Matter,
    now: Timestamp,
) -> usize {
    batch.push(WITHDRAW_ONE, values![account, client, matter.key(), now])
}

/// Keeps a receipt.
pub fn insert_receipt(batch: &mut Batch, receipt: &ReceiptRow) -> usize {
    let ReceiptRow { id, account, client, body, created_at } = receipt;
    batch.push(INSERT_RECEIPT, values![id, account, client, body, *created_at])
}

/// This account's receipt of this name.
pub async fn find_receipt(
    db: &Database,
    id: &ConsentId,
    account: &AccountId,
) -> Result<Option<ReceiptRow>, StoreError> {
    db.fetch_optional(FIND_RECEIPT, values![id, account]).await?.as_ref().map(receipt).transpose()
}

/// This account's receipts, newest first.
pub async fn list_receipts(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<ReceiptRow>, StoreError> {
    db.fetch_all(LIST_RECEIPTS, values![account]).await?.iter().map(receipt).collect()
}

fn consent(row: &Row) -> Result<ConsentRow, StoreError> {
    let agreed = |text: &str| match text {
        "agreed" => Some(true),
        "refused" => Some(false),
        _ => None,
    };
    Ok(ConsentRow {
        account: row.id("account_id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        remembered: Remembered {
            matter: row.parsed("claim", Matter::parse)?,
            agreed: row.parsed("decision", agreed)?,
            purpose: PurposeVersion(row.text("purpose_digest")?),
            given_at: row.moment("given_at")?,
            until: row.moment("expires_at")?,
        },
        receipt: row.id("receipt_id")?,
    })
}

fn receipt(row: &Row) -> Result<ReceiptRow, StoreError> {
    Ok(ReceiptRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        body: row.bytes("body")?,
        created_at: row.moment("created_at")?,
    })
}
