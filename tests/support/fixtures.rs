//! What a house holds when a test begins, brought in by its own doors: the clients of `clients.toml` and
//! the people of the sandbox's accounts.

use danh::app::config::Config;
use danh::flows::accounts::AccountsFlow;
use danh::flows::accounts::entry::Door;
use danh::flows::accounts::file::tables;
use danh::flows::client_registry::ClientRegistry;
use danh::flows::client_registry::file::read;
use danh::flows::ground::Ground;
use danh::protocol::client_metadata::Strictness;

use super::assertion::ClientKey;
use super::holder::Holder;
use super::house::House;
use super::relying_party::{Proof, RelyingParty};
use super::rows::block_on;

/// Settings of a test's provider at this address: limits on messages are another test's matter. What a
/// test needs otherwise it sets as an operator would, by environment.
pub fn settings(issuer: &str, environment: &[(String, String)]) -> Config {
    let text = format!(
        "[http]\nissuer = {issuer:?}\nworkers = 1\nnetwork_rate = 100000\nnetwork_burst = 100000\n\
         network_kept_requests = 1000000\nclient_kept_requests = 1000000\n\
         [sign_in]\nhash_threads = 1\notp_sends_per_2_hours = 10000\notp_sends_per_day = 10000\n\
         network_wrong_passwords_per_hour = 1000000\nnetwork_codes_per_hour = 1000000\n\
         operator_codes_per_minute = 1000000\n"
    );
    Config::read(&text, environment.iter().cloned()).expect("settings")
}

/// The registrations of `clients.toml`, the bank's with this key.
pub fn clients(key: &ClientKey) -> String {
    keyed(include_str!("clients.toml"), key)
}

/// Registrations with this key where they name it; a certificate of theirs may hold the same three letters.
pub fn keyed(registrations: &str, key: &ClientKey) -> String {
    let public = toml::Value::try_from(key.public()).expect("a table").to_string();
    registrations.replace("[KEY", &format!("[{public}"))
}

/// Brings clients in, or changes those that are there.
pub async fn register(ground: &Ground, clients: &str) {
    let registry = ClientRegistry { ground: ground.clone() };
    let asked = read(clients, Strictness::Trial).expect("registrations without a fault");
    let planned = registry.plan(asked).await.expect("a plan");
    registry.apply(&planned).await.expect("the clients are registered");
}

/// Brings clients and people in.
pub async fn furnish(ground: &Ground, clients: &str) {
    register(ground, clients).await;
    let door = Door { production: false, today: ground.now().day() };
    let people = include_str!("../../config/sandbox/accounts.toml").to_owned();
    let people = people + "\n" + include_str!("accounts.toml");
    let people = tables(&people, door).expect("tables of accounts");
    let mut faults = Vec::new();
    let accounts = AccountsFlow { ground: ground.clone() };
    let mut tell = |line: u64, fault| faults.push(format!("line {line}: {fault:?}"));
    let imported = accounts.import(people.into_iter().map(Ok), &mut tell).await;
    assert!(imported.is_ok() && faults.is_empty(), "{faults:?}");
}

impl House {
    /// A registered client.
    pub fn client(&self, id: &str) -> RelyingParty {
        let all = self.clients.get("client").and_then(toml::Value::as_array);
        let is_it =
            |one: &&toml::Value| one.get("client_id").and_then(toml::Value::as_str) == Some(id);
        let registration = all.into_iter().flatten().find(is_it).expect("the client is registered");
        let text = |name: &str| {
            let value = registration.get(name).and_then(toml::Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let flag = |name: &str| registration.get(name).and_then(toml::Value::as_bool) == Some(true);
        let uris = registration.get("redirect_uris").and_then(toml::Value::as_array);
        // A machine is never answered by a browser.
        let uri = uris.and_then(|uris| uris.first()?.as_str()).unwrap_or_default();
        let secret = text("client_secret");
        let proof = match text("token_endpoint_auth_method").as_str() {
            "client_secret_basic" => Proof::Basic(secret),
            "client_secret_post" => Proof::Post(secret),
            "client_secret_jwt" => Proof::SecretJwt(secret, self.issuer.clone()),
            "private_key_jwt" => Proof::Key(self.bank_key.clone(), self.issuer.clone()),
            _ => Proof::None,
        };
        RelyingParty {
            authority: self.authority.clone(),
            id: id.to_owned(),
            redirect_uri: uri.to_owned(),
            proof,
            scope: "openid profile".to_owned(),
            clock: self.clock.clone(),
            holder: flag("dpop_bound_access_tokens").then(Holder::new),
            pushes: text("vn_profile") != "oidc",
            line: None,
        }
    }

    /// Registers the clients of `clients.toml` with this changed; a provider notices within seconds.
    pub fn register_anew(&self, change: impl FnOnce(String) -> String) {
        self.apply(&change(clients(&self.bank_key)));
    }

    /// Applies these registrations, as an operator does.
    pub fn apply(&self, clients: &str) {
        block_on(register(&self.running.ground, clients));
    }
}
