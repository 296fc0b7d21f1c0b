//! Authorization requests that wait for a person. A pushed request becomes its interaction: one row.

use super::accounts::account_columns;
use super::batch::Batch;
use super::consents::{Recalled, recalled};
use super::credentials::stronger_column;
use super::database::Database;
use super::error::StoreError;
use super::otp::{OtpRoundRow, joined_round, round_columns};
use super::row::Row;
use super::sessions::{StandingRow, standing, standing_columns};
use crate::domain::client::ClientId;
use crate::domain::id::{AccountId, InteractionId, OtpRoundId, SessionId};
use crate::domain::time::Timestamp;
use crate::sealing::Digest;
use crate::values;

/// The columns of an interaction joined as `i`.
macro_rules! interaction_columns {
    () => {
        "i.id, i.client_id, i.kind, i.handle_digest, i.request, i.typed, i.browser_digest,
        i.session_id AS bound_session, i.round_id, i.here, i.created_at, i.seen_at, i.expires_at,
        i.ended_at, i.ended_as"
    };
}

const FIND: &str =
    concat!("SELECT ", interaction_columns!(), " FROM interactions i WHERE i.id = $1");
const FIND_VISIT: &str = concat!(
    "SELECT ",
    interaction_columns!(),
    ", ",
    standing_columns!(),
    ", ",
    round_columns!(),
    ", c.id AS consent_id, c.decisions, c.given_at,
    c.followed_at IS NULL AS is_last FROM interactions i
    LEFT JOIN sessions s ON s.id = $2
    LEFT JOIN accounts a ON a.id = s.account_id
    LEFT JOIN devices d ON d.account_id = s.account_id AND d.retired_at IS NULL
    LEFT JOIN otp_rounds r ON r.id = i.round_id
    LEFT JOIN consents c ON c.account_id = s.account_id AND c.client_id = i.client_id
        AND c.withdrawn_at IS NULL AND (c.expires_at > $3 OR c.followed_at IS NULL)
    WHERE i.id = $1 ORDER BY c.followed_at IS NOT NULL, c.id DESC LIMIT 50"
);
const INSERT: &str = "INSERT INTO interactions (id, client_id, kind, handle_digest, request, typed,
    here, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, '', $7, $7, $8)";
const SETTLE: &str = "UPDATE interactions SET browser_digest = $2, session_id = $3, here = $4,
    seen_at = $5, round_id = $6 WHERE id = $1 AND ended_at IS NULL
    AND (browser_digest IS NULL OR browser_digest = $2)";
const NOTE_TYPED: &str = "UPDATE interactions SET typed = $2
    WHERE id = $1 AND ended_at IS NULL";
const END: &str = "UPDATE interactions SET ended_at = $2, ended_as = $3
    WHERE id = $1 AND ended_at IS NULL";
const END_OF_SESSION: &str = "UPDATE interactions SET ended_at = $2, ended_as = $3
    WHERE ended_at IS NULL AND session_id = $1";
const END_OF_OTHERS: &str = "UPDATE interactions SET ended_at = $3, ended_as = $4
    WHERE ended_at IS NULL AND session_id IN
        (SELECT id FROM sessions WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL)";

/// The texts of this file.
pub const ALL: &[&str] =
    &[FIND, FIND_VISIT, INSERT, SETTLE, NOTE_TYPED, END, END_OF_SESSION, END_OF_OTHERS];

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionKind {
    /// By the client itself, at `/par`.
    Pushed,
    /// By the browser, at `/authorize`.
    Direct,
}

/// A request that waits, or waited.
#[derive(Clone, Debug)]
pub struct InteractionRow {
    /// Its name; stands in `/gd/{id}`.
    pub id: InteractionId,
    /// Whose request.
    pub client: ClientId,
    /// How it came.
    pub kind: InteractionKind,
    /// What the `request_uri`'s digest must be, if it was pushed.
    pub handle_digest: Option<Digest>,
    /// The request as text, sealed.
    pub request: Vec<u8>,
    /// What the person typed, sealed, to be shown again after expiry.
    pub typed: Option<Vec<u8>>,
    /// What the bound browser's ticket must be; none until something was proven for it.
    pub browser_digest: Option<Digest>,
    /// The session that it is settled with so far.
    pub session: Option<SessionId>,
    /// The round of codes that it asks for.
    pub round: Option<OtpRoundId>,
    /// What was done for this very request, in words of the flow.
    pub here: String,
    /// When it came.
    pub created_at: Timestamp,
    /// When its last step was done.
    pub seen_at: Timestamp,
    /// From then on it is over.
    pub expires_at: Timestamp,
    /// When and as what it ended, if it did.
    pub ended: Option<(Timestamp, String)>,
}

