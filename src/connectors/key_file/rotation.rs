//! What `danh keys new`, `list` and `rotate` do with the folder.

use super::folder::{KeyFolder, KeyFolderError};
use super::key_algorithm::KeyAlgorithm;
use super::stored_key::{Stage, StoredKey, stage};
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::entropy::Entropy;

/// When the next key begins to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// After it was published for so long that every client has fetched it.
    After(Lifetime),
    /// At once: for drills, and after a loss.
    Now,
}

/// A key in a list: no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// `kid`.
    pub id: String,
    /// What it is for, and by which algorithm.
    pub algorithm: KeyAlgorithm,
    /// Where it stands.
    pub stage: Stage,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs.
    pub activate_at: Timestamp,
    /// From when on it is gone.
    pub retire_at: Option<Timestamp>,
    /// The token that holds it; nothing if its file does.
    pub token: Option<String>,
}

/// All keys of a folder, oldest first.
pub fn list(folder: &KeyFolder, now: Timestamp) -> Result<Vec<KeyLine>, KeyFolderError> {
    let keys = folder.keys()?;
    Ok(keys.iter().map(|key| line(key, &keys, now)).collect())
}

/// Makes what is missing: the folder, the root key, a key of each algorithm. What is there
/// stays as it is.
pub fn begin(
    folder: &KeyFolder,
    entropy: &dyn Entropy,
    now: Timestamp,
) -> Result<Vec<KeyLine>, KeyFolderError> {
    folder.make()?;
    match folder.root() {
        Err(KeyFolderError::NoRoot) => folder.make_root(entropy)?,
        root => drop(root?),
    }
    let keys = folder.keys()?;
    for algorithm in KeyAlgorithm::all() {
        let signs = |key: &&StoredKey| {
            key.algorithm == algorithm && stage(key, &keys, now) == Stage::Signing
        };
        if keys.iter().find(signs).is_none() && folder.makes(algorithm)? {
            folder.save(&folder.made(algorithm, now)?)?;
        }
    }
    list(folder, now)
}

/// Brings the next key of an algorithm. The one that signs goes on until the next begins, and is kept
/// as long as what it signed may live (`kept`): receipts live for good. If a next key is announced
/// already it stays the next; [`Begins::Now`] lets it begin.
pub fn rotate(
    folder: &KeyFolder,
    algorithm: impl Into<KeyAlgorithm>,
    begins: Begins,
    kept: Lifetime,
    now: Timestamp,
) -> Result<Vec<KeyLine>, KeyFolderError> {
    let algorithm = algorithm.into();
    let mut keys = folder.keys()?;
    let stages: Vec<_> = keys.iter().map(|key| stage(key, &keys, now)).collect();
    let waits = |stage: &Stage| matches!(stage, Stage::Announced | Stage::Made);
    let mut next = None;
    let mut former = Vec::new();
    for (key, stage) in keys.drain(..).zip(&stages).filter(|(key, _)| key.algorithm == algorithm) {
        if waits(stage) && next.is_none() {
            next = Some(key);
        } else if matches!(stage, Stage::Signing | Stage::Kept) {
            former.push(key);
        }
    }
    let mut next = match (next, begins) {
        (Some(next), _) => next,
        (None, Begins::After(ahead)) => {
            StoredKey { activate_at: now.plus(ahead), ..folder.made(algorithm, now)? }
        }
        (None, Begins::Now) => folder.made(algorithm, now)?,
    };
    if begins == Begins::Now {
        next.publish_at = now;
        next.activate_at = now;
    }
    // The next key first: between the two writes there are then two keys, never none.
    folder.save(&next)?;
    let until = next.activate_at.plus(kept);
    for mut key in former {
        // A key kept from an earlier rotation goes when it was to go.
        let goes = algorithm != KeyAlgorithm::SignsReceipts;
        if goes && key.retire_at.is_none_or(|at| at > until) {
            key.retire_at = Some(until);
            folder.save(&key)?;
        }
    }
    list(folder, now)
}

fn line(key: &StoredKey, all: &[StoredKey], now: Timestamp) -> KeyLine {
    KeyLine {
        id: key.id.clone(),
        algorithm: key.algorithm,
        stage: stage(key, all, now),
        created_at: key.created_at,
        activate_at: key.activate_at,
        retire_at: key.retire_at,
        token: key.token.clone(),
    }
}
