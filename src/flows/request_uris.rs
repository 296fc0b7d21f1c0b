//! Requests that clients signed and put somewhere: fetched from where they registered to put them and from
//! nowhere else. Whoever sends a browser here can make us go there, so a client's host is asked a bounded
//! number of times a minute, and for the same file once.
//!
//! OpenID Connect Core 6.2, RFC 9101 §5.2.3 and §10.4. What is kept may only be forgotten: a process that has
//! it not fetches it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::budget::{Budget, Share};
use super::ground::Ground;
use crate::domain::client::{Client, ClientId};
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::ports::egress::{Bounds, Egress};
use crate::protocol::error::OAuthError;
use crate::protocol::{refusal, request_uri};

/// A file is the same for so long; another hash behind `#` is another file.
const KEPT: Duration = Duration::from_mins(1);
/// Bytes kept at a time, over all clients.
const ROOM: u64 = 16 * 1024 * 1024;
/// How often one client's host is asked.
const ASKED: Share =
    Share { most: NonZeroU32::MIN.saturating_add(59), within: Lifetime::minutes(1) };

/// Fetches requests.
#[derive(Clone)]
pub struct RequestUris {
    egress: Arc<dyn Egress>,
    kept: Cache<(ClientId, String), Secret>,
    asked: Arc<Budget<ClientId>>,
}

impl RequestUris {
    /// Requests by this way out.
    #[must_use]
    pub fn new(ground: &Ground, egress: Arc<dyn Egress>) -> Self {
        let weight = |key: &(ClientId, String), object: &Secret| {
            u32::try_from(key.1.len() + object.expose().len()).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().max_capacity(ROOM).weigher(weight).time_to_live(KEPT).build();
        let asked = Arc::new(Budget::new(ASKED, Arc::clone(&ground.clock)));
        Self { egress, kept, asked }
    }

    /// The request object that this client put there.
    ///
    /// # Errors
    /// If the client did not register the address, or nothing usable comes in time.
    pub async fn object(&self, client: &Client, uri: &str) -> Result<Secret, OAuthError> {
        let named = request_uri::named(uri, client)?;
        let fetched = async {
            // Those who come while another waits for the same file wait with it.
            self.asked.take(&client.id).map_err(|_| refusal::BUSY)?;
            let came = self.egress.fetch(&named.at, Bounds::REQUEST).await;
            let name = client.id.as_str();
            let came = came.map_err(|why| {
                tracing::info!(client = name, %why, "no request came from its request_uri");
                refusal::REQUEST_URI_SILENT
            })?;
            request_uri::object(&named, &came.body, came.media_type.as_deref())
        };
        let key = (client.id.clone(), uri.to_owned());
        self.kept.try_get_with(key, fetched).await.map_err(|why: Arc<OAuthError>| *why)
    }
}
