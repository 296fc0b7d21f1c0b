//! What people decided about their claims: a log. Each decision adds a row with the signed receipt of
//! it, and nothing is ever changed but that it was taken back; what stands is told from the whole,
//! the newest word about each matter before the older ones.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::client::ClientId;
use crate::domain::consent::{Duration, Matter, PurposeVersion, Remembered, latest};
use crate::domain::id::{AccountId, ConsentId};
use crate::domain::time::Timestamp;
use crate::values;

/// Older rows than these are not asked: what only they say is asked of the person anew. The last one is
/// read even when nothing of it stands any more, for the next decision follows it.
const STANDING: &str = "SELECT id AS consent_id, decisions, given_at,
    followed_at IS NULL AS is_last FROM consents
    WHERE account_id = $1 AND client_id = $2 AND withdrawn_at IS NULL
    AND (expires_at > $3 OR followed_at IS NULL)
    ORDER BY followed_at IS NOT NULL, id DESC LIMIT 50";
/// Of each client the newest rows, as many as [`STANDING`] asks; the newest of every client before
/// any second one, so that the bound takes the oldest.
macro_rules! newest_of_each {
    ($of:literal) => {
        concat!(
            "SELECT id, account_id, client_id, decisions, given_at, withdrawn_at FROM (
                SELECT id, account_id, client_id, decisions, given_at, withdrawn_at,
                    ROW_NUMBER() OVER (PARTITION BY client_id ORDER BY id DESC) AS place
                FROM consents WHERE ",
            $of,
            ") newest WHERE place <= 50 ORDER BY place, client_id LIMIT 2000"
        )
    };
}
const LIST: &str = newest_of_each!("account_id = $1");
const LIST_STANDING: &str =
    newest_of_each!("account_id = $1 AND withdrawn_at IS NULL AND expires_at > $2");
const LIST_OF_CLIENT: &str = "SELECT id, account_id, client_id, decisions, given_at, withdrawn_at
    FROM consents WHERE account_id = $1 AND client_id = $2 ORDER BY id DESC LIMIT 50";
const INSERT: &str = "INSERT INTO consents (id, account_id, client_id, decisions, given_at,
    expires_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const WITHDRAW: &str = "UPDATE consents SET withdrawn_at = $3
    WHERE account_id = $1 AND client_id = $2 AND withdrawn_at IS NULL RETURNING id";
/// Changes nothing, and stands in the way of whoever decides anew or takes it back at this moment.
const HOLD: &str = "UPDATE consents SET expires_at = expires_at
    WHERE id = $1 AND withdrawn_at IS NULL AND followed_at IS NULL";
const FOLLOW: &str = "UPDATE consents SET followed_at = $2
    WHERE id = $1 AND withdrawn_at IS NULL AND followed_at IS NULL";
const FIND_RECEIPT: &str = "SELECT id, account_id, client_id, body, given_at
    FROM consents WHERE id = $1 AND account_id = $2";
const LIST_RECEIPTS: &str = "SELECT id, account_id, client_id, body, given_at
    FROM consents WHERE account_id = $1 ORDER BY id DESC LIMIT 200";

/// The texts of this file.
pub const ALL: &[&str] = &[
    STANDING,
    LIST,
    LIST_STANDING,
    LIST_OF_CLIENT,
    INSERT,
    WITHDRAW,
    HOLD,
    FOLLOW,
    FIND_RECEIPT,
    LIST_RECEIPTS,
];

/// What stands of decisions about a client, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recalled {
    /// The newest word about each matter.
    pub decisions: Vec<Remembered>,
    /// The last row of them. Whoever takes them back takes back this one too, and whoever decides anew
    /// comes after it.
    pub last: Option<ConsentId>,
}

/// What was decided at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Its name, and its receipt's number.
    pub id: ConsentId,
    /// Whose.
    pub account: AccountId,
    /// For which client.
    pub client: ClientId,
    /// What was decided, a matter each.
    pub decisions: Vec<Remembered>,
    /// When.
    pub given_at: Timestamp,
    /// When it was taken back, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct ReceiptRow {
    /// Its name.
    pub id: ConsentId,
    /// Whose.
    pub account: AccountId,
    /// About which client.
    pub client: ClientId,
    /// The signed words, sealed.
    pub body: Vec<u8>,
    /// When it was given.
    pub created_at: Timestamp,
}

/// One decision, as the column keeps it; nothing in it is about the person but that they decided.
#[derive(Serialize, Deserialize)]
struct Written {
    matter: String,
    agreed: bool,
    purpose: String,
    until: i64,
}

/// What this account decided about this client and did not take back; the domain judges the time.
pub async fn find_consents(
    db: &Database,
    account: &AccountId,
    client: &ClientId,
    now: Timestamp,
) -> Result<Recalled, StoreError> {
    let rows = db.fetch_all(STANDING, values![account, client, now]).await?;
    recalled(&rows)
}

