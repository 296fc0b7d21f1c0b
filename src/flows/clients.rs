//! Clients as requests find them: read once, kept for a short while, forgotten by themselves.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use serde_json::Value;

use super::client_secret;
use super::error::Error;
use super::ground::Ground;
use crate::domain::client::{Client, ClientCredential, ClientId, KeySource};
use crate::protocol::client_certificate::own_certificates::OwnCertificates;
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::client_keys::encryption::ClientEncryptionKeys;
use crate::protocol::client_metadata::{self, Strictness};
use crate::protocol::compact::mac::MacKey;
use crate::sealing::{Digest, KeyRing};
use crate::store::clients::{ClientRow, find_client};

/// How long another process's change may go unnoticed.
const KEPT: Duration = Duration::from_secs(10);

/// Clients and names that are none; a stranger's guesses cannot fill more.
const ROOM: u64 = 10_000;

/// A registration, read and ready.
#[derive(Debug)]
pub struct Registered {
    /// What it says.
    pub client: Arc<Client>,
    /// Its public keys, parsed, if it signs assertions and they were registered with it.
    pub keys: Option<ClientKeys>,
    /// Its certificates, parsed, if it proves itself by them and they were registered with it.
    pub certificates: Option<OwnCertificates>,
    /// Its public keys for requests that it signs.
    pub request_keys: Option<ClientKeys>,
    /// Its public keys for what is encrypted to it.
    pub encryption: ClientEncryptionKeys,
    /// What its assertions are verified by, if its secret stands behind them.
    pub mac_key: Option<MacKey>,
    /// What its secret's digest must be, if it has one.
    pub secret: Option<Digest>,
}

/// The register of clients.
#[derive(Clone)]
pub struct Clients {
    ground: Ground,
    kept: Cache<ClientId, Option<Arc<Registered>>>,
    own: Arc<Registered>,
}

impl Clients {
    /// A register over this ground; `own` is our own account pages as a client.
    #[must_use]
    pub fn new(ground: Ground, own: Client) -> Self {
        let kept = Cache::builder().max_capacity(ROOM).time_to_live(KEPT).build();
        let own = Arc::new(Registered {
            client: Arc::new(own),
            keys: None,
            certificates: None,
            request_keys: None,
            encryption: ClientEncryptionKeys::default(),
            mac_key: None,
            secret: None,
        });
        Self { ground, kept, own }
    }

    /// The client of this name, if one is registered.
    pub async fn find<R>(&self, id: &ClientId) -> Result<Option<Arc<Registered>>, Error<R>> {
        if *id == self.own.client.id {
            return Ok(Some(Arc::clone(&self.own)));
        }
        if let Some(kept) = self.kept.get(id).await {
            return Ok(kept);
        }
        let row = find_client(&self.ground.database, id).await?;
        let found = row.map(|row| read(&row, &self.ground.ring)).transpose()?.map(Arc::new);
        self.kept.insert(id.clone(), found.clone()).await;
        Ok(found)
    }

    /// Reads this client anew when it is next asked for; other processes do so by themselves.
    pub async fn forget(&self, id: &ClientId) {
        self.kept.invalidate(id).await;
    }

    /// Our own account pages.
    #[must_use]
    pub fn own(&self) -> &Arc<Registered> {
        &self.own
    }
}

/// What stands in the table was judged when it was applied; if it no longer reads, we broke it.
pub(super) fn parsed<R>(row: &ClientRow) -> Result<(Value, Client), Error<R>> {
    let broken = || Error::inconsistent("clients", "document");
    let document = serde_json::from_str(&row.document).map_err(|_| broken())?;
    let client = client_metadata::parse(&document, Strictness::Trial).map_err(|_| broken())?;
    Ok((document, client))
}

fn read<R>(row: &ClientRow, ring: &KeyRing) -> Result<Registered, Error<R>> {
    let (_, client) = parsed(row)?;
    let broken = |_| Error::inconsistent("clients", "document");
    let (mut keys, mut certificates, mut mac_key) = (None, None, None);
    match &client.credential {
        ClientCredential::PrivateKeyJwt { keys: KeySource::Here(set), .. } => {
            keys = Some(ClientKeys::parse(set).map_err(broken)?);
        }
        ClientCredential::OwnCertificate { keys: KeySource::Here(set) } => {
            certificates = Some(OwnCertificates::parse(set).map_err(broken)?);
        }
        ClientCredential::SecretJwt { .. } => {
            let key = client_secret::mac_key(ring, &client, row);
            let broken = || Error::inconsistent("clients", "sealed_secret");
            mac_key = Some(key.ok_or_else(broken)?);
        }
        _ => {}
    }
    let protections = &client.protections;
    let here = match &client.keys {
        Some(KeySource::Here(set)) => Some(set.as_str()),
        _ => None,
    };
    let signed = here.filter(|_| protections.requests.signed.is_some());
    let request_keys = signed.map(ClientKeys::parse).transpose().map_err(broken)?;
    let encrypted = here.filter(|_| protections.encrypting().next().is_some());
    let encryption = encrypted.map(ClientEncryptionKeys::parse).transpose().map_err(broken)?;
    let encryption = encryption.unwrap_or_default();
    let (client, secret) = (Arc::new(client), row.secret_digest);
    Ok(Registered { client, keys, certificates, request_keys, encryption, mac_key, secret })
}
