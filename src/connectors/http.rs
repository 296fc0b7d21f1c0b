//! Asking an outside system over HTTP: JSON in, JSON out, within a time, a size and a patience.
//!
//! Every question is a POST that may be asked twice (a register only reads; the gateway knows a
//! message by its id), so a failure is tried again until the time is up. What may go wrong comes back
//! as a [`Silence`]: it has no body, no address and nothing personal in it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Certificate, Client, Identity, Response, StatusCode, Url, redirect};
use tokio::sync::Semaphore;

use super::breaker::{Breaker, Change};
use super::counters::Counters;
pub use super::counters::Silence;
use crate::domain::text::Secret;
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;
use crate::ports::outside_system::{Counts, OutsideSystem};

/// The longest body that is read.
const LONGEST_BODY: usize = 64 * 1024;
/// The first wait before asking again; doubled each time, and up to half of it by chance.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// How to reach one outside system.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// A short name for logs and metrics.
    pub system: &'static str,
    /// Where it is; the paths of its OpenAPI page are appended.
    pub base: Url,
    /// The secret we show it.
    pub bearer: Secret,
    /// Our certificate and key as PEM, where it asks for one.
    pub identity: Option<Secret>,
    /// The authorities it may be certified by, as PEM; the machine's own if none are named.
    pub authorities: Option<Vec<u8>>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long the whole question may take, all tries together.
    pub total_timeout: Duration,
    /// How often a failed question is asked again.
    pub retries: u32,
    /// After so many failures in a row it is left alone.
    pub breaker_failures: u32,
    /// For so long.
    pub breaker_rest: Duration,
    /// The most questions under way at once; the next is not asked.
    pub most_under_way: usize,
}

impl HttpSettings {
    /// The defaults of `decisions.md` §4 for a system at this place.
    #[must_use]
    pub fn new(system: &'static str, base: Url, bearer: Secret) -> Self {
        Self {
            system,
            base,
            bearer,
            identity: None,
            authorities: None,
            connect_timeout: Duration::from_secs(1),
            total_timeout: Duration::from_secs(3),
            retries: 2,
            breaker_failures: 5,
            breaker_rest: Duration::from_secs(5),
            most_under_way: 256,
        }
    }
}

/// Why a connector cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Certificate, key or authorities cannot be read.
    #[error("{0}: its certificate, key or authorities cannot be read")]
    Tls(&'static str),
    /// Nothing can be asked there.
    #[error("{0}: its address must be http or https, without a query")]
    Address(&'static str),
}

/// What it answered.
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The body, at most 64 KiB.
    pub body: Vec<u8>,
}

