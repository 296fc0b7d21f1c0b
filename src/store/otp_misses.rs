//! Wrong codes in a row at one number of one account, over all requests and days: an authenticator that
//! was guessed at so often proves nothing more (NIST SP 800-63B-4 §3.2.2). Whoever misses had the right
//! password before, so no stranger brings this about. No row is ever swept: time forgets no guess.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use crate::domain::id::{AccountId, OtpRoundId};
use crate::values;

/// One statement counts and refuses.
const COUNT: &str = "INSERT INTO otp_misses (account_id, phone_index, misses)
    SELECT r.account_id, r.phone_index, 1 FROM otp_rounds r WHERE r.id = $1
    ON CONFLICT (account_id, phone_index) DO UPDATE SET misses = otp_misses.misses + 1
    WHERE otp_misses.misses < $2 RETURNING misses";
const FORGET: &str = "DELETE FROM otp_misses WHERE account_id = $1";
const FIND: &str = "SELECT misses FROM otp_misses WHERE account_id = $1 AND phone_index = $2";

/// The texts of this file.
pub const ALL: &[&str] = &[COUNT, FORGET, FIND];

/// Counts a wrong code at the number of this round; refused once there were as many as may be.
pub fn count_miss(batch: &mut Batch, round: &OtpRoundId, most: u32) -> usize {
    batch.must(COUNT, values![round, most])
}

/// Forgets the wrong codes of an account, at all its numbers.
pub fn forget_misses(batch: &mut Batch, account: &AccountId) -> usize {
    batch.push(FORGET, values![account])
}

/// How many wrong codes in a row there were at this number of this account.
pub async fn find_misses(
    db: &Database,
    account: &AccountId,
    phone_index: &[u8; 32],
) -> Result<u32, StoreError> {
    let row = db.fetch_optional(FIND, values![account, phone_index]).await?;
    row.map_or(Ok(0), |row| row.count("misses"))
}
