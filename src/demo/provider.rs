//! The provider as its issuer URL tells it: discovered when first needed, looked up again when old.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::IssuerUrl;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::client::Metadata;
use super::clock;
use super::http_client::HttpClient;

/// Keys change; five minutes is how long a published key is known ahead at least.
const FRESH_FOR: Duration = Duration::from_mins(5);

/// The order of starting is free: a provider that is still starting is asked again.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(300);

/// The provider, known by its issuer URL only.
pub(super) struct Provider {
    issuer: String,
    pub(super) http: HttpClient,
    known: Mutex<Option<(Instant, Arc<Metadata>)>>,
}

impl Provider {
    /// Nothing is asked yet.
    pub(super) fn new(issuer: &str, http: HttpClient) -> Self {
        Self { issuer: issuer.to_owned(), http, known: Mutex::new(None) }
    }

    /// What the provider publishes; `None` if it does not answer for about three seconds.
    pub(super) async fn metadata(&self) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        if let Some((since, metadata)) = known.as_ref()
            && since.elapsed() < FRESH_FOR
        {
            return Some(Arc::clone(metadata));
        }
        for attempt in 1..=TRIES {
            if let Some(metadata) = self.discover().await {
                *known = Some((clock::moment(), Arc::clone(&metadata)));
                return Some(metadata);
            }
            if attempt < TRIES {
                sleep(PAUSE).await;
            }
        }
        tracing::warn!(
            issuer = self.issuer,
            "the demo's services do not reach the provider; behind TLS its authority must be \
             trusted by this machine or named in SSL_CERT_FILE"
        );
        None
    }

    /// Forgets what was known, because a token was signed with a key that was not in it.
    pub(super) async fn forget(&self) {
        *self.known.lock().await = None;
    }

    /// The issuer, as it must stand in every answer.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    async fn discover(&self) -> Option<Arc<Metadata>> {
        let issuer = IssuerUrl::new(self.issuer.clone()).ok()?;
        match Metadata::discover_async(issuer, &self.http).await {
            Ok(metadata) => Some(Arc::new(metadata)),
            Err(error) => {
                tracing::debug!(%error, "the demo does not reach the provider yet");
                None
            }
        }
    }
}
