//! Our keys in a folder of files: those that sign, and those that open what is encrypted to us. Keys are
//! parsed once; the folder is looked at every few seconds, so that what `danh keys` does in another process
//! takes effect without a restart.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde_json::{Value, json};

use crate::connectors::hsm::Hsm;
use crate::domain::client::SigningAlgorithm;
use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;
use crate::ports::token_signer::{
    KeyName, KeyUse, SignatureCount, SignerError, Signing, TokenSigner,
};
use crate::protocol::jose::encryption::DecryptionKey;

mod cipher;
mod count;
pub mod folder;
mod holder;
pub mod key_algorithm;
pub mod private_jwk;
pub mod rotation;
pub mod signing_key;
pub mod stored_key;

use count::SignatureCounts;
use folder::{Footprint, KeyFolder, KeyFolderError};
use holder::Holder;
use key_algorithm::KeyAlgorithm;
use stored_key::{Stage, StoredKey, next_change, stage};

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Signs with the keys of a folder.
pub struct KeyFile {
    folder: KeyFolder,
    held: RwLock<Arc<Held>>,
    counts: Arc<SignatureCounts>,
    hsm: Option<Arc<Hsm>>,
}

/// What a look at the folder yielded; replaced as a whole, never changed.
struct Held {
    footprint: Footprint,
    next_change: Option<Timestamp>,
    published: HashMap<Arc<str>, PublishedKey>,
    signing: HashMap<KeyAlgorithm, Arc<str>>,
    /// Newest first: that is the one most clients encrypt to.
    opening: Vec<(Arc<str>, DecryptionKey)>,
    public_keys: Arc<str>,
}

struct PublishedKey {
    algorithm: KeyAlgorithm,
    key: Holder,
}

impl KeyFile {
    /// Reads the folder.
    ///
    /// # Errors
    /// If the folder cannot be read, a file is exposed or no key, or none may sign now.
    pub fn open(folder: KeyFolder, now: Timestamp) -> Result<Self, KeyFolderError> {
        let held = Held::read(&folder, now)?;
        let started = folder.token().map(Hsm::start).transpose();
        let failed = |cause| KeyFolderError::Io { file: "hsm".to_owned(), cause };
        let hsm = started.map_err(failed)?.map(Arc::new);
        let (held, counts) = (RwLock::new(Arc::new(held)), Arc::default());
        Ok(Self { folder, held, counts, hsm })
    }

