//! Codes by SMS. A round belongs to one interaction; its tries are counted over all its codes, and one
//! right code closes it. The first code stands in the round's own row; each further one has a row.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::id::{AccountId, ChallengeId, InteractionId, OtpRoundId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

/// The columns of a round joined as `r`, as [`joined_round`] reads them.
macro_rules! round_columns {
    () => {
        "r.id AS round, r.account_id AS round_account, r.interaction_id AS round_interaction,
        r.phone_index AS round_phone, r.tries, r.sends, r.last_sent_at,
        r.created_at AS round_created_at, r.digest AS code_digest,
        r.expires_at AS code_expires_at, r.used_at AS code_used_at,
        (SELECT COUNT(*) FROM otp_misses m WHERE m.account_id = r.account_id) AS missed"
    };
}
pub(super) use round_columns;

const INSERT_ROUND: &str = "INSERT INTO otp_rounds (id, account_id, interaction_id, phone_index,
    tries, sends, last_sent_at, created_at, digest, expires_at)
    SELECT $1, $2, $3, $4, COALESCE((SELECT r.tries FROM interactions i
        JOIN otp_rounds r ON r.id = i.round_id WHERE i.id = $3 AND r.account_id = $2
        AND r.used_at IS NULL), 0), 1, $5, $5, $6, $7
    WHERE NOT EXISTS (SELECT 1 FROM otp_misses m
        WHERE m.account_id = $2 AND m.phone_index = $4 AND m.misses >= $8) RETURNING id";
const FIND: &str = concat!("SELECT ", round_columns!(), " FROM otp_rounds r WHERE r.id = $1");
const LIST_FURTHER: &str = "SELECT id, digest, expires_at FROM challenges
    WHERE round_id = $1 ORDER BY id";
const RESEND: &str = "UPDATE otp_rounds SET sends = sends + 1, last_sent_at = $2
    WHERE id = $1 AND last_sent_at <= $3 AND tries < $4 AND used_at IS NULL RETURNING sends";
const LEAVE: &str = "UPDATE otp_rounds SET tries = $3
    WHERE id = $1 AND last_sent_at <= $2 AND tries < $3 AND used_at IS NULL RETURNING id";
const COUNT_TRY: &str = "UPDATE otp_rounds SET tries = tries + 1
    WHERE id = $1 AND tries < $2 RETURNING tries";
const INSERT_CHALLENGE: &str = "INSERT INTO challenges (id, round_id, digest, expires_at)
    VALUES ($1, $2, $3, $4)";
/// The first code bears its round's name.
const TAKE: &str = "UPDATE otp_rounds SET tries = tries + 1, used_at = $5
    WHERE id = $1 AND tries < $2 AND used_at IS NULL AND NOT EXISTS (SELECT 1 FROM otp_misses m
        WHERE m.account_id = otp_rounds.account_id AND m.phone_index = otp_rounds.phone_index
        AND m.misses >= $6)
    AND ((id = $3 AND digest = $4 AND expires_at > $5) OR EXISTS (SELECT 1 FROM challenges c
        WHERE c.id = $3 AND c.round_id = $1 AND c.digest = $4 AND c.expires_at > $5))
    RETURNING id";

/// The texts of this file.
pub const ALL: &[&str] =
    &[INSERT_ROUND, FIND, LIST_FURTHER, RESEND, LEAVE, COUNT_TRY, INSERT_CHALLENGE, TAKE];

/// A round with its first code.
#[derive(Clone, Debug)]
pub struct OtpRoundRow {
    /// Its name.
    pub id: OtpRoundId,
    /// Whose.
    pub account: AccountId,
    /// For which interaction.
    pub interaction: InteractionId,
    /// To which phone its codes went.
    pub phone_index: [u8; 32],
    /// Codes tried.
    pub tries: u32,
    /// Codes sent.
    pub sends: u32,
    /// The last of them.
    pub last_sent_at: Timestamp,
    /// When the first was sent.
    pub created_at: Timestamp,
    /// The first; it bears the round's name.
    pub first: ChallengeRow,
    /// When one of its codes was right, if one was.
    pub used_at: Option<Timestamp>,
    /// Whether wrong codes of this account are counted, in this round or a former one.
    pub missed: bool,
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
}

