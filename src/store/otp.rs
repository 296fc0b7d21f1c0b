//! Codes by SMS. A round belongs to one interaction; its tries are counted over all its codes.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::{AccountId, ChallengeId, InteractionId, OtpRoundId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

const INSERT_ROUND: &str = "INSERT INTO otp_rounds (id, account_id, interaction_id, phone_index,
    tries, sends, last_sent_at, created_at) VALUES ($1, $2, $3, $4, 0, 1, $5, $5)";
const FIND: &str = "SELECT r.id, r.account_id, r.interaction_id, r.phone_index, r.tries, r.sends,
    r.last_sent_at, r.created_at, c.id AS challenge_id, c.digest, c.expires_at, c.used_at
    FROM otp_rounds r LEFT JOIN challenges c ON c.round_id = r.id
    WHERE r.id = $1 ORDER BY c.id";
const RESEND: &str = "UPDATE otp_rounds SET sends = sends + 1, last_sent_at = $2, phone_index = $4
    WHERE id = $1 AND last_sent_at <= $3 RETURNING sends";
const COUNT_TRY: &str = "UPDATE otp_rounds SET tries = tries + 1
    WHERE id = $1 AND tries < $2 RETURNING tries";
const INSERT_CHALLENGE: &str = "INSERT INTO challenges (id, round_id, digest, expires_at)
    VALUES ($1, $2, $3, $4)";
const TAKE: &str = "UPDATE challenges SET used_at = $4, used_by = $5
    WHERE id = $1 AND round_id = $2 AND digest = $3 AND used_at IS NULL AND expires_at > $4
    RETURNING id";

/// The texts of this file.
pub const ALL: &[&str] = &[INSERT_ROUND, FIND, RESEND, COUNT_TRY, INSERT_CHALLENGE, TAKE];

/// A round with its codes.
#[derive(Clone, Debug)]
pub struct OtpRoundRow {
    /// Its name.
    pub id: OtpRoundId,
    /// Whose.
    pub account: AccountId,
    /// For which interaction.
    pub interaction: InteractionId,
    /// To which phone.
    pub phone_index: [u8; 32],
    /// Codes tried.
    pub tries: u32,
    /// Codes sent.
    pub sends: u32,
    /// The last of them.
    pub last_sent_at: Timestamp,
    /// The first of them.
    pub created_at: Timestamp,
    /// All of them, oldest first.
    pub challenges: Vec<ChallengeRow>,
}

/// A code that was sent.
#[derive(Clone, Debug)]
pub struct ChallengeRow {
    /// Its name.
    pub id: ChallengeId,
    /// What the right code's digest is.
    pub digest: Digest,
    /// From then on it is refused.
    pub expires_at: Timestamp,
    /// When it was used, if it was.
    pub used_at: Option<Timestamp>,
}

/// Begins a round with its first send.
pub fn insert_round(batch: &mut Batch, round: &OtpRoundRow) -> usize {
    let OtpRoundRow { id, account, interaction, phone_index, created_at, .. } = round;
    batch.push(INSERT_ROUND, values![id, account, interaction, phone_index, *created_at])
}

/// A round and its codes.
pub async fn find_round(db: &Database, id: &OtpRoundId) -> Result<Option<OtpRoundRow>, StoreError> {
    let rows = db.fetch_all(FIND, values![id]).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut round = round(first)?;
    for row in &rows {
        round.challenges.extend(challenge(row)?);
    }
    Ok(Some(round))
}

/// Counts another send, to this phone; refused if the last one was after `not_since`.
pub fn count_resend(
    batch: &mut Batch,
    (round, phone_index): (&OtpRoundId, &[u8; 32]),
    not_since: Timestamp,
    now: Timestamp,
) -> usize {
    batch.must(RESEND, values![round, now, not_since, phone_index])
}

/// Adds a code to a round.
pub fn insert_challenge(batch: &mut Batch, round: &OtpRoundId, challenge: &ChallengeRow) -> usize {
    let ChallengeRow { id, digest, expires_at, .. } = challenge;
    batch.push(INSERT_CHALLENGE, values![id, round, digest, *expires_at])
}

/// Counts a try, right or wrong; refused when all are spent, and then nothing is judged.
pub fn count_try(batch: &mut Batch, round: &OtpRoundId, most: u32) -> usize {
    batch.must(COUNT_TRY, values![round, most])
}

/// Uses up the code; if it was used or its time is over, `otherwise` runs instead of the rest.
pub fn take_challenge(
    batch: &mut Batch,
    (round, challenge): (&OtpRoundId, &ChallengeRow),
    used_by: &str,
    now: Timestamp,
    otherwise: Batch,
) -> usize {
    let parameters = values![&challenge.id, round, &challenge.digest, now, used_by];
    batch.only_if(TAKE, parameters, otherwise)
}

fn round(row: &Row) -> Result<OtpRoundRow, StoreError> {
    Ok(OtpRoundRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        interaction: row.id("interaction_id")?,
        phone_index: row.index("phone_index")?,
        tries: row.count("tries")?,
        sends: row.count("sends")?,
        last_sent_at: row.moment("last_sent_at")?,
        created_at: row.moment("created_at")?,
        challenges: Vec::new(),
    })
}

fn challenge(row: &Row) -> Result<Option<ChallengeRow>, StoreError> {
    let Some(id) = row.optional_id("challenge_id")? else {
        return Ok(None);
    };
    Ok(Some(ChallengeRow {
        id,
        digest: row.digest("digest")?,
        expires_at: row.moment("expires_at")?,
        used_at: row.optional_moment("used_at")?,
    }))
}
