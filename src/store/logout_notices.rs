//! Sign-outs that clients are yet to be told of: a row for each client of a session, written in the
//! transaction that ends the session, gone when the client knows. Whoever sends one moves its next
//! moment ahead first, so that it is sent again if the sender is heard of no more.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::time::Timestamp;
use crate::values;

/// The clients that are told, of the sessions named by the condition that do not know yet that they end.
/// One that the person left was told then.
macro_rules! queue {
    ($condition:literal) => {
        concat!(
            "INSERT INTO logout_notices (id, client_id, account_id, session_id, ended_at, next_at, tries)
            SELECT DISTINCT z.session_id || ' ' || z.client_id, z.client_id, z.account_id, z.session_id,
            CAST($1 AS bigint), CAST($1 AS bigint), 0
            FROM sessions s JOIN authorizations z ON z.session_id = s.id
            JOIN clients c ON c.client_id = z.client_id
            WHERE ",
            $condition,
            " AND s.ended_at IS NULL AND c.told AND coalesce(z.revoked_by, '') <> 'person'
            ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, next_at = excluded.next_at,
            tries = 0"
        )
    };
}

const QUEUE_SESSION: &str = queue!("s.id = $2");
const QUEUE_OTHERS: &str = queue!("s.account_id = $2 AND s.id <> $3");
const QUEUE_CLIENT: &str = queue!("s.id = $2 AND z.client_id = $3");
const QUEUE_CLIENT_EVERYWHERE: &str = queue!("s.account_id = $2 AND z.client_id = $3");
/// One step a client however many rows it has, so that one whose host is silent for hours does not make
/// the others wait.
const WAITING: &str = "WITH RECURSIVE lanes (client_id) AS (
    SELECT min(client_id) FROM logout_notices UNION ALL
    SELECT (SELECT min(n.client_id) FROM logout_notices n WHERE n.client_id > lanes.client_id)
    FROM lanes WHERE lanes.client_id IS NOT NULL)
    SELECT client_id FROM lanes WHERE client_id IS NOT NULL
    AND (SELECT min(n.next_at) FROM logout_notices n WHERE n.client_id = lanes.client_id) <= $1";
const TAKE: &str = "UPDATE logout_notices SET next_at = $3, tries = tries + 1
    WHERE next_at <= $2 AND id IN (SELECT id FROM logout_notices WHERE client_id = $1
        AND next_at <= $2 ORDER BY next_at LIMIT $4)
    RETURNING id, client_id, account_id, session_id, next_at, tries";
/// If it was queued anew meanwhile, it stays.
const DONE: &str = "DELETE FROM logout_notices WHERE id = $1 AND next_at = $2";
const LATER: &str = "UPDATE logout_notices SET next_at = $3 WHERE id = $1 AND next_at = $2";
const FORGET_CLIENT: &str = "DELETE FROM logout_notices WHERE client_id = $1";

/// The texts of this file.
pub const ALL: &[&str] = &[
    QUEUE_SESSION,
    QUEUE_OTHERS,
    QUEUE_CLIENT,
    QUEUE_CLIENT_EVERYWHERE,
    WAITING,
    TAKE,
    DONE,
    LATER,
    FORGET_CLIENT,
];

/// A client that is to be told of the end of a session.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// Its name.
    pub id: String,
    /// Whom to tell.
    pub client: ClientId,
    /// Who signed out.
    pub account: AccountId,
    /// Of which session.
    pub session: SessionId,
    /// When it is sent again, unless something becomes of it; names this sending.
    pub next_at: Timestamp,
    /// How often it was sent, this time among them.
    pub tries: u32,
}

/// Queues the notices of a session that ends; before the statement that ends it.
pub(super) fn queue_session(batch: &mut Batch, session: &SessionId, now: Timestamp) {
    batch.bring_news();
    batch.push(QUEUE_SESSION, values![now, session]);
}

/// The same of all sessions of an account but one.
pub(super) fn queue_others(batch: &mut Batch, account: &AccountId, except: &str, now: Timestamp) {
    batch.bring_news();
    batch.push(QUEUE_OTHERS, values![now, account, except]);
}

/// Queues the notice of one client that is left while the session goes on; before its authorizations
/// are revoked.
pub fn queue_client(batch: &mut Batch, session: &SessionId, client: &ClientId, now: Timestamp) {
    batch.bring_news();
    batch.push(QUEUE_CLIENT, values![now, session, client]);
}

/// The same in all sessions of an account.
pub fn queue_client_everywhere(
    batch: &mut Batch,
    account: &AccountId,
    client: &ClientId,
    now: Timestamp,
) {
    batch.bring_news();
    batch.push(QUEUE_CLIENT_EVERYWHERE, values![now, account, client]);
}

/// The clients that are to be told something now.
pub async fn list_waiting(db: &Database, now: Timestamp) -> Result<Vec<ClientId>, StoreError> {
    let rows = db.fetch_all(WAITING, values![now]).await?;
    rows.iter().map(|row| row.parsed("client_id", ClientId::parse)).collect()
}

/// Takes notices of one client to send them; [`notice`] reads the rows.
pub fn take_notices(
    batch: &mut Batch,
    client: &ClientId,
    (until, most): (Timestamp, u32),
    now: Timestamp,
) -> usize {
    batch.push(TAKE, values![client, now, until, most])
}

/// The client knows, or will never.
pub fn end_notice(batch: &mut Batch, notice: &NoticeRow) -> usize {
    batch.push(DONE, values![&*notice.id, notice.next_at])
}

/// It is sent again at this moment.
pub fn send_later(batch: &mut Batch, notice: &NoticeRow, at: Timestamp) -> usize {
    batch.push(LATER, values![&*notice.id, notice.next_at, at])
}

/// Forgets what a client that is no more was to be told.
pub fn forget_notices(batch: &mut Batch, client: &ClientId) -> usize {
    batch.push(FORGET_CLIENT, values![client])
}

/// Reads a row that [`take_notices`] returned.
pub fn notice(row: &Row) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.text("id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        account: row.id("account_id")?,
        session: row.id("session_id")?,
        next_at: row.moment("next_at")?,
        tries: row.count("tries")?,
    })
}
