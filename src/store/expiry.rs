//! Rows whose time is over. They are refused by their own moments long before; here they are only
//! swept out, in small slices, so that nobody waits behind a broom.

use std::time::Duration;

use super::batch::{Batch, Outcome};
use super::database::Database;
use super::error::StoreError;
use super::row::Value;
use crate::domain::time::{Lifetime, Timestamp};
use crate::values;

/// Rows of a slice.
const SLICE: u32 = 250;
/// Between two slices others have the database.
const REST: Duration = Duration::from_millis(20);

/// Deletes a slice of a table: by a key that begins with the moment it was made, or by a moment.
/// The inner text reads by an index, so a slice costs what it deletes. The outer condition is asked
/// again by a broom that had to wait for a row: whoever held it may just have renewed it.
macro_rules! sweeps {
    ($($name:ident: $table:literal $key:literal by $column:literal $(if $condition:literal)?;)*) => {
        $(const $name: &str = concat!(
            "DELETE FROM ", $table, " WHERE ", $key, " IN (SELECT ", $key, " FROM ", $table,
            " WHERE ", $($condition, " AND ",)? $column, " < $1 ORDER BY ", $column, " LIMIT $2)",
            " AND ", $($condition, " AND ",)? $column, " < $1"
        );)*
        /// The texts of this file.
        pub const ALL: &[&str] = &[$($name,)* OLDEST_KEPT];
    };
}

/// The moment of the youngest row that is one too many, among those that are not forgotten anyway; it
/// reads the index alone, at most as far as rows are kept.
const OLDEST_KEPT: &str = "SELECT last_at FROM attempts WHERE last_at >= $2
    ORDER BY last_at DESC LIMIT 1 OFFSET $1";

sweeps! {
    INTERACTIONS: "interactions" "id" by "id";
    UNPROVEN: "interactions" "id" by "id" if "browser_digest IS NULL";
    OTP_ROUNDS: "otp_rounds" "id" by "id";
    CHALLENGES: "challenges" "id" by "id";
    MESSAGES: "messages" "id" by "id";
    SESSIONS: "sessions" "id" by "id";
    LOGOUT_REQUESTS: "logout_requests" "id" by "id";
    LOGOUT_NOTICES: "logout_notices" "id" by "ended_at";
    REVOKED_TOKENS: "revoked_tokens" "id" by "id";
    ASSERTIONS: "assertions" "key" by "expires_at";
    REFRESH_TOKENS: "refresh_tokens" "id" by "expires_at";
    AUTHORIZATIONS: "authorizations" "id" by "expires_at";
    ATTEMPTS: "attempts" "key" by "last_at";
    SEND_BUDGETS: "send_budgets" "phone_index" by "day_from";
    DEVICES: "devices" "id" by "retired_at";
    INVITATIONS: "invitations" "id" by "expires_at";
    CLIENT_ENDS: "client_ends" "client_id" by "ended_at";
}

/// How long rows stay after their use is over.
#[derive(Clone, Copy, Debug)]
pub struct ExpiryRules {
    /// The longest life of a session.
    pub session: Lifetime,
    /// After this long without a wrong try all of them are forgotten.
    pub attempts: Lifetime,
    /// At most so many counts of wrong tries are kept, the youngest.
    pub attempts_kept: u32,
}

/// What belongs to one sign-in is kept a day, for pages that answer "this is over".
const KEPT: Lifetime = Lifetime::days(1);
/// What nobody proved anything for is anybody's noise: it stays while a person may come back to it, a while
/// after it is over, and no longer.
const UNPROVEN_KEPT: Lifetime = Lifetime::hours(2);
/// A send budget looks back a day.
const BUDGET: Lifetime = Lifetime::days(2);
/// A device that another took the place of is shown to its person for so long.
const RETIRED: Lifetime = Lifetime::days(365);
/// What was authorized for a client lives a year at most; its end is remembered longer.
const ENDED: Lifetime = Lifetime::days(400);

/// Sweeps every table once and returns how many rows went. A background task calls it now and then;
/// two processes that do so at once only share the work.
pub async fn sweep(db: &Database, rules: ExpiryRules, now: Timestamp) -> Result<u64, StoreError> {
    let made_before = |age: Lifetime| Value::from(&*id_at(now.minus(age)));
    let moment_before = |age: Lifetime| Value::from(now.minus(age));
    let session = now.minus(rules.session).minus(KEPT);
    let sweeps = [
        (INTERACTIONS, made_before(KEPT)),
        (UNPROVEN, made_before(UNPROVEN_KEPT)),
        (OTP_ROUNDS, made_before(KEPT)),
        (CHALLENGES, made_before(KEPT)),
        (MESSAGES, made_before(KEPT)),
        (SESSIONS, Value::from(&*id_at(session))),
        (LOGOUT_REQUESTS, made_before(UNPROVEN_KEPT)),
        (LOGOUT_NOTICES, moment_before(KEPT)),
        (REVOKED_TOKENS, made_before(KEPT)),
        (ASSERTIONS, moment_before(Lifetime::minutes(5))),
        (REFRESH_TOKENS, moment_before(KEPT)),
        (AUTHORIZATIONS, moment_before(KEPT)),
        (ATTEMPTS, Value::from(attempts_before(db, rules, now).await?)),
        (SEND_BUDGETS, moment_before(BUDGET)),
        (DEVICES, moment_before(RETIRED)),
        (INVITATIONS, moment_before(KEPT)),
        (CLIENT_ENDS, moment_before(ENDED)),
    ];
    let mut count = 0;
    for (sql, before) in sweeps {
        count += sweep_table(db, sql, &before).await?;
    }
    Ok(count)
}

/// Before which moment wrong tries are forgotten. Whoever fills the table with guesses pushes out the
/// oldest counts, those of accounts and of numbers that nobody has alike, and so learns nothing.
async fn attempts_before(
    db: &Database,
    rules: ExpiryRules,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let forgotten = now.minus(rules.attempts);
    let oldest = db.fetch_optional(OLDEST_KEPT, values![rules.attempts_kept, forgotten]).await?;
    let oldest = oldest.map(|row| row.moment("last_at")).transpose()?;
    Ok(oldest.map_or(forgotten, |oldest| oldest.max(forgotten)))
}

async fn sweep_table(db: &Database, sql: &'static str, before: &Value) -> Result<u64, StoreError> {
    let mut count = 0;
    loop {
        let mut batch = Batch::new();
        let slice = batch.push(sql, vec![before.clone(), Value::from(SLICE)]);
        let went = match db.commit(batch).await? {
            Outcome::Done(finished) => finished.touched(slice),
            Outcome::Refused(_) => 0,
        };
        count += went;
        if went < u64::from(SLICE) {
            return Ok(count);
        }
        tokio::time::sleep(REST).await;
    }
}

/// Sorts before every name that was made at this moment or later, after all that are older.
fn id_at(moment: Timestamp) -> String {
    format!("{:08x}", moment.unix().clamp(0, i64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::SessionId;

    #[test]
    fn a_name_sorts_by_the_moment_it_was_made() {
        let noon = Timestamp::from_unix(1_800_000_000);
        let at_noon = SessionId::new(noon, [0; 12]);
        let before = SessionId::new(noon.minus(Lifetime::seconds(1)), [255; 12]);
        assert!(id_at(noon).as_str() <= at_noon.as_str());
        assert!(before.as_str() < id_at(noon).as_str());
    }
}
