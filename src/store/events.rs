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
/// A read; or an issue of tokens, which is a read if claims stood in the ID token. Word for word what
/// the index of reads is made for, so that both databases use it.
macro_rules! is_read {
    () => {
        "(e.kind = 'claims.read'
        OR (e.kind IN ('token.issued', 'token.refreshed') AND e.detail <> ''))"
    };
}
const READS: &str = concat!(
    "SELECT e.id, e.at, e.kind, e.account_id, e.client_id, e.detail FROM events e
    WHERE e.account_id = $1 AND e.id < $2 AND ",
    is_read!(),
    " ORDER BY e.id DESC LIMIT $3"
);
const READS_OF_CLIENT: &str = concat!(
    "SELECT e.id, e.at, e.kind, e.account_id, e.client_id, e.detail FROM events e
    WHERE e.account_id = $1 AND e.client_id = $2 AND e.id < $3 AND ",
    is_read!(),
    " ORDER BY e.id DESC LIMIT $4"
);
/// The last read and how many there were since a moment: by the index, and never further back.
macro_rules! counted {
    ($client:literal, $since:literal) => {
        concat!(
            "(SELECT e.at FROM events e WHERE e.account_id = $1 AND e.client_id = ",
            $client,
            " AND ",
            is_read!(),
            " ORDER BY e.id DESC LIMIT 1) AS last_at,
            (SELECT COUNT(*) FROM events e WHERE e.account_id = $1 AND e.client_id = ",
            $client,
            " AND e.id >= ",
            $since,
            " AND ",
            is_read!(),
            ") AS reads"
        )
    };
}
const COUNT_READS: &str = concat!(
    "SELECT c.client_id, ",
    counted!("c.client_id", "$2"),
    " FROM consents c WHERE c.account_id = $1 GROUP BY c.client_id ORDER BY c.client_id LIMIT 2000"
);
const COUNT_READS_OF_CLIENT: &str = concat!("SELECT ", counted!("$2", "$3"));
const NEXT_LINKS: &str = "SELECT chain, seq, id, at, kind, account_id, client_id, detail, previous,
    hash FROM events WHERE (chain, seq) > ($1, $2) ORDER BY chain, seq LIMIT $3";

/// The texts of this file.
pub const ALL: &[&str] =
    &[OF_ACCOUNT, READS, READS_OF_CLIENT, COUNT_READS, COUNT_READS_OF_CLIENT, NEXT_LINKS];

/// Later than every name of an event.
const AFTER_ALL: &str = "g";
const PAGE: u32 = 500;

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
    let before = before.map_or(AFTER_ALL, EventId::as_str);
    let rows = match client {
        Some(client) => {
            db.fetch_all(READS_OF_CLIENT, values![account, client, before, most]).await?
        }
        None => db.fetch_all(READS, values![account, before, most]).await?,
    };
    rows.iter().map(event).collect()
}

/// How a client read the account's claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadCount {
    /// When it last read, if it ever did.
    pub last_at: Option<Timestamp>,
    /// How often since the moment asked about.
    pub reads: u32,
}

/// How the account's claims were read, by every client about which it decided something.
pub async fn count_reads(
    db: &Database,
    account: &AccountId,
    since: Timestamp,
) -> Result<Vec<(ClientId, ReadCount)>, StoreError> {
    let rows = db.fetch_all(COUNT_READS, values![account, &first_at(since)]).await?;
    let of_client = |row: &Row| Ok((row.parsed("client_id", ClientId::parse)?, count(row)?));
    rows.iter().map(of_client).collect()
}

/// How the account's claims were read by one client.
pub async fn count_reads_of_client(
    db: &Database,
    account: &AccountId,
    client: &ClientId,
    since: Timestamp,
) -> Result<ReadCount, StoreError> {
    let parameters = values![account, client, &first_at(since)];
    let row = db.fetch_optional(COUNT_READS_OF_CLIENT, parameters).await?;
    row.as_ref().map_or_else(|| Ok(ReadCount::default()), count)
}

/// The first name that an event of this moment can have: names begin with their moment.
fn first_at(moment: Timestamp) -> EventId {
    EventId::new(moment, [0; 12])
}

fn count(row: &Row) -> Result<ReadCount, StoreError> {
    Ok(ReadCount { last_at: row.optional_moment("last_at")?, reads: row.count("reads")? })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_found_by_the_words_of_the_vocabulary() {
        for kind in [EventKind::ClaimsRead, EventKind::TokensIssued, EventKind::TokensRefreshed] {
            assert!(is_read!().contains(&format!("'{}'", kind.as_str())), "{}", kind.as_str());
        }
    }
}