    /// Looks whether files or the hour call for other keys, and reads them; says whether it did.
    ///
    /// # Errors
    /// As [`KeyFile::open`]; the keys held before stay.
    pub fn refresh(&self, now: Timestamp) -> Result<bool, KeyFolderError> {
        let held = self.held();
        let due = held.next_change.is_some_and(|at| at <= now);
        if !due && self.folder.footprint()? == held.footprint {
            return Ok(false);
        }
        let fresh = Arc::new(Held::read(&self.folder, now)?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// Refreshes until the task is dropped.
    pub async fn keep_fresh(self: Arc<Self>, clock: Arc<dyn Clock>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut complained = false;
        loop {
            ticks.tick().await;
            let (keys, now) = (Arc::clone(&self), clock.now());
            let looked = tokio::task::spawn_blocking(move || keys.refresh(now)).await;
            match looked {
                Ok(Ok(changed)) => {
                    if changed {
                        tracing::info!("the signing keys were read anew");
                    }
                    complained = false;
                }
                // Said once, not every three seconds; the keys held before go on.
                Ok(Err(error)) if !complained => {
                    tracing::error!(%error, "the signing keys cannot be read; the former go on");
                    complained = true;
                }
                Ok(Err(_)) | Err(_) => {}
            }
        }
    }

    /// The token that holds keys, to be watched.
    #[must_use]
    pub fn hsm(&self) -> Option<Arc<Hsm>> {
        self.hsm.clone()
    }

    async fn signed(&self, name: KeyName<'_>, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let held = self.held();
        let by = name.algorithm;
        // The key that was named: between naming and signing the next may have begun.
        let (id, key) = held.named(name).ok_or(SignerError::NoKey(by.as_str()))?;
        let hsm = match (&key.key, &self.hsm) {
            (Holder::File(key), _) => {
                let signature = key.sign(message).ok_or(SignerError::Unavailable)?;
                self.counts.add(by, id, true);
                return Ok(signature);
            }
            (Holder::Token(_), Some(hsm)) => hsm,
            (Holder::Token(_), None) => return Err(SignerError::Unavailable),
        };
        let (counts, counted) = (Arc::clone(&self.counts), Arc::clone(id));
        let made = Box::new(move |in_time| counts.add(by, &counted, in_time));
        let signature = hsm.sign(by, id, message, made).await?;
        // A fault in the token could give its key away by a wrong signature; nobody gets to see one.
        if key.key.verifies(message, &signature) {
            return Ok(signature);
        }
        tracing::error!(key = %id, "the token made a wrong signature");
        Err(SignerError::Unavailable)
    }

    fn held(&self) -> Arc<Held> {
        // A whole value is swapped in, so that a poisoned lock still guards a whole one.
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TokenSigner for KeyFile {
    fn key_id(
        &self,
        purpose: KeyUse,
        algorithm: SigningAlgorithm,
    ) -> Result<Arc<str>, SignerError> {
        let wanted = KeyAlgorithm::signing(purpose, algorithm);
        let id = wanted.and_then(|wanted| self.held().signing.get(&wanted).cloned());
        id.ok_or(SignerError::NoKey(algorithm.as_str()))
    }

    fn sign<'a>(&'a self, key: KeyName<'a>, message: &'a [u8]) -> Signing<'a> {
        Box::pin(self.signed(key, message))
    }

    fn public_keys(&self) -> Arc<str> {
        Arc::clone(&self.held().public_keys)
    }

    fn verify(&self, key: KeyName<'_>, message: &[u8], signature: &[u8]) -> bool {
        let held = self.held();
        held.named(key).is_some_and(|(_, key)| key.key.verifies(message, signature))
    }

    fn signatures(&self) -> Vec<SignatureCount> {
        self.counts.read()
    }
}

impl Held {
    /// The published key of this name, for this use and algorithm alone.
    fn named(&self, name: KeyName<'_>) -> Option<(&Arc<str>, &PublishedKey)> {
        let wanted = KeyAlgorithm::signing(name.purpose, name.algorithm)?;
        self.published.get_key_value(name.id).filter(|(_, key)| key.algorithm == wanted)
    }

    fn read(folder: &KeyFolder, now: Timestamp) -> Result<Self, KeyFolderError> {
        // First the footprint: a change while we read is then seen at the next look.
        let footprint = folder.footprint()?;
        let keys = folder.keys()?;
        let mut published = HashMap::new();
        let mut signing = HashMap::new();
        let mut opening = Vec::new();
        let mut public = Vec::new();
        for stored in &keys {
            let stage = stage(stored, &keys, now);
            if !stage.is_published() {
                continue;
            }
            let malformed = || KeyFolderError::Malformed(stored.id.clone());
            let id: Arc<str> = stored.id.as_str().into();
            match stored.algorithm {
                KeyAlgorithm::Signs(_) | KeyAlgorithm::SignsReceipts => {
                    let by = stored.algorithm.signs_by().ok_or_else(malformed)?;
                    let key = Holder::of(stored, by).ok_or_else(malformed)?;
                    is_there(folder, stored)?;
                    public.push(public_jwk(stored));
                    if stage == Stage::Signing {
                        signing.insert(stored.algorithm, Arc::clone(&id));
                    }
                    published.insert(id, PublishedKey { algorithm: stored.algorithm, key });
                }
                KeyAlgorithm::Opens(algorithm) => {
                    let key = DecryptionKey::build(algorithm, &stored.jwk.text());
                    opening.insert(0, (id, key.ok_or_else(malformed)?));
                    if stage != Stage::Kept {
                        public.push(public_jwk(stored));
                    }
                }
            }
        }
        if !signing.keys().any(|key| matches!(key, KeyAlgorithm::Signs(_))) {
            return Err(KeyFolderError::NoKey("tokens"));
        }
        if !signing.contains_key(&KeyAlgorithm::SignsReceipts) {
            return Err(KeyFolderError::NoKey("receipts"));
        }
        let public_keys = json!({ "keys": public }).to_string().into();
        let next_change = next_change(&keys, now);
        Ok(Self { footprint, next_change, published, signing, opening, public_keys })
    }
}

/// A key of a token must be there: else nothing would be signed once its hour comes.
fn is_there(folder: &KeyFolder, stored: &StoredKey) -> Result<(), KeyFolderError> {
    match (&stored.token, folder.token()) {
        (None, _) => Ok(()),
        (Some(label), Some(token)) if token.settings().label == *label => {
            Ok(token.holds(&stored.id)?)
        }
        (Some(label), _) => Err(KeyFolderError::Elsewhere(stored.id.clone(), label.clone())),
    }
}

fn public_jwk(stored: &StoredKey) -> Value {
    let mut members = stored.jwk.public_members();
    for (name, value) in [
        ("use", stored.algorithm.jwk_use()),
        ("alg", stored.algorithm.as_str()),
        ("kid", stored.id.as_str()),
    ] {
        members.insert(name.to_owned(), value.into());
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests;
