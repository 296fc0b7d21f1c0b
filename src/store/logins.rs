//! What a sign-in has to know of a number, in one read. The same text runs for a number that
//! somebody has and for one that nobody has, so that neither the count of statements nor their
//! shape tells one from the other.

use super::accounts::{AccountRow, account, account_columns};
use super::attempts::attempts;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::credential::attempt::Attempts;
use crate::domain::id::DeviceId;
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

/// One row whoever is found; `$from` names whom as `a`. The key is the one that
/// [`password_key`](super::attempts::password_key) makes.
macro_rules! login_text {
    ($from:literal) => {
        concat!(
            "SELECT ",
            account_columns!(),
            ", c.verifier, c.changed_at, d.id AS active_device, d.digest AS active_device_digest,
            COALESCE(t.failures, 0) AS failures, t.last_at FROM (SELECT 1 AS one) q ",
            $from,
            " LEFT JOIN credentials c ON c.account_id = a.id AND c.kind = $2
            LEFT JOIN devices d ON d.account_id = a.id AND d.retired_at IS NULL
            LEFT JOIN attempts t ON t.key = COALESCE('password.' || a.id, $3)
            ORDER BY a.id LIMIT 2"
        )
    };
}

const FIND: &str = login_text!("LEFT JOIN accounts a ON a.number_index = $1");
const FIND_BY_OLD_NUMBER: &str = login_text!(
    "LEFT JOIN account_aliases o ON o.old_index = $1 LEFT JOIN accounts a ON a.id = o.account_id"
);

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, FIND_BY_OLD_NUMBER];

/// What is known of a number that was typed.
#[derive(Clone, Debug)]
pub struct LoginRow {
    /// Whose it is, if it is anybody's.
    pub account: Option<AccountRow>,
    /// The sealed verifier and since when it is that one, if there is one.
    pub verifier: Option<(Vec<u8>, Timestamp)>,
    /// The account's active device and what that one's cookie must be.
    pub active_device: Option<(DeviceId, Digest)>,
    /// The account's wrong tries; those of the decoy if there is no account.
    pub attempts: Attempts,
}

/// What is known of a personal number, with a credential of this kind; `decoy` is where the wrong
/// tries of a number are counted that nobody has.
pub async fn find_login(
    db: &Database,
    (number_index, decoy): (&[u8; 32], &str),
    kind: &str,
) -> Result<Vec<LoginRow>, StoreError> {
    let rows = db.fetch_all(FIND, values![number_index, kind, decoy]).await?;
    rows.iter().map(login).collect()
}

/// The same for an old card's number; two rows mean that it leads to more than one person.
pub async fn find_login_by_old_number(
    db: &Database,
    (old_index, decoy): (&[u8; 32], &str),
    kind: &str,
) -> Result<Vec<LoginRow>, StoreError> {
    let rows = db.fetch_all(FIND_BY_OLD_NUMBER, values![old_index, kind, decoy]).await?;
    rows.iter().map(login).collect()
}

fn login(row: &Row) -> Result<LoginRow, StoreError> {
    let known = row.optional_text("account_id")?.is_some();
    Ok(LoginRow {
        account: if known { Some(account(row)?) } else { None },
        verifier: row.optional_bytes("verifier")?.zip(row.optional_moment("changed_at")?),
        active_device: row
            .optional_id("active_device")?
            .zip(row.optional_digest("active_device_digest")?),
        attempts: attempts(row)?,
    })
}
