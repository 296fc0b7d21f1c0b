//! Text messages on their way. A message is born leased to the process that made it, so that it is
//! sent right after its transaction; a lease that its process did not live to keep is taken over.

use super::batch::Batch;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::{AccountId, MessageId};
use crate::domain::time::Timestamp;
use crate::values;

const INSERT: &str = "INSERT INTO messages (id, account_id, body, created_at, deadline, leased_by,
    leased_until, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
/// What lives longest is taken first. The outer conditions are asked again by whoever had to wait for
/// the row.
const TAKE_OVER: &str = "UPDATE messages SET leased_by = $1, leased_until = $2,
    attempts = attempts + 1
    WHERE sent_at IS NULL AND failed_at IS NULL AND leased_until <= $3 AND deadline > $3
    AND id IN (SELECT id FROM messages WHERE sent_at IS NULL AND failed_at IS NULL
        AND leased_until <= $3 AND deadline > $3 ORDER BY id DESC LIMIT $4)
    RETURNING id, account_id, body, created_at, deadline, attempts";
const SENT: &str = "UPDATE messages SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
const FAILED: &str = "UPDATE messages SET failed_at = $2
    WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL";
const OVERDUE: &str = "UPDATE messages SET failed_at = $1
    WHERE sent_at IS NULL AND failed_at IS NULL AND leased_until <= $1 AND deadline <= $1";

/// The texts of this file.
pub const ALL: &[&str] = &[INSERT, TAKE_OVER, SENT, FAILED, OVERDUE];

/// A message.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// Its name, and the gateway's idempotency key.
    pub id: MessageId,
    /// To whose phone.
    pub account: AccountId,
    /// Number and words, sealed.
    pub body: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// After this it must not be sent any more.
    pub deadline: Timestamp,
    /// How often it was given to the gateway.
    pub attempts: u32,
}

/// Who sends a message, and until when nobody else does.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    /// The process.
    pub by: &'a str,
    /// Until when.
    pub until: Timestamp,
}

/// Adds a message that this process sends.
pub fn insert_message(batch: &mut Batch, message: &MessageRow, lease: Lease<'_>) -> usize {
    let MessageRow { id, account, body, created_at, deadline, .. } = message;
    let parameters = values![id, account, body, *created_at, *deadline, lease.by, lease.until];
    batch.push(INSERT, parameters)
}

/// Takes over messages whose sender is gone; [`message`] reads the rows.
pub fn take_over(batch: &mut Batch, lease: Lease<'_>, most: u32, now: Timestamp) -> usize {
    batch.push(TAKE_OVER, values![lease.by, lease.until, now, most])
}

/// The gateway has it.
pub fn mark_sent(batch: &mut Batch, message: &MessageId, now: Timestamp) -> usize {
    batch.push(SENT, values![message, now])
}

/// The gateway will not have it.
pub fn mark_failed(batch: &mut Batch, message: &MessageId, now: Timestamp) -> usize {
    batch.push(FAILED, values![message, now])
}

/// Gives up all messages whose deadline is over.
pub fn give_up_overdue(batch: &mut Batch, now: Timestamp) -> usize {
    batch.push(OVERDUE, values![now])
}

/// Reads a row that [`take_over`] returned.
pub fn message(row: &Row) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        body: row.bytes("body")?,
        created_at: row.moment("created_at")?,
        deadline: row.moment("deadline")?,
        attempts: row.count("attempts")?,
    })
}