/// What this account decided, by client, the newest of each first.
pub async fn list_consents(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<ConsentRow>, StoreError> {
    by_client(&db.fetch_all(LIST, values![account]).await?)
}

/// The same without what was taken back and what is too old to stand.
pub async fn list_standing_consents(
    db: &Database,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<ConsentRow>, StoreError> {
    by_client(&db.fetch_all(LIST_STANDING, values![account, now]).await?)
}

/// What this account decided about one client, the newest first.
pub async fn list_consents_of_client(
    db: &Database,
    account: &AccountId,
    client: &ClientId,
) -> Result<Vec<ConsentRow>, StoreError> {
    db.fetch_all(LIST_OF_CLIENT, values![account, client]).await?.iter().map(consent).collect()
}

fn by_client(rows: &[Row]) -> Result<Vec<ConsentRow>, StoreError> {
    let mut list: Vec<_> = rows.iter().map(consent).collect::<Result<_, _>>()?;
    list.sort_by(|one, other| one.client.cmp(&other.client).then(other.id.cmp(&one.id)));
    Ok(list)
}

/// Adds a decision with its sealed receipt, after the last one that it was made in sight of; if another
/// one came meanwhile, or that one was taken back, the batch is refused at one of the returned places.
///
/// The row is asked for as long as any decision can stand, not only its own: it also says that an
/// older one stands no more.
pub fn insert_consent(
    batch: &mut Batch,
    consent: &ConsentRow,
    last: Option<&ConsentId>,
    receipt: &[u8],
) -> RangeInclusive<usize> {
    let ConsentRow { id, account, client, decisions, given_at, .. } = consent;
    let expires_at = given_at.plus(Duration::LONGEST.span());
    let decisions = written(decisions);
    let followed = last.map(|last| batch.must(FOLLOW, values![last, *given_at]));
    let parameters = values![id, account, client, decisions, *given_at, expires_at, receipt];
    let inserted = batch.push(INSERT, parameters);
    followed.unwrap_or(inserted)..=inserted
}

/// Takes back all that was decided about a client. Twice: the first time may have to wait for somebody
/// who decides at this moment, and on PostgreSQL sees only what stood when it began to wait; the second
/// sees what they wrote.
pub fn withdraw_consents(
    batch: &mut Batch,
    account: &AccountId,
    client: &ClientId,
    now: Timestamp,
) -> usize {
    batch.push(WITHDRAW, values![account, client, now]);
    batch.push(WITHDRAW, values![account, client, now])
}

/// Goes on only if this row is the last still and was not taken back. Until the transaction ends nobody
/// decides anew or takes it back: who tries comes after, and sees what this transaction wrote.
pub fn hold_consent(batch: &mut Batch, id: &ConsentId) -> usize {
    batch.must(HOLD, values![id])
}

/// This account's receipt of this name.
pub async fn find_receipt(
    db: &Database,
    id: &ConsentId,
    account: &AccountId,
) -> Result<Option<ReceiptRow>, StoreError> {
    db.fetch_optional(FIND_RECEIPT, values![id, account]).await?.as_ref().map(receipt).transpose()
}

/// This account's receipts, newest first.
pub async fn list_receipts(
    db: &Database,
    account: &AccountId,
) -> Result<Vec<ReceiptRow>, StoreError> {
    db.fetch_all(LIST_RECEIPTS, values![account]).await?.iter().map(receipt).collect()
}

/// What stands by rows that come newest first, each with `consent_id`, `decisions`, `given_at` and
/// `is_last`, or without an id where a joined read found nothing. The last word goes before all others,
/// also where the clocks of two processes would have it otherwise.
pub(super) fn recalled(rows: &[Row]) -> Result<Recalled, StoreError> {
    let (mut all, mut before, mut last) = (Vec::new(), Vec::new(), None);
    for row in rows {
        let Some(id) = row.optional_id("consent_id")? else { continue };
        if row.flag("is_last")? {
            last = Some(id);
            all.extend(decisions(row)?);
        } else {
            before.extend(decisions(row)?);
        }
    }
    all.append(&mut before);
    Ok(Recalled { decisions: latest(all, |decision| decision.matter), last })
}

fn consent(row: &Row) -> Result<ConsentRow, StoreError> {
    Ok(ConsentRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        decisions: decisions(row)?,
        given_at: row.moment("given_at")?,
        withdrawn_at: row.optional_moment("withdrawn_at")?,
    })
}

fn decisions(row: &Row) -> Result<Vec<Remembered>, StoreError> {
    let given_at = row.moment("given_at")?;
    let decision = |one: Written| {
        Some(Remembered {
            matter: Matter::parse(&one.matter)?,
            agreed: one.agreed,
            purpose: PurposeVersion(one.purpose),
            given_at,
            until: Timestamp::from_unix(one.until),
        })
    };
    let parse = |text: &str| {
        let list: Vec<Written> = serde_json::from_str(text).ok()?;
        list.into_iter().map(decision).collect()
    };
    row.parsed("decisions", parse)
}

/// A list of plain members can always be written; no empty text is ever read back.
fn written(decisions: &[Remembered]) -> String {
    let list = decisions.iter().map(|decision| Written {
        matter: decision.matter.key().to_owned(),
        agreed: decision.agreed,
        purpose: decision.purpose.0.clone(),
        until: decision.until.unix(),
    });
    serde_json::to_string(&list.collect::<Vec<_>>()).unwrap_or_default()
}

fn receipt(row: &Row) -> Result<ReceiptRow, StoreError> {
    Ok(ReceiptRow {
        id: row.id("id")?,
        account: row.id("account_id")?,
        client: row.parsed("client_id", ClientId::parse)?,
        body: row.bytes("body")?,
        created_at: row.moment("given_at")?,
    })
}
