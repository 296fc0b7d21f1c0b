//! Accounts and clients of a provider under measurement.

use danh::credential::password_hash::PasswordHash;
use danh::domain::account::{AccountKind, AccountState, Channel, Evidence, Generation, Profile};
use danh::domain::id::AccountId;
use danh::domain::person::{NationalId, Phone};
use danh::flows::client_registry::ClientRegistry;
use danh::flows::client_registry::file::read;
use danh::flows::ground::Ground;
use danh::flows::login::verifier_place;
use danh::flows::standing::profile_place;
use danh::protocol::client_metadata::Strictness;
use danh::sealing::{AccountKey, number_index, phone_index};
use danh::store::accounts::{AccountRow, insert_account};
use danh::store::batch::Batch;
use danh::store::credentials::{PASSWORD, set_credential};
use danh::store::sealed::{profile, seal_for_account};

use crate::support::assertion::ClientKey;

/// How many accounts share a transaction.
const TOGETHER: u32 = 500;

/// The personal number of an account.
pub fn number(place: u32) -> String {
    format!("99918{:07}", place + 1_000_000)
}

/// The phone of an account.
pub fn phone(place: u32) -> String {
    format!("+8451{place:07}")
}

/// The registrations: a bank with private_key_jwt and a hospital with client_secret_basic, both with
/// ES256 tokens; as `danh clients apply` takes them.
pub fn clients(key: &ClientKey) -> String {
    let public = toml::Value::try_from(key.public()).expect("a table").to_string();
    include_str!("clients.toml").replace("KEY", &public)
}

/// Registers the clients.
pub async fn register(ground: &Ground, clients: &str) {
    let registry = ClientRegistry { ground: ground.clone() };
    let asked = read(clients, Strictness::Trial).expect("registrations without a fault");
    let planned = registry.plan(asked).await.expect("a plan");
    registry.apply(&planned).await.expect("the clients are registered");
}

/// Writes so many accounts down, all with this ready hash.
pub async fn furnish(ground: &Ground, accounts: u32, ready_hash: &str) {
    let hash = PasswordHash::parse(ready_hash).expect("a hash");
    for first in (0..accounts).step_by(TOGETHER as usize) {
        let mut batch = Batch::new();
        for place in first..accounts.min(first + TOGETHER) {
            settle(ground, &mut batch, place, &hash);
        }
        ground.database.commit(batch).await.expect("the accounts fit");
    }
}

fn settle(ground: &Ground, batch: &mut Batch, place: u32, hash: &PasswordHash) {
    let now = ground.now();
    let id = AccountId::new(now, ground.chance());
    let key = AccountKey::from_bytes(ground.chance());
    let number = NationalId::parse(&number(place)).expect("a number");
    let phone = Phone::parse(&phone(place)).expect("a phone");
    let evidence = Evidence { channel: Channel::PoliceStation, proven_at: now, valid_to: None };
    let holdings = Profile {
        number: number.clone(),
        old_numbers: vec![],
        phone: Some(phone.clone()),
        receiving: vec![],
        email: None,
        kind: AccountKind::Citizen,
        eid_level: Some(2),
        evidence: vec![evidence],
        card_valid_to: Some(now.day().plus_days(1200)),
        language: Some("vi".into()),
    };
    let sealed = profile::write(&holdings);
    let row = AccountRow {
        id: id.clone(),
        phone_index: Some(phone_index(&ground.ring, phone.as_str())),
        state: AccountState::Active,
        generation: Generation(0),
        device_rule: true,
        data_key: key.wrap(&ground.ring, ground.chance(), &id),
        profile: seal_for_account(&key, ground.chance(), profile_place(id.as_str()), &sealed),
        created_at: now,
    };
    insert_account(batch, &number_index(&ground.ring, number.as_str()), &row);
    let verifier = hash.as_str().as_bytes();
    let verifier = seal_for_account(&key, ground.chance(), verifier_place(id.as_str()), verifier);
    set_credential(batch, &id, PASSWORD, &verifier, now);
}
