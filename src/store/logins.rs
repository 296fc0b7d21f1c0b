//! What a sign-in has to know of a number, in one read. The same text runs for a number that
//! somebody has and for one that nobody has, so that neither the count of statements nor their
//! shape tells one from the other.

use super::accounts::{AccountRow, account, account_columns};
use super::attempts::attempts;
use super::credentials::stronger_column;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::credential::attempt::Attempts;
use crate::domain::id::DeviceId;
use crate::domain::password_change::PasswordRecord;
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

/// One row whoever is found; `$from` names whom as `a`. The keys are those that
/// [`password_key`](super::attempts::password_key) and
/// [`device_key`](super::attempts::device_key) make.
macro_rules! login_text {
    ($from:literal) => {
        concat!(
            "SELECT ",
            account_columns!(),
            ", c.verifier, c.changed_at, ",
            stronger_column!("a.id"),
            ", d.id AS active_device,
            CASE WHEN d.ceded_at IS NULL THEN d.digest END AS active_device_digest,
            COALESCE(t.failures, 0) AS failures, t.last_at,
            COALESCE(t.untold, 0) AS untold,
            COALESCE(l.failures, 0) AS device_failures, l.last_at AS device_last_at, q.owners
            FROM ",
            $from,
            " LEFT JOIN credentials c ON c.account_id = a.id AND c.kind = $2
            LEFT JOIN devices d ON d.account_id = a.id AND d.retired_at IS NULL
            LEFT JOIN attempts t ON t.key = COALESCE('password.' || a.id, $3)
            LEFT JOIN attempts l ON l.key = 'device.' || d.id"
        )
    };
}

const FIND: &str = login_text!(
    "(SELECT CAST(1 AS bigint) AS owners) q LEFT JOIN accounts a ON a.number_index = $1"
);
/// An old number that two people have had leads to neither.
const FIND_BY_OLD_NUMBER: &str = login_text!(
    "(SELECT count(*) AS owners, min(account_id) AS owner FROM account_aliases
    WHERE old_index = $1) q LEFT JOIN accounts a ON q.owners = 1 AND a.id = q.owner"
);

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, FIND_BY_OLD_NUMBER];

/// What is known of a number that was typed.
#[derive(Clone, Debug)]
pub struct LoginRow {
    /// How many have had the number: two only of an old one, and then it is nobody's.
    pub owners: u32,
    /// Whose it is, if it is anybody's.
    pub account: Option<AccountRow>,
    /// The sealed verifier and since when it is that one, if there is one.
    pub verifier: Option<(Vec<u8>, Timestamp)>,
    /// The account can sign in by something better than a password, too.
    pub stronger_beside: bool,
    /// The account's device and what that one's cookie must be, unless its browser serves
    /// another account now.
    pub active_device: Option<(DeviceId, Option<Digest>)>,
    /// The account's wrong tries; those of the decoy if there is no account.
    pub attempts: Attempts,
    /// Whether somebody was made to wait by them since the owner was last told.
    pub untold: bool,
    /// The wrong tries that were made on the active device.
    pub device_attempts: Attempts,
}

impl LoginRow {
    /// The credential as the hall judges its age.
    #[must_use]
    pub fn password(&self) -> Option<PasswordRecord> {
        let stronger_beside = self.stronger_beside;
        let verifier = self.verifier.as_ref();
        verifier.map(|(_, set_at)| PasswordRecord { set_at: *set_at, stronger_beside })
    }
}

/// What is known of a personal number, with a credential of this kind; `decoy` is where the wrong
/// tries of a number are counted that nobody has.
pub async fn find_login(
    db: &Database,
    (number_index, decoy): (&[u8; 32], &str),
    kind: &str,
) -> Result<Option<LoginRow>, StoreError> {
    let row = db.fetch_optional(FIND, values![number_index, kind, decoy]).await?;
    row.as_ref().map(login).transpose()
}

/// The same for an old card's number.
pub async fn find_login_by_old_number(
    db: &Database,
    (old_index, decoy): (&[u8; 32], &str),
    kind: &str,
) -> Result<Option<LoginRow>, StoreError> {
    let row = db.fetch_optional(FIND_BY_OLD_NUMBER, values![old_index, kind, decoy]).await?;
    row.as_ref().map(login).transpose()
}

fn login(row: &Row) -> Result<LoginRow, StoreError> {
    let known = row.optional_text("account_id")?.is_some();
    Ok(LoginRow {
        owners: row.count("owners")?,
        account: if known { Some(account(row)?) } else { None },
        verifier: row.optional_bytes("verifier")?.zip(row.optional_moment("changed_at")?),
        stronger_beside: row.flag("stronger_beside")?,
        active_device: match row.optional_id("active_device")? {
            Some(id) => Some((id, row.optional_digest("active_device_digest")?)),
            None => None,
        },
        attempts: attempts(row, ("failures", "last_at"))?,
        untold: row.int("untold")? > 0,
        device_attempts: attempts(row, ("device_failures", "device_last_at"))?,
    })
}
