//! The log, read back: a person's own history, and whether its chains are whole.

use super::chain::{EventRow, link_hash};
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, EventId};
use crate::domain::time::Timestamp;
use crate::values;

const OF_ACCOUNT: &str = "SELECT id, at, kind, account_id, client_id, detail FROM events
    WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const READS: &str = "SELECT id, at, kind, account_id, client_id, detail FROM events
    WHERE account_id = $1 AND ($2 = '' OR client_id = $2) AND id < $3
    AND (kind = $4 OR (kind IN ($5, $6) AND detail <> '')) ORDER BY id DESC LIMIT $7";
const COUNT_READS: &str = "SELECT client_id, MAX(at) AS last_at,
    COUNT(CASE WHEN at >= $2 THEN 1 END) AS reads FROM events
    WHERE account_id = $1 AND client_id IS NOT NULL
    AND (kind = $3 OR (kind IN ($4, $5) AND detail <> '')) GROUP BY client_id";
const NEXT_LINKS: &str = "SELECT chain, seq, id, at, kind, account_id, client_id, detail, previous,
    hash FROM events WHERE (chain, seq) > ($1, $2) ORDER BY chain, seq LIMIT $3";

/// The texts of this file.
pub const ALL: &[&str] = &[OF_ACCOUNT, READS, COUNT_READS, NEXT_LINKS];

/// Later than every name of an event.
const AFTER_ALL: &str = "g";
const PAGE: u32 = 500;
/// A read; and issues of tokens, which are reads if claims stood in the ID token.
const READ_KINDS: [EventKind; 3] =
    [EventKind::ClaimsRead, EventKind::TokensIssued, EventKind::TokensRefreshed];

/// The account's newest events, or those before one that was shown: newest first.
pub async fn list_events(
    db: &Database,
    account: &AccountId,
    before: Option<&EventId>,
    most: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let before = before.map_or(AFTER_ALL, EventId::as_str);
    db.fetch_all(OF_ACCOUNT, values![account, before, most]).await?.iter().map(event).collect()
}

/// Who read what of the account's: claims at UserInfo, or in an ID token. Newest first, before one
/// that was shown; of one client, or of all.
pub async fn list_reads(
    db: &Database,
    account: &AccountId,
    client: Option<&ClientId>,
    before: Option<&EventId>,
    most: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let client = client.map_or("", ClientId::as_str);
    let before = before.map_or(AFTER_ALL, EventId::as_str);
    let [read, issued, refreshed] = READ_KINDS.map(EventKind::as_str);
    let parameters = values![account, client, before, read, issued, refreshed, most];
    db.fetch_all(READS, parameters).await?.iter().map(event).collect()
}

/// How a client read the account's claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCount {
    /// Which client.
    pub client: ClientId,
    /// When it last read.
    pub last_at: Timestamp,
    /// How often since the moment asked about.
    pub reads: u32,
}

/// How the account's claims were read, client by client.
pub async fn count_reads(
    db: &Database,
    account: &AccountId,
    since: Timestamp,
) -> Result<Vec<ReadCount>, StoreError> {
    let [read, issued, refreshed] = READ_KINDS.map(EventKind::as_str);
    let rows = db.fetch_all(COUNT_READS, values![account, since, read, issued, refreshed]).await?;
    let count = |row: &Row| {
        Ok(ReadCount {
            client: row.parsed("client_id", ClientId::parse)?,
            last_at: row.moment("last_at")?,
            reads: row.count("reads")?,
        })
    };
    rows.iter().map(count).collect()
}

/// What a look at all chains found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Chains seen.
    pub chains: u64,
    /// Events seen.
    pub events: u64,
    /// Links that do not hold, in order.
    pub faults: Vec<Fault>,
}

/// A link that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which chain.
    pub chain: String,
    /// At which place.
    pub seq: i64,
    /// What is wrong.
    pub what: FaultKind,
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The event before it is missing.
    Gap,
    /// It does not carry the hash of the one before it.
    Cut,
    /// Its own hash does not fit what it says.
    Altered,
}

/// Goes through every chain from its beginning. What is cut off at a chain's end cannot be seen
/// here; the sequencer that joins chains sees it.
pub async fn verify_chains(db: &Database) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict::default();
    let mut at = Link { chain: String::new(), seq: -1, hash: [0; 32] };
    loop {
        let rows = db.fetch_all(NEXT_LINKS, values![&at.chain, at.seq, PAGE]).await?;
        if rows.is_empty() {
            return Ok(verdict);
        }
        for row in &rows {
            let next =
                Link { chain: row.text("chain")?, seq: row.int("seq")?, hash: row.index("hash")? };
            if next.chain != at.chain {
                verdict.chains += 1;
                at = Link { chain: next.chain.clone(), seq: -1, hash: [0; 32] };
            }
            verdict.events += 1;
            if let Some(what) = fault(&at, &next, row)? {
                verdict.faults.push(Fault { chain: next.chain.clone(), seq: next.seq, what });
            }
            at = next;
        }
    }
}

struct Link {
    chain: String,
    seq: i64,
    hash: [u8; 32],
}

fn fault(before: &Link, link: &Link, row: &Row) -> Result<Option<FaultKind>, StoreError> {
    if link.seq != before.seq + 1 {
        return Ok(Some(FaultKind::Gap));
    }
    let previous = row.index("previous")?;
    if previous != before.hash {
        return Ok(Some(FaultKind::Cut));
    }
    // A word outside the vocabulary was not written by us.
    let whole = match event(row) {
        Ok(event) => link_hash(&previous, &link.chain, link.seq, &event) == link.hash,
        Err(StoreError::Inconsistent { .. }) => false,
        Err(error) => return Err(error),
    };
    Ok((!whole).then_some(FaultKind::Altered))
}

fn event(row: &Row) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        id: row.id("id")?,
        at: row.moment("at")?,
        event: Event {
            kind: row.parsed("kind", EventKind::parse)?,
            account: row.optional_id("account_id")?,
            client: row.optional_parsed("client_id", ClientId::parse)?,
            detail: row.text("detail")?,
        },
    })
}
