//! Accounts that exist elsewhere are brought in with their evidence. What is known already is left as
//! it is, so that an import can be repeated; a few hundred accounts share a transaction, so that a
//! million take minutes.

use std::collections::HashSet;
use std::io;

use super::entry::{Entry, EntryFault};
use super::file::Numbered;
use crate::domain::account::{Evidence, Generation};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, EventId, ProofingId};
use crate::domain::time::Timestamp;
use crate::flows::error::Error;
use crate::flows::ground::Ground;
use crate::flows::login::verifier_place;
use crate::flows::standing::profile_place;
use crate::sealing::{AccountKey, number_index, phone_index};
use crate::store::accounts::{
    AccountRow, find_account_by_number, find_account_by_phone, insert_account, insert_alias,
};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::credentials::{PASSWORD, set_credential};
use crate::store::proofings::{ProofingRow, insert_proofing};
use crate::store::sealed::{Place, profile, seal_for_account};
use crate::store::settings::put_setting_once;

/// Accounts that share a transaction.
const SHARED_BY: usize = 200;

/// Set when the first made-up person is brought in; production refuses a database that has it.
pub const MADE_UP: &str = "accounts.made_up";

const PHONE_TAKEN: EntryFault =
    EntryFault { member: "phone", reason: "belongs to another account already" };

/// What came of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New ones.
    pub added: u64,
    /// Those that existed, and were left as they are.
    pub known: u64,
    /// Those that were refused.
    pub refused: u64,
}

/// The file ended in the middle, for a reason of the machine's.
#[derive(Debug)]
pub struct Broken(pub io::Error);

/// An entry with what finds it.
struct Found {
    line: u64,
    entry: Entry,
    number: [u8; 32],
    phone: Option<[u8; 32]>,
}

/// Entries that will share a transaction, and what they would take.
#[derive(Default)]
struct Group {
    entries: Vec<Found>,
    numbers: HashSet<[u8; 32]>,
    phones: HashSet<[u8; 32]>,
}

/// Brings in what the entries hold, and tells each fault as it is met.
pub(super) async fn import(
    ground: &Ground,
    entries: impl Iterator<Item = io::Result<Numbered>>,
    tell: &mut impl FnMut(u64, EntryFault),
) -> Result<Imported, Error<Broken>> {
    let mut came = Imported::default();
    let mut group = Group::default();
    for numbered in entries {
        let Numbered { line, entry } = numbered.map_err(|e| Error::Refused(Broken(e)))?;
        let entry = match entry {
            Ok(entry) => entry,
            Err(fault) => {
                came.refused += 1;
                tell(line, fault);
                continue;
            }
        };
        let found = found(ground, line, entry);
        if group.numbers.contains(&found.number)
            || find_account_by_number(&ground.database, &found.number).await?.is_some()
        {
            came.known += 1;
        } else if is_phone_taken(ground, &group, &found).await? {
            came.refused += 1;
            tell(line, PHONE_TAKEN);
        } else {
            group.numbers.insert(found.number);
            group.phones.extend(found.phone);
            group.entries.push(found);
        }
        if group.entries.len() == SHARED_BY {
            write(ground, std::mem::take(&mut group), &mut came, tell).await?;
        }
    }
    write(ground, group, &mut came, tell).await?;
    Ok(came)
}

fn found(ground: &Ground, line: u64, entry: Entry) -> Found {
    let number = number_index(&ground.ring, entry.profile.number.as_str());
    let phone = entry.profile.phone.as_ref();
    let phone = phone.map(|phone| phone_index(&ground.ring, phone.as_str()));
    Found { line, entry, number, phone }
}

async fn is_phone_taken(
    ground: &Ground,
    group: &Group,
    found: &Found,
) -> Result<bool, Error<Broken>> {
    let Some(phone) = found.phone else { return Ok(false) };
    let owner = find_account_by_phone(&ground.database, &phone).await?;
    Ok(group.phones.contains(&phone) || owner.is_some())
}

/// All in one transaction; if another import was faster with one of them, each in its own.
async fn write(
    ground: &Ground,
    group: Group,
    came: &mut Imported,
    tell: &mut impl FnMut(u64, EntryFault),
) -> Result<(), Error<Broken>> {
    if group.entries.is_empty() {
        return Ok(());
    }
    let now = ground.now();
    let mut batch = Batch::new();
    for found in &group.entries {
        add(ground, &mut batch, found, now);
    }
    if let Outcome::Done(_) = ground.database.commit(batch).await? {
        came.added += group.entries.len() as u64;
        return Ok(());
    }
    for found in &group.entries {
        let mut batch = Batch::new();
        add(ground, &mut batch, found, now);
        if let Outcome::Done(_) = ground.database.commit(batch).await? {
            came.added += 1;
        } else if find_account_by_number(&ground.database, &found.number).await?.is_some() {
            came.known += 1;
        } else {
            came.refused += 1;
            tell(found.line, PHONE_TAKEN);
        }
    }
    Ok(())
}

/// The account, its old numbers, its password, its evidence, and the event of its coming.
fn add(ground: &Ground, batch: &mut Batch, found: &Found, now: Timestamp) {
    let entry = &found.entry;
    let id = AccountId::new(now, ground.chance());
    let key = AccountKey::from_bytes(ground.chance());
    let seal = |at: Place<'_>, plain: &[u8]| seal_for_account(&key, ground.chance(), at, plain);
    let row = AccountRow {
        id: id.clone(),
        phone_index: found.phone,
        state: entry.state,
        generation: Generation(0),
        device_rule: entry.device_rule,
        data_key: key.wrap(&ground.ring, ground.chance(), &id),
        profile: seal(profile_place(id.as_str()), &profile::write(&entry.profile)),
        created_at: now,
    };
    insert_account(batch, &found.number, &row);
    for old in &entry.profile.old_numbers {
        insert_alias(batch, &number_index(&ground.ring, old.as_str()), &id);
    }
    if let Some(hash) = &entry.password {
        let verifier = seal(verifier_place(id.as_str()), hash.as_str().as_bytes());
        set_credential(batch, &id, PASSWORD, &verifier, entry.password_since.unwrap_or(now));
    }
    for shown in &entry.profile.evidence {
        let proofing = ProofingId::new(now, ground.chance());
        let at = Place { table: "proofings", column: "detail", id: proofing.as_str() };
        let detail = seal(at, br#"{"by":"import"}"#);
        insert_proofing(batch, &proven(proofing, &id, shown, detail));
    }
    if entry.profile.number.is_synthetic() {
        put_setting_once(batch, MADE_UP, "yes");
    }
    let channels = entry.profile.evidence.iter().map(|shown| shown.channel.as_str());
    let event = Event {
        kind: EventKind::AccountImported,
        account: Some(id),
        client: None,
        detail: channels.collect::<Vec<_>>().join(" "),
    };
    batch.event(EventRow { id: EventId::new(now, ground.chance()), at: now, event });
}

fn proven(id: ProofingId, account: &AccountId, shown: &Evidence, detail: Vec<u8>) -> ProofingRow {
    ProofingRow {
        id,
        account: account.clone(),
        channel: shown.channel,
        ial: shown.channel.ceiling(),
        proven_at: shown.proven_at,
        // Its last day counts whole.
        valid_to: shown.valid_to.map(|last| last.plus_days(1).begins()),
        detail,
    }
}
