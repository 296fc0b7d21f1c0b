//! Wrong tries of one authenticator, or of a number that nobody has: the same statements for both.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::credential::attempt::{AttemptRules, Attempts};
use crate::domain::id::{AccountId, DeviceId};
use crate::domain::time::Timestamp;
use crate::values;

const FIND: &str = "SELECT failures, last_at, total FROM attempts WHERE key = $1";
/// At the border of a round, tries that were let in before it was reached count no further: else
/// a crowd of guesses would carry the count past the wait. A try that closes a round is one more of
/// which the owner is to be told.
const FAIL: &str = "INSERT INTO attempts (key, failures, last_at, total, untold)
    VALUES ($1, 1, $2, 1, $6)
    ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN attempts.last_at <= $3 THEN 1
        WHEN attempts.failures % $4 = 0 AND attempts.failures > $5 THEN attempts.failures
        ELSE attempts.failures + 1 END,
    last_at = CASE WHEN attempts.last_at > $3 AND attempts.failures % $4 = 0
        AND attempts.failures > $5 THEN attempts.last_at ELSE $2 END,
    total = attempts.total + 1,
    untold = attempts.untold + CASE WHEN attempts.last_at <= $3 THEN $6
        WHEN attempts.failures % $4 = 0 AND attempts.failures > $5 THEN 0
        WHEN (attempts.failures + 1) % $4 = 0 THEN 1 ELSE 0 END
    RETURNING failures, last_at, total";
const TELL: &str = "UPDATE attempts SET untold = 0 WHERE key = $1 AND untold > 0";
const RESET: &str = "UPDATE attempts SET failures = 0 WHERE key = $1 AND failures > 0";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, FAIL, TELL, RESET];

/// What is known of an authenticator's wrong tries; nothing known is no tries.
pub async fn find_attempts(db: &Database, key: &str) -> Result<Attempts, StoreError> {
    let row = db.fetch_optional(FIND, values![key]).await?;
    row.as_ref().map(counted_attempts).transpose().map(Option::unwrap_or_default)
}

/// Where the wrong passwords of an account are counted that are not typed on its device.
#[must_use]
pub fn password_key(account: &AccountId) -> String {
    format!("password.{}", account.as_str())
}

/// Where those are counted that are typed on the account's device: strangers do not reach it.
#[must_use]
pub fn device_key(device: &DeviceId) -> String {
    format!("device.{}", device.as_str())
}

/// Where those are counted of a number that nobody has: sixteen bytes of its blind index, so that no
/// two numbers are counted together.
#[must_use]
pub fn decoy_key(number_index: &[u8; 32]) -> String {
    number_index.iter().take(16).fold("decoy.".to_owned(), |key, byte| key + &format!("{byte:02x}"))
}

/// Counts a wrong try that was let in with `judged` known; returns the new count.
pub fn count_failure(
    batch: &mut Batch,
    key: &str,
    judged: Attempts,
    rules: &AttemptRules,
    now: Timestamp,
) -> usize {
    let forgotten = now.minus(rules.forgotten_after);
    let tries = rules.tries.max(1);
    let first_closes = i64::from(tries == 1);
    batch.push(FAIL, values![key, now, forgotten, tries, judged.failures, first_closes])
}

/// Reads the row that [`count_failure`] returned.
pub fn counted_attempts(row: &Row) -> Result<Attempts, StoreError> {
    attempts(row, ("failures", "last_at"))
}

/// Reads a count and its last moment.
pub(super) fn attempts(
    row: &Row,
    (count, last): (&'static str, &'static str),
) -> Result<Attempts, StoreError> {
    let failures = row.count(count)?;
    let last_failure = if failures > 0 { Some(row.moment(last)?) } else { None };
    Ok(Attempts { failures, last_failure })
}

/// The owner is told of the rounds that were closed; refuses the batch if there are none untold.
pub fn tell_owner(batch: &mut Batch, key: &str) -> usize {
    batch.must(TELL, values![key])
}

/// Forgets the wrong tries after a right one; writes nothing if there were none.
pub fn forget_failures(batch: &mut Batch, key: &str) -> usize {
    batch.push(RESET, values![key])
}