/// All that is known when a browser comes back with a request.
#[derive(Clone, Debug)]
pub struct VisitRow {
    /// The request.
    pub interaction: InteractionRow,
    /// The session that the browser's cookie names, not judged yet.
    pub standing: Option<StandingRow>,
    /// The codes that were sent for the request.
    pub round: Option<OtpRoundRow>,
    /// What the session's account decided about the client and did not take back.
    pub recalled: Recalled,
}

/// The interaction of this name.
pub async fn find_interaction(
    db: &Database,
    id: &InteractionId,
) -> Result<Option<InteractionRow>, StoreError> {
    db.fetch_optional(FIND, values![id]).await?.as_ref().map(interaction).transpose()
}

/// An interaction and, in the same read, the session that the browser's cookie names, the codes
/// that were sent, and what the session's account decided about the client.
pub async fn find_visit(
    db: &Database,
    id: &InteractionId,
    session: Option<&SessionId>,
    now: Timestamp,
) -> Result<Option<VisitRow>, StoreError> {
    let rows = db.fetch_all(FIND_VISIT, values![id, session, now]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let signed_in = row.optional_text("session_id")?.is_some();
    Ok(Some(VisitRow {
        interaction: interaction(row)?,
        standing: if signed_in { Some(standing(row)?) } else { None },
        round: joined_round(row)?,
        recalled: recalled(&rows)?,
    }))
}

/// Adds a request.
pub fn insert_interaction(batch: &mut Batch, interaction: &InteractionRow) -> usize {
    let kind = match interaction.kind {
        InteractionKind::Pushed => "pushed",
        InteractionKind::Direct => "direct",
    };
    let parameters = values![
        &interaction.id,
        &interaction.client,
        kind,
        interaction.handle_digest.as_ref(),
        &interaction.request,
        interaction.typed.as_ref(),
        interaction.created_at,
        interaction.expires_at,
    ];
    batch.push(INSERT, parameters)
}

/// Notes with which session the request goes on, what was done for it, and which codes are its own. From the first time on
/// the request is of this browser alone; another one's is refused.
pub fn settle_interaction(
    batch: &mut Batch,
    (id, browser): (&InteractionId, &Digest),
    session: Option<&SessionId>,
    (here, round): (&str, Option<&OtpRoundId>),
    now: Timestamp,
) -> usize {
    batch.must(SETTLE, values![id, browser, session, here, now, round])
}

/// Keeps what the person typed.
pub fn note_typed(batch: &mut Batch, id: &InteractionId, typed: &[u8]) -> usize {
    batch.push(NOTE_TYPED, values![id, typed])
}

/// Ends the request, once: a second answer to it is refused.
pub fn end_interaction(batch: &mut Batch, id: &InteractionId, how: &str, now: Timestamp) -> usize {
    batch.must(END, values![id, now, how])
}

/// Ends the requests that go on with this session.
pub fn end_interactions_of_session(
    batch: &mut Batch,
    session: &SessionId,
    how: &str,
    now: Timestamp,
) -> usize {
    batch.push(END_OF_SESSION, values![session, now, how])
}

/// Ends the requests that go on with the account's sessions, all but those of one session. To be
/// put before the sessions themselves are ended.
pub fn end_interactions(
    batch: &mut Batch,
    account: &AccountId,
    except: Option<&SessionId>,
    how: &str,
    now: Timestamp,
) -> usize {
    let except = except.map_or("", SessionId::as_str);
    batch.push(END_OF_OTHERS, values![account, except, now, how])
}

fn interaction(row: &Row) -> Result<InteractionRow, StoreError> {
    let kind = |text: &str| match text {
        "pushed" => Some(InteractionKind::Pushed),
        "direct" => Some(InteractionKind::Direct),
        _ => None,
    };
    Ok(InteractionRow {
        id: row.id("id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        kind: row.parsed("kind", kind)?,
        handle_digest: row.optional_digest("handle_digest")?,
        request: row.bytes("request")?,
        typed: row.optional_bytes("typed")?,
        browser_digest: row.optional_digest("browser_digest")?,
        session: row.optional_id("bound_session")?,
        round: row.optional_id("round_id")?,
        here: row.text("here")?,
        created_at: row.moment("created_at")?,
        seen_at: row.moment("seen_at")?,
        expires_at: row.moment("expires_at")?,
        ended: row.optional_moment("ended_at")?.zip(row.optional_text("ended_as")?),
    })
}