/// Begins a round with its first send. Tries of a former round of the same request and account are
/// spent: a password that is typed again brings none back. Refused if so many codes in a row were wrong at
/// this number that it proves nothing more: none is sent there.
pub fn insert_round(batch: &mut Batch, round: &OtpRoundRow, misses: u32) -> usize {
    let OtpRoundRow { id, account, interaction, phone_index, created_at, first, .. } = round;
    let ChallengeRow { digest, expires_at, .. } = first;
    let parameters =
        values![id, account, interaction, phone_index, *created_at, digest, *expires_at, misses];
    batch.must(INSERT_ROUND, parameters)
}

/// A round as it stands now.
pub async fn find_round(db: &Database, id: &OtpRoundId) -> Result<Option<OtpRoundRow>, StoreError> {
    match db.fetch_optional(FIND, values![id]).await? {
        Some(row) => joined_round(&row),
        None => Ok(None),
    }
}

/// All codes of a round, oldest first; reads nothing more if there is only the first.
pub async fn list_codes(
    db: &Database,
    round: &OtpRoundRow,
) -> Result<Vec<ChallengeRow>, StoreError> {
    let mut codes = vec![round.first.clone()];
    if round.sends > 1 {
        for row in db.fetch_all(LIST_FURTHER, values![&round.id]).await? {
            codes.push(ChallengeRow {
                id: row.id("id")?,
                digest: row.digest("digest")?,
                expires_at: row.moment("expires_at")?,
            });
        }
    }
    Ok(codes)
}

/// Counts another send to the round's phone; refused if the last one was after `not_since`, and in a round
/// that is closed or has no try left of `most`: nobody is sent a code that nothing takes.
pub fn count_resend(
    batch: &mut Batch,
    round: &OtpRoundId,
    (not_since, most): (Timestamp, u32),
    now: Timestamp,
) -> usize {
    batch.must(RESEND, values![round, now, not_since, most])
}

/// Ends a round for one to another phone, which was begun before and took over its tries; refused as
/// [`count_resend`]. What a phone received is judged by that phone's misses alone.
pub fn leave_round(
    batch: &mut Batch,
    round: &OtpRoundId,
    (not_since, most): (Timestamp, u32),
) -> usize {
    batch.must(LEAVE, values![round, not_since, most])
}

/// Adds a further code to a round.
pub fn insert_challenge(batch: &mut Batch, round: &OtpRoundId, challenge: &ChallengeRow) -> usize {
    let ChallengeRow { id, digest, expires_at } = challenge;
    batch.push(INSERT_CHALLENGE, values![id, round, digest, *expires_at])
}

/// Counts a wrong try; refused when all are spent, and then nothing is judged.
pub fn count_try(batch: &mut Batch, round: &OtpRoundId, most: u32) -> usize {
    batch.must(COUNT_TRY, values![round, most])
}

/// Counts the try of a right code and closes its round. If the code's time is over, the round was
/// closed by another, or its number was guessed at so often that it proves nothing more, the try is
/// counted and the rest of the batch left out; when all tries are spent, the batch is refused.
pub fn take_code(
    batch: &mut Batch,
    (round, code): (&OtpRoundId, &ChallengeRow),
    (most, misses): (u32, u32),
    now: Timestamp,
) -> usize {
    let mut otherwise = Batch::new();
    count_try(&mut otherwise, round, most);
    batch.only_if(TAKE, values![round, most, &code.id, &code.digest, now, misses], otherwise)
}

/// Reads the columns of `round_columns!`; nothing if the joined read found none.
pub(super) fn joined_round(row: &Row) -> Result<Option<OtpRoundRow>, StoreError> {
    let Some(id) = row.optional_id("round")? else {
        return Ok(None);
    };
    Ok(Some(OtpRoundRow {
        id,
        account: row.id("round_account")?,
        interaction: row.id("round_interaction")?,
        phone_index: row.index("round_phone")?,
        tries: row.count("tries")?,
        sends: row.count("sends")?,
        last_sent_at: row.moment("last_sent_at")?,
        created_at: row.moment("round_created_at")?,
        first: ChallengeRow {
            id: row.id("round")?,
            digest: row.digest("code_digest")?,
            expires_at: row.moment("code_expires_at")?,
        },
        used_at: row.optional_moment("code_used_at")?,
        missed: row.count("missed")? > 0,
    }))
}
