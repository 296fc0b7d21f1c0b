//! Accounts. Found by blind index; what they hold about a person stands sealed.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::account::{AccountState, Generation, LockedBy};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::values;

/// The columns of an account joined as `a`, as [`account`] reads them.
macro_rules! account_columns {
    () => {
        "a.id AS account_id, a.phone_index, a.state, a.state_since, a.state_by,
        a.generation AS account_generation, a.device_rule, a.data_key, a.profile,
        a.created_at AS account_created_at"
    };
}
pub(super) use account_columns;

const FIND: &str = concat!("SELECT ", account_columns!(), " FROM accounts a WHERE a.id = $1");
const FIND_BY_NUMBER: &str = "SELECT id FROM accounts WHERE number_index = $1";
const FIND_BY_PHONE: &str = "SELECT id FROM accounts WHERE phone_index = $1";
const INSERT: &str = "INSERT INTO accounts (id, number_index, phone_index, state, state_since,
    state_by, generation, device_rule, data_key, profile, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const INSERT_ALIAS: &str = "INSERT INTO account_aliases (old_index, account_id) VALUES ($1, $2)
    ON CONFLICT (old_index, account_id) DO NOTHING";
/// Of the locks the police's alone may take another's place, and the owner's alone may give it.
const LOCK: &str = "UPDATE accounts SET state = 'locked', state_since = $2, state_by = $3
    WHERE id = $1 AND (state <> 'locked' OR (state_by = 'owner' AND $3 = 'police'))";
const SET_PROFILE: &str = "UPDATE accounts SET profile = $2, phone_index = $3 WHERE id = $1";
const NEXT_GENERATION: &str = "UPDATE accounts SET generation = generation + 1
    WHERE id = $1 AND generation = $2";

/// The texts of this file.
pub const ALL: &[&str] = &[
    FIND,
    FIND_BY_NUMBER,
    FIND_BY_PHONE,
    INSERT,
    INSERT_ALIAS,
    LOCK,
    SET_PROFILE,
    NEXT_GENERATION,
];

/// An account as its row has it; `sealed` opens what is sealed.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Our name for it.
    pub id: AccountId,
    /// Where its phone is found, if it owns one.
    pub phone_index: Option<[u8; 32]>,
    /// May it be used?
    pub state: AccountState,
    /// Which device change this is.
    pub generation: Generation,
    /// Whether one active device is the rule.
    pub device_rule: bool,
    /// Its own key, wrapped.
    pub data_key: Vec<u8>,
    /// The profile, sealed.
    pub profile: Vec<u8>,
    /// Since when we know it.
    pub created_at: Timestamp,
}

/// The account of this name.
pub async fn find_account(db: &Database, id: &AccountId) -> Result<Option<AccountRow>, StoreError> {
    db.fetch_optional(FIND, values![id]).await?.as_ref().map(account).transpose()
}

/// The account of this personal number.
pub async fn find_account_by_number(
    db: &Database,
    number_index: &[u8; 32],
) -> Result<Option<AccountId>, StoreError> {
    let row = db.fetch_optional(FIND_BY_NUMBER, values![number_index]).await?;
    row.map(|row| row.id("id")).transpose()
}

/// The account that owns this phone.
pub async fn find_account_by_phone(
    db: &Database,
    phone_index: &[u8; 32],
) -> Result<Option<AccountId>, StoreError> {
    let row = db.fetch_optional(FIND_BY_PHONE, values![phone_index]).await?;
    row.map(|row| row.id("id")).transpose()
}

/// Adds an account. A number or a phone that is taken refuses the batch.
pub fn insert_account(batch: &mut Batch, number_index: &[u8; 32], account: &AccountRow) -> usize {
    let (state, since, by) = written(account.state, account.created_at);
    let parameters = values![
        &account.id,
        number_index,
        account.phone_index,
        state,
        since,
        by,
        account.generation.0,
        account.device_rule,
        &account.data_key,
        &account.profile,
        account.created_at,
    ];
    batch.push(INSERT, parameters)
}

/// Lets an old card's number lead to an account.
pub fn insert_alias(batch: &mut Batch, old_index: &[u8; 32], account: &AccountId) -> usize {
    batch.push(INSERT_ALIAS, values![old_index, account])
}

/// Locks an account. A lock that stands refuses the batch, unless the police come after the owner.
pub fn lock_account(batch: &mut Batch, account: &AccountId, by: LockedBy, now: Timestamp) -> usize {
    batch.must(LOCK, values![account, now, by.as_str()])
}

/// Writes another sealed profile. A phone that is taken refuses the batch.
pub fn set_profile(
    batch: &mut Batch,
    account: &AccountId,
    profile: &[u8],
    phone_index: Option<[u8; 32]>,
) -> usize {
    batch.must(SET_PROFILE, values![account, profile, phone_index])
}

/// Everything of this generation dies. Of two changes at once, one is refused.
pub fn next_generation(batch: &mut Batch, account: &AccountId, from: Generation) -> usize {
    batch.must(NEXT_GENERATION, values![account, from.0])
}

/// Reads the columns of `account_columns!`.
pub(super) fn account(row: &Row) -> Result<AccountRow, StoreError> {
    Ok(AccountRow {
        id: row.id("account_id")?,
        phone_index: match row.optional_bytes("phone_index")? {
            Some(_) => Some(row.index("phone_index")?),
            None => None,
        },
        state: state(row)?,
        generation: Generation(row.int("account_generation")?),
        device_rule: row.flag("device_rule")?,
        data_key: row.bytes("data_key")?,
        profile: row.bytes("profile")?,
        created_at: row.moment("account_created_at")?,
    })
}

fn state(row: &Row) -> Result<AccountState, StoreError> {
    match row.text("state")?.as_str() {
        "active" => Ok(AccountState::Active),
        "not_activated" => Ok(AccountState::NotActivated),
        "app_only" => Ok(AccountState::AppOnly),
        "locked" => {
            let by = row.parsed("state_by", LockedBy::parse)?;
            Ok(AccountState::Locked { since: row.moment("state_since")?, by })
        }
        _ => Err(row.inconsistent("state")),
    }
}

fn written(state: AccountState, now: Timestamp) -> (&'static str, Timestamp, Option<&'static str>) {
    match state {
        AccountState::Active => ("active", now, None),
        AccountState::NotActivated => ("not_activated", now, None),
        AccountState::AppOnly => ("app_only", now, None),
        AccountState::Locked { since, by } => ("locked", since, Some(by.as_str())),
    }
}
