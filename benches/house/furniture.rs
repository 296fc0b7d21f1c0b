//! Accounts and clients of a provider under measurement.

use danh::credential::password_hash::PasswordHash;
use danh::domain::account::{AccountKind, AccountState, Channel, Evidence, Generation, Profile};
use danh::domain::id::AccountId;
use danh::domain::person::{NationalId, Phone};
use danh::flows::ground::Ground;
use danh::flows::login::verifier_place;
use danh::flows::standing::profile_place;
use danh::sealing::{AccountKey, number_index, phone_index};
use danh::store::accounts::{AccountRow, insert_account};
use danh::store::batch::Batch;
use danh::store::credentials::{PASSWORD, set_credential};
use danh::store::sealed::{profile, seal_for_account};
use serde_json::Value;

use crate::support::assertion::ClientKey;
use crate::support::fixtures;

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
/// ES256 tokens.
pub fn clients(key: &ClientKey) -> Vec<Value> {
    let mut clients = fixtures::clients(key);
    let id = |one: &Value| one.get("client_id").and_then(Value::as_str).map(str::to_owned);
    clients.retain(|one| matches!(id(one).as_deref(), Some("bank" | "hospital")));
    for client in clients.iter_mut().filter_map(Value::as_object_mut) {
        client.insert("id_token_signed_response_alg".to_owned(), "ES256".into());
    }
    clients
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
