//! Browsers that are signed in. Read together with the account and its active device, written one
//! row at a time; what ends a session says why.

use super::accounts::{AccountRow, account, account_columns};
use super::batch::Batch;
use super::credentials::stronger_column;
use super::database::Database;
use super::error::StoreError;
use super::logout_notices::{queue_others, queue_session};
use super::row::Row;
use crate::domain::account::Generation;
use crate::domain::client::ClientId;
use crate::domain::id::{AccountId, DeviceId, SessionId};
use crate::domain::password_change::PasswordRecord;
use crate::domain::session::{Proofs, Session};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

/// The columns of a session joined as `s`, its account as `a`, the active device as `d`.
macro_rules! standing_columns {
    () => {
        concat!(
            "s.id AS session_id, s.digest AS session_digest, s.generation AS session_generation,
            s.device_id AS session_device, s.created_at AS session_created_at,
            s.seen_at AS session_seen_at, s.password_at, s.otp_at, s.ended_at AS session_ended_at,
            s.ended_by AS session_ended_by,
            s.left_clients,
            d.id AS active_device,
            CASE WHEN d.ceded_at IS NULL THEN d.digest END AS active_device_digest,
            (SELECT p.changed_at FROM credentials p WHERE p.account_id = s.account_id
            AND p.kind = 'password') AS password_set_at, ",
            stronger_column!("s.account_id"),
            ", ",
            account_columns!()
        )
    };
}
pub(super) use standing_columns;

const FIND: &str = concat!(
    "SELECT ",
    standing_columns!(),
    " FROM sessions s JOIN accounts a ON a.id = s.account_id
    LEFT JOIN devices d ON d.account_id = s.account_id AND d.retired_at IS NULL WHERE s.id = $1"
);
const LIST: &str = concat!(
    "SELECT ",
    standing_columns!(),
    " FROM sessions s JOIN accounts a ON a.id = s.account_id
    LEFT JOIN devices d ON d.account_id = s.account_id AND d.retired_at IS NULL
    WHERE s.account_id = $1 AND s.ended_at IS NULL ORDER BY s.id DESC LIMIT 50"
);
const OPEN: &str =
    "INSERT INTO sessions (id, account_id, digest, generation, device_id, created_at,
    seen_at, password_at, otp_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const RENEW: &str = "UPDATE sessions SET digest = $2, device_id = $3, seen_at = $4,
    password_at = $5, otp_at = $6, generation = $7 WHERE id = $1 AND ended_at IS NULL";
const TOUCH: &str = "UPDATE sessions SET seen_at = $2
    WHERE id = $1 AND seen_at < $3 AND ended_at IS NULL";
const END: &str = "UPDATE sessions SET ended_at = $2, ended_by = $3
    WHERE id = $1 AND ended_at IS NULL";
const END_OTHERS: &str = "UPDATE sessions SET ended_at = $3, ended_by = $4
    WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL RETURNING id";
const LEAVE_CLIENT: &str = "UPDATE sessions SET left_clients = replace(left_clients, $2, '') || $2
    WHERE id = $1 AND ended_at IS NULL";
const COME_BACK: &str = "UPDATE sessions SET left_clients = replace(left_clients, $2, '')
    WHERE id = $1";
/// The texts of this file.
pub const ALL: &[&str] =
    &[FIND, LIST, OPEN, RENEW, TOUCH, END, END_OTHERS, LEAVE_CLIENT, COME_BACK];

/// A session with all that says whether it may be used.
#[derive(Clone, Debug)]
pub struct StandingRow {
    /// The session.
    pub session: Session,
    /// What its cookie's digest must be.
    pub digest: Digest,
    /// The clients that the person left while it goes on.
    pub left: Vec<ClientId>,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
    /// It was ended because the account moved to another browser.
    pub ended_by_device: bool,
    /// Its account.
    pub account: AccountRow,
    /// The account's password, if it has one.
    pub password: Option<PasswordRecord>,
    /// The account's device and what that one's cookie must be, unless its browser serves
    /// another account now.
    pub active_device: Option<(DeviceId, Option<Digest>)>,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// The person signed out.
    Person,
    /// A relying party sent the person to sign out.
    Client,
    /// The account moved to another browser.
    Device,
    /// The account was locked.
    Lock,
    /// The password was changed.
    Password,
    /// Another account signed in on this browser.
    Other,
}

