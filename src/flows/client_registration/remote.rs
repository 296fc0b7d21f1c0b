//! What a registration names elsewhere is fetched before it stands: the keys that are to verify, and the
//! addresses of a sector (OpenID Connect Core 8.1, Dynamic Client Registration 5).

use std::sync::Arc;

use futures_util::future::join;
use serde_json::Value;

use crate::domain::client::{Client, ClientCredential, KeySource};
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::time::Lifetime;
use crate::ports::egress::{Bounds, Egress};
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::client_keys::encryption::ClientEncryptionKeys;
use crate::protocol::metadata_reader::Fault;
use crate::protocol::registered_url::judged;

const KEYS: &str = "jwks_uri";
const SECTOR: &str = "sector_identifier_uri";
/// A request waits so long for what it names.
const KEY_SET: Bounds = Bounds { within: Lifetime::seconds(2), ..Bounds::KEYS };
const LIST: Bounds = Bounds { within: Lifetime::seconds(2), ..Bounds::DOCUMENT };

/// Fetches what registrations name.
#[derive(Clone)]
pub struct Remote {
    /// The way out.
    pub egress: Arc<dyn Egress>,
}

/// What is to be fetched for a registration.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    keys: Option<RegisteredUrl>,
    sector: Option<RegisteredUrl>,
}

impl Elsewhere {
    /// What this registration names, and has not been fetched for the former one.
    pub fn of(document: &Value, former: Option<&Value>) -> Self {
        let is_new = |key: &str| former.is_none_or(|former| former.get(key) != document.get(key));
        let url = |key: &str| judged(document.get(key)?.as_str()?).ok();
        Self {
            keys: url(KEYS).filter(|_| is_new(KEYS)),
            // Whoever lists the addresses is asked about each new one.
            sector: url(SECTOR).filter(|_| is_new(SECTOR) || is_new("redirect_uris")),
        }
    }

    /// Whether there is nothing to go out for.
    pub fn is_nothing(&self) -> bool {
        self.keys.is_none() && self.sector.is_none()
    }
}

impl Remote {
    /// What is wrong with what this registration names.
    pub(super) async fn faults(&self, client: &Client, elsewhere: &Elsewhere) -> Vec<Fault> {
        let (keys, sector) =
            join(self.keys(client, elsewhere), self.sector(client, elsewhere)).await;
        let fault = |(key, sentence): (&str, Option<&str>)| {
            Some(Fault { key: key.to_owned(), sentence: sentence?.to_owned() })
        };
        [(KEYS, keys), (SECTOR, sector)].into_iter().filter_map(fault).collect()
    }

    async fn keys(&self, client: &Client, elsewhere: &Elsewhere) -> Option<&'static str> {
        let came = self.text(elsewhere.keys.as_ref()?, KEY_SET).await;
        let Some(set) = came else { return Some("answered with no key set within 2 s") };
        let verifies = ClientKeys::parse(&set);
        match (&client.credential, verifies) {
            (ClientCredential::PrivateKeyJwt { keys: KeySource::At(_), algorithm }, Ok(keys)) => {
                (!keys.serve(*algorithm))
                    .then_some("holds no key for token_endpoint_auth_signing_alg")
            }
            (ClientCredential::PrivateKeyJwt { .. }, Err(_)) => {
                Some("holds no key set of public keys for signatures that could be read")
            }
            (_, Ok(_)) => None,
            (_, Err(_)) => {
                let encrypts = ClientEncryptionKeys::parse(&set).is_ok_and(|set| !set.is_empty());
                (!encrypts).then_some("holds no key set that could be read")
            }
        }
    }

    async fn sector(&self, client: &Client, elsewhere: &Elsewhere) -> Option<&'static str> {
        let came = self.text(elsewhere.sector.as_ref()?, LIST).await;
        let list: Option<Vec<String>> = came.and_then(|text| serde_json::from_str(&text).ok());
        let Some(list) = list else { return Some("answered with no JSON list within 2 s") };
        let is_listed = |uri: &str| list.iter().any(|one| one == uri);
        let all = client.redirect_uris.iter().all(|uri| is_listed(uri.as_str()));
        (!all).then_some("does not list every one of the `redirect_uris`")
    }

    async fn text(&self, url: &RegisteredUrl, bounds: Bounds) -> Option<String> {
        let came = self.egress.fetch(url, bounds).await;
        let came = came.inspect_err(
            |why| tracing::warn!(%why, "what a registration names could not be fetched"),
        );
        String::from_utf8(came.ok()?.body).ok()
    }
}
