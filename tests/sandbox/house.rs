//! A sandbox on a free port, and connectors that reach it.

use std::sync::Arc;
use std::time::Duration;

use danh::connectors::carrier_registry::CarrierRegistry;
use danh::connectors::http::{HttpSettings, HttpSystem};
use danh::connectors::insurance_registry::InsuranceRegistry;
use danh::connectors::population_registry::PopulationRegistry;
use danh::connectors::sms::SmsGateway;
use danh::connectors::system_clock::SystemClock;
use danh::connectors::system_entropy::SystemEntropy;
use danh::domain::id::MessageId;
use danh::domain::person::{NationalId, Phone};
use danh::domain::text::Secret;
use danh::domain::time::{Lifetime, Timestamp};
use danh::ports::clock::Clock;
use danh::ports::entropy::Entropy;
use danh::ports::messages::TextMessage;
use danh::sandbox::{Running, SandboxSettings, serve};
use serde_json::{Value, json};

pub const SECRET: &str = "a secret that only this test knows";

pub struct Sandbox {
    running: Running,
    client: reqwest::Client,
}

impl Sandbox {
    pub async fn start() -> Self {
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let settings = SandboxSettings {
            address: "127.0.0.1:0".parse().expect("an address"),
            bearer: Secret::new(SECRET.into()),
            people: 1_000,
            seed: 2026,
            named_people: None,
            first_start: now(),
            tiles: Vec::new(),
            clock: Arc::new(now),
        };
        let client = reqwest::Client::builder().tls_certs_only([]).no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { running: serve(settings).await.expect("a sandbox"), client }
    }

    pub fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    pub fn settings(&self, path: &'static str) -> HttpSettings {
        let base = self.address(path).parse().expect("an address");
        let mut settings = HttpSettings::new("test", base, Secret::new(SECRET.into()));
        settings.total_timeout = Duration::from_millis(600);
        settings.breaker_failures = 3;
        settings.breaker_rest = Duration::from_millis(300);
        settings
    }

    pub fn population(&self) -> (PopulationRegistry, Arc<HttpSystem>) {
        let system = system(self.settings("/population"));
        (PopulationRegistry::new(system.clone(), clock()), system)
    }

    pub fn insurance(&self) -> InsuranceRegistry {
        InsuranceRegistry::new(system(self.settings("/insurance")), clock())
    }

    pub fn carrier(&self) -> CarrierRegistry {
        CarrierRegistry::new(system(self.settings("/carrier")), clock())
    }

    pub fn gateway(&self) -> SmsGateway {
        SmsGateway::new(system(self.settings("/sms")), clock())
    }

    pub async fn fault(&self, system: &str, kind: &str) {
        self.wish(&json!({ "system": system, "kind": kind })).await;
    }

    pub async fn wish(&self, wish: &Value) {
        let asked = self.client.post(self.address("/faults")).json(wish);
        assert_eq!(asked.send().await.expect("an answer").status(), 200);
    }

    pub async fn inbox(&self, query: &str) -> Vec<Value> {
        let asked = self.client.get(self.address(&format!("/sms{query}")));
        asked.send().await.expect("an answer").json().await.expect("messages")
    }

    pub async fn page(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(self.address(path)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    pub const fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub async fn stop(self) {
        self.running.stop().await.expect("a clean stop");
    }
}

pub fn system(settings: HttpSettings) -> Arc<HttpSystem> {
    Arc::new(HttpSystem::new(settings, clock(), Arc::new(SystemEntropy)).expect("a system"))
}

pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::new())
}

pub fn now() -> Timestamp {
    SystemClock::new().now()
}

pub fn number(text: &str) -> NationalId {
    NationalId::parse(text).expect("a number")
}

pub fn phone(text: &str) -> Phone {
    Phone::parse(text).expect("a phone")
}

pub fn message(to: &str, text: &str) -> TextMessage {
    let entropy: &dyn Entropy = &SystemEntropy;
    TextMessage {
        id: MessageId::new(now(), entropy.bytes()),
        to: phone(to),
        text: Secret::new(text.into()),
        deadline: now().plus(Lifetime::seconds(120)),
    }
}
