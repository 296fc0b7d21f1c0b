//! What a house holds when a test begins: the clients of `clients.toml` and the people of the sandbox.

use danh::app::config::Config;
use danh::credential::password_hash::PasswordHash;
use danh::domain::account::{
    AccountKind, AccountState, Channel, Evidence, Generation, LockedBy, Profile,
};
use danh::domain::client::ClientId;
use danh::domain::id::AccountId;
use danh::domain::person::{LoginName, NationalId, Phone};
use danh::flows::ground::Ground;
use danh::flows::login::verifier_place;
use danh::flows::standing::profile_place;
use danh::sealing::{AccountKey, Kind, digest, number_index, phone_index};
use danh::store::accounts::{AccountRow, insert_account, insert_alias};
use danh::store::batch::Batch;
use danh::store::clients::{ClientRow, apply_client};
use danh::store::credentials::{PASSWORD, set_credential};
use danh::store::sealed::{profile, seal_for_account};

use super::assertion::ClientKey;
use super::people::{BINH, Citizen, LAN, MAI, NAM};

/// Settings of a test's provider at this address: limits on messages are another test's matter.
pub fn settings(issuer: &str) -> Config {
    let text = format!(
        "[http]\nissuer = {issuer:?}\nworkers = 1\nnetwork_rate = 100000\nnetwork_burst = 100000\n\
         [sign_in]\nhash_threads = 1\notp_sends_per_2_hours = 10000\notp_sends_per_day = 10000\n"
    );
    Config::read(&text, std::iter::empty()).expect("settings")
}

/// The registrations of `clients.toml`, the bank's with this key.
pub fn clients(key: &ClientKey) -> Vec<serde_json::Value> {
    let public = toml::Value::try_from(key.public()).expect("a table").to_string();
    let text = include_str!("clients.toml").replace("KEY", &public);
    let file: toml::Table = text.parse().expect("the clients' file");
    let json = serde_json::to_value(file).expect("JSON");
    json["client"].as_array().cloned().expect("clients")
}

/// Writes clients and people down.
pub async fn furnish(ground: &Ground, clients: &[serde_json::Value]) {
    let mut batch = Batch::new();
    for registration in clients {
        apply(ground, &mut batch, registration.clone());
    }
    for person in [MAI, BINH, NAM, LAN] {
        settle(ground, &mut batch, person);
    }
    ground.database.commit(batch).await.expect("the furniture fits");
}

fn apply(ground: &Ground, batch: &mut Batch, mut registration: serde_json::Value) {
    let members = registration.as_object_mut().expect("a table");
    let secret = members.remove("client_secret");
    let id = members["client_id"].as_str().expect("an id").to_owned();
    let secret_digest = secret.map(|secret| {
        let secret = secret.as_str().expect("a secret").as_bytes().to_vec();
        digest(&ground.ring, Kind::ClientSecret, &id, &secret)
    });
    let id = ClientId::parse(&id).expect("an id");
    let document = registration.to_string();
    apply_client(batch, &ClientRow { id, document, secret_digest, applied_at: ground.now() });
}

fn settle(ground: &Ground, batch: &mut Batch, person: Citizen) {
    let now = ground.now();
    let id = AccountId::new(now, ground.chance());
    let key = AccountKey::from_bytes(ground.chance());
    let number = NationalId::parse(person.number).expect("a number");
    let phone = Phone::parse(person.phone).expect("a phone");
    let old = (person == NAM).then(|| LoginName::parse("999000003").expect("an old number"));
    let (channel, level) =
        if person == BINH { (Channel::Chip, 1) } else { (Channel::PoliceStation, 2) };
    let holdings = Profile {
        number: number.clone(),
        old_numbers: old.iter().cloned().collect(),
        phone: Some(phone.clone()),
        receiving: vec![],
        kind: AccountKind::Citizen,
        eid_level: Some(level),
        evidence: vec![Evidence { channel, proven_at: now, valid_to: None }],
        card_valid_to: Some(now.day().plus_days(1200)),
        language: Some("vi".into()),
    };
    let state = match person == LAN {
        true => AccountState::Locked { since: now, by: LockedBy::Police },
        false => AccountState::Active,
    };
    let sealed = profile::write(&holdings);
    let row = AccountRow {
        id: id.clone(),
        phone_index: Some(phone_index(&ground.ring, phone.as_str())),
        state,
        generation: Generation(0),
        device_rule: true,
        data_key: key.wrap(&ground.ring, ground.chance(), &id),
        profile: seal_for_account(&key, ground.chance(), profile_place(id.as_str()), &sealed),
        created_at: now,
    };
    insert_account(batch, &number_index(&ground.ring, number.as_str()), &row);
    if let Some(old) = old {
        insert_alias(batch, &number_index(&ground.ring, old.as_str()), &id);
    }
    let hash = PasswordHash::parse(HASH).expect("a hash");
    let place = verifier_place(id.as_str());
    let verifier = seal_for_account(&key, ground.chance(), place, hash.as_str().as_bytes());
    set_credential(batch, &id, PASSWORD, &verifier, now);
}

/// `Thu-nghiem-1`, hashed once, without a pepper.
const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZGFuaCBzYW5kYm94IDk5OQ$B+y7YCQhL9wKkGh8QOh+7VxqVJq5NvHPyylxA2fP8sA";