impl EndedBy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Client => "client",
            Self::Device => "device",
            Self::Lock => "lock",
            Self::Password => "password",
            Self::Other => "other",
        }
    }
}

/// The session of this name, ended or not.
pub async fn find_session(
    db: &Database,
    id: &SessionId,
) -> Result<Option<StandingRow>, StoreError> {
    db.fetch_optional(FIND, values![id]).await?.as_ref().map(standing).transpose()
}

/// The account's sessions that were not ended, newest first.
pub async fn list_sessions(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<StandingRow>, StoreError> {
    db.fetch_all(LIST, values![account]).await?.iter().map(standing).collect()
}

/// Opens a session.
pub fn open_session(batch: &mut Batch, session: &Session, digest: &Digest) -> usize {
    let parameters = values![
        &session.id,
        &session.account,
        digest,
        session.generation.0,
        session.device.as_ref(),
        session.created_at,
        session.seen_at,
        session.proofs.password_at,
        session.proofs.otp_at,
    ];
    batch.push(OPEN, parameters)
}

/// Writes what was proven anew, under a new secret: a cookie from before proves no more than it
/// did. Refused if the session was ended meanwhile.
pub fn renew_session(batch: &mut Batch, session: &Session, digest: &Digest) -> usize {
    let parameters = values![
        &session.id,
        digest,
        session.device.as_ref(),
        session.seen_at,
        session.proofs.password_at,
        session.proofs.otp_at,
        session.generation.0,
    ];
    batch.must(RENEW, parameters)
}

/// Notes that the session is in use, unless it was noted after `not_since`.
pub fn touch_session(
    batch: &mut Batch,
    id: &SessionId,
    not_since: Timestamp,
    now: Timestamp,
) -> usize {
    batch.push(TOUCH, values![id, now, not_since])
}

/// Ends a session, and queues the notices to its clients.
pub fn end_session(batch: &mut Batch, id: &SessionId, by: EndedBy, now: Timestamp) -> usize {
    queue_session(batch, id, now);
    batch.push(END, values![id, now, by.as_str()])
}

/// Ends the account's sessions, all but one if `except` names it. Their names come back.
pub fn end_sessions(
    batch: &mut Batch,
    account: &AccountId,
    except: Option<&SessionId>,
    by: EndedBy,
    now: Timestamp,
) -> usize {
    let except = except.map_or("", SessionId::as_str);
    queue_others(batch, account, except, now);
    batch.push(END_OTHERS, values![account, except, now, by.as_str()])
}

/// Notes that the person left this client while the session goes on.
pub fn leave_client(batch: &mut Batch, id: &SessionId, client: &ClientId) -> usize {
    batch.push(LEAVE_CLIENT, values![id, spaced(client)])
}

/// Notes that the person went on with a client that they had left.
pub fn come_back(batch: &mut Batch, id: &SessionId, client: &ClientId) -> usize {
    batch.push(COME_BACK, values![id, spaced(client)])
}

fn spaced(client: &ClientId) -> String {
    format!(" {} ", client.as_str())
}

/// Reads the columns of `standing_columns!`.
pub(super) fn standing(row: &Row) -> Result<StandingRow, StoreError> {
    let account = account(row)?;
    let session = Session::stands(
        (row.id("session_id")?, account.id.clone(), Generation(row.int("session_generation")?)),
        row.optional_id("session_device")?,
        (row.moment("session_created_at")?, row.moment("session_seen_at")?),
        Proofs { password_at: row.moment("password_at")?, otp_at: row.optional_moment("otp_at")? },
    );
    let stronger_beside = row.flag("stronger_beside")?;
    let set_at = row.optional_moment("password_set_at")?;
    Ok(StandingRow {
        session,
        password: set_at.map(|set_at| PasswordRecord { set_at, stronger_beside }),
        digest: row.digest("session_digest")?,
        left: row.text("left_clients")?.split_whitespace().filter_map(ClientId::parse).collect(),
        ended_at: row.optional_moment("session_ended_at")?,
        ended_by_device: row.optional_text("session_ended_by")?.as_deref()
            == Some(EndedBy::Device.as_str()),
        account,
        active_device: match row.optional_id("active_device")? {
            Some(id) => Some((id, row.optional_digest("active_device_digest")?)),
            None => None,
        },
    })
}