/// One outside system, reached over HTTP.
pub struct HttpSystem {
    settings: HttpSettings,
    client: Client,
    under_way: Semaphore,
    breaker: Mutex<Breaker>,
    counters: Counters,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl HttpSystem {
    /// A system at the place the settings name. Nothing is asked of it yet.
    ///
    /// # Errors
    /// If address or certificates cannot be used.
    pub fn new(
        settings: HttpSettings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, SettingsError> {
        let client = client(&settings)?;
        let rest = u64::try_from(settings.breaker_rest.as_micros()).unwrap_or(u64::MAX);
        Ok(Self {
            client,
            under_way: Semaphore::new(settings.most_under_way),
            breaker: Mutex::new(Breaker::new(settings.breaker_failures, rest)),
            counters: Counters::default(),
            settings,
            clock,
            entropy,
        })
    }

    /// Asks, and asks again where that may help; never longer than the settings say.
    pub async fn ask(&self, path: &str, question: &serde_json::Value) -> Result<Reply, Silence> {
        let answer = self.within_bounds(path, question.to_string()).await;
        self.counters.count(answer.as_ref().map(|_| ()).map_err(|silence| *silence));
        answer
    }

    /// Notes that an answer came and made no sense.
    pub fn made_no_sense(&self) {
        self.counters.no_sense();
    }

    /// What has been counted since the start.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let resting = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).is_open();
        self.counters.read(self.settings.system, resting)
    }

    async fn within_bounds(&self, path: &str, question: String) -> Result<Reply, Silence> {
        let _place = self.under_way.try_acquire().map_err(|_| Silence::Crowded)?;
        if !self.locked(|breaker| breaker.admits(self.clock.monotonic_micros())) {
            return Err(Silence::Resting);
        }
        let tries = self.until_answered(path, question);
        let answer = tokio::time::timeout(self.settings.total_timeout, tries);
        let answer = answer.await.unwrap_or(Err(Silence::Late));
        let change = self.locked(|breaker| match answer {
            Err(Silence::Failed | Silence::Late) => breaker.failed(self.clock.monotonic_micros()),
            _ => breaker.succeeded(),
        });
        let system = self.settings.system;
        match change {
            Change::Opened => tracing::warn!(system, "does not answer and is left alone"),
            Change::Closed => tracing::info!(system, "answers again"),
            Change::None => {}
        }
        answer
    }

    async fn until_answered(&self, path: &str, question: String) -> Result<Reply, Silence> {
        let mut wait = FIRST_WAIT;
        for _ in 0..self.settings.retries {
            match self.once(path, question.clone()).await {
                Err(Silence::Failed) => {}
                answer => return answer,
            }
            self.counters.asked_again();
            tokio::time::sleep(wait + self.jitter(wait)).await;
            wait *= 2;
        }
        self.once(path, question).await
    }

    async fn once(&self, path: &str, question: String) -> Result<Reply, Silence> {
        let mut address = self.settings.base.clone();
        address.set_path(&format!("{}{path}", address.path().trim_end_matches('/')));
        let asked = self
            .client
            .post(address)
            .bearer_auth(self.settings.bearer.expose())
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .body(question)
            .send();
        let response = asked.await.map_err(|_| Silence::Failed)?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Silence::Failed);
        }
        Ok(Reply { status, body: body(response).await? })
    }

    /// Up to half of the wait, so that many callers do not come back at the same moment.
    fn jitter(&self, wait: Duration) -> Duration {
        let [chance] = self.entropy.bytes::<1>();
        wait * u32::from(chance) / 512
    }

    fn locked<T>(&self, act: impl FnOnce(&mut Breaker) -> T) -> T {
        act(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl OutsideSystem for HttpSystem {
    fn counts(&self) -> Counts {
        Self::counts(self)
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Silence> {
    let mut whole = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|_| Silence::Failed)? {
        if whole.len() + part.len() > LONGEST_BODY {
            return Err(Silence::TooLong);
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole)
}

fn client(settings: &HttpSettings) -> Result<Client, SettingsError> {
    let base = &settings.base;
    let only_a_path = base.query().is_none() && base.fragment().is_none();
    if !only_a_path || !matches!(base.scheme(), "http" | "https") {
        return Err(SettingsError::Address(settings.system));
    }
    // The process has one TLS provider; if `main` has set it, this changes nothing.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let unreadable = |_| SettingsError::Tls(settings.system);
    let mut builder = Client::builder()
        .connect_timeout(settings.connect_timeout)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false);
    if let Some(identity) = &settings.identity {
        let identity = Identity::from_pem(identity.expose().as_bytes()).map_err(unreadable)?;
        builder = builder.identity(identity);
    }
    if let Some(authorities) = &settings.authorities {
        let read = Certificate::from_pem_bundle(authorities).map_err(unreadable)?;
        builder = builder.tls_certs_only(read);
    } else if base.scheme() == "http" {
        // Without TLS no authorities are needed, and a machine may have none.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(base: &str) -> HttpSettings {
        HttpSettings::new("test", base.parse().expect("a URL"), Secret::new("x".into()))
    }

    #[test]
    fn only_an_address_that_can_be_asked_is_taken() {
        for good in ["http://127.0.0.1:8090/population", "http://registry.example"] {
            assert!(client(&settings(good)).is_ok(), "{good}");
        }
        for wrong in ["ftp://registry.example/", "http://registry.example/?a=b", "http://r/#x"] {
            assert!(matches!(client(&settings(wrong)), Err(SettingsError::Address(_))), "{wrong}");
        }
    }

    #[test]
    fn a_certificate_that_is_none_is_refused_without_its_words() {
        let mut broken = settings("https://registry.example/");
        broken.identity = Some(Secret::new("-----BEGIN PRIVATE KEY-----\nsecret".into()));
        let fault = client(&broken).expect_err("refused").to_string();
        assert!(fault.starts_with("test:") && !fault.contains("secret"));
        assert!(!format!("{broken:?}").contains("BEGIN"));
    }
}
