//! A key as its file holds it, and where it stands in its life: announced, signing, kept,
//! retired.

use serde::{Deserialize, Serialize};

use super::key_algorithm::KeyAlgorithm;
use super::private_jwk::PrivateJwk;
use crate::domain::time::Timestamp;

/// One key and its days.
pub struct StoredKey {
    /// `kid`: the key's thumbprint.
    pub id: String,
    /// What it is for, and the one algorithm it does it by.
    pub algorithm: KeyAlgorithm,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it stands in the JWK Set.
    pub publish_at: Timestamp,
    /// From when on it signs, or clients should encrypt to it.
    pub activate_at: Timestamp,
    /// From when on it is gone.
    pub retire_at: Option<Timestamp>,
    /// The label of the token that holds its private half; nothing if this file does.
    pub token: Option<String>,
    /// The key itself.
    pub jwk: PrivateJwk,
}

/// Where a key stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not to be seen yet.
    Made,
    /// Published, and not signing yet.
    Announced,
    /// Signing; or the one that clients should encrypt to.
    Signing,
    /// Kept, so that what it signed can be verified, or what was encrypted to it opened.
    Kept,
    /// Gone.
    Retired,
}

impl Stage {
    /// The stage as `keys list` writes it for a key of this kind.
    #[must_use]
    pub const fn as_str(self, algorithm: KeyAlgorithm) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Announced => "announced",
            Self::Signing if matches!(algorithm, KeyAlgorithm::Opens(_)) => "opening",
            Self::Signing => "signing",
            Self::Kept => "kept",
            Self::Retired => "retired",
        }
    }

    /// Whether it is still held. One that is kept to open is held, and published no more.
    #[must_use]
    pub const fn is_published(self) -> bool {
        matches!(self, Self::Announced | Self::Signing | Self::Kept)
    }
}

/// Where this key stands among all of them: of those of one algorithm the newest that may sign does,
/// and of two of the same second the one that is to stay.
#[must_use]
pub fn stage(key: &StoredKey, all: &[StoredKey], now: Timestamp) -> Stage {
    let gone = |key: &StoredKey| key.retire_at.is_some_and(|at| at <= now);
    if gone(key) {
        return Stage::Retired;
    }
    if key.activate_at > now {
        return if key.publish_at > now { Stage::Made } else { Stage::Announced };
    }
    let newest = all
        .iter()
        .filter(|other| other.algorithm == key.algorithm)
        .filter(|other| other.activate_at <= now && !gone(other))
        .max_by_key(|other| (other.activate_at, other.retire_at.is_none(), other.id.as_str()));
    if newest.is_some_and(|newest| newest.id == key.id) { Stage::Signing } else { Stage::Kept }
}

/// The next moment after `now` at which any key changes its stage by itself.
#[must_use]
pub fn next_change(all: &[StoredKey], now: Timestamp) -> Option<Timestamp> {
    all.iter()
        .flat_map(|key| [Some(key.publish_at), Some(key.activate_at), key.retire_at])
        .flatten()
        .filter(|at| *at > now)
        .min()
}

/// The file's form.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    algorithm: String,
    r#use: String,
    created_at: i64,
    publish_at: i64,
    activate_at: i64,
    retire_at: Option<i64>,
    #[serde(default)]
    token: Option<String>,
    jwk: PrivateJwk,
}

impl StoredKey {
    /// A key for an algorithm, its days still all `now`; nothing if the machine makes none.
    #[must_use]
    pub fn generate(algorithm: impl Into<KeyAlgorithm>, now: Timestamp) -> Option<Self> {
        let algorithm = algorithm.into();
        Some(Self::of(algorithm, PrivateJwk::generate(algorithm)?, None, now))
    }

    /// A key that was made now, here or in a token.
    #[must_use]
    pub fn of(
        algorithm: KeyAlgorithm,
        jwk: PrivateJwk,
        token: Option<String>,
        now: Timestamp,
    ) -> Self {
        Self {
            id: jwk.thumbprint(),
            algorithm,
            created_at: now,
            publish_at: now,
            activate_at: now,
            retire_at: None,
            token,
            jwk,
        }
    }

    /// Reads a file's text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(text).ok()?;
        let algorithm = KeyAlgorithm::parse(&written.algorithm, &written.r#use)?;
        // The private half is here or there, never in both places and never in none.
        (written.token.is_some() != written.jwk.is_private()).then(|| Self {
            id: written.jwk.thumbprint(),
            algorithm,
            created_at: Timestamp::from_unix(written.created_at),
            publish_at: Timestamp::from_unix(written.publish_at),
            activate_at: Timestamp::from_unix(written.activate_at),
            retire_at: written.retire_at.map(Timestamp::from_unix),
            token: written.token,
            jwk: written.jwk,
        })
    }

    /// The file's text.
    ///
    /// # Panics
    /// Never: texts and numbers are always written.
    #[must_use]
    pub fn write(&self) -> zeroize::Zeroizing<String> {
        let mut written = serde_json::json!({
            "algorithm": self.algorithm.as_str(),
            "use": self.algorithm.purpose(),
            "created_at": self.created_at.unix(),
            "publish_at": self.publish_at.unix(),
            "activate_at": self.activate_at.unix(),
            "retire_at": self.retire_at.map(Timestamp::unix),
            "jwk": &self.jwk,
        });
        if let (Some(token), Some(members)) = (&self.token, written.as_object_mut()) {
            members.insert("token".to_owned(), token.as_str().into());
        }
        let text = serde_json::to_string_pretty(&written).expect("texts and numbers are written");
        zeroize::Zeroizing::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::SigningAlgorithm;
    use crate::domain::protection::EncryptionAlgorithm;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn key(publish_at: i64, activate_at: i64, retire_at: Option<i64>) -> StoredKey {
        let made = StoredKey::generate(SigningAlgorithm::EdDsa, at(0)).expect("a key");
        let retire_at = retire_at.map(at);
        StoredKey { publish_at: at(publish_at), activate_at: at(activate_at), retire_at, ..made }
    }

    #[test]
    fn a_file_reads_back() {
        let key = key(10, 20, Some(30));
        let back = StoredKey::read(&key.write()).expect("our own file");
        assert_eq!((back.id, back.algorithm), (key.id.clone(), key.algorithm));
        assert_eq!(
            (back.publish_at, back.activate_at, back.retire_at),
            (at(10), at(20), Some(at(30)))
        );
        for wrong in
            ["", "{}", &key.write().replace("EdDSA", "none"), &key.write().replace("sig", "enc")]
        {
            assert!(StoredKey::read(wrong).is_none());
        }
        let opening = StoredKey::generate(EncryptionAlgorithm::EcdhEs, at(0)).expect("a key");
        let back = StoredKey::read(&opening.write()).expect("our own file");
        assert_eq!(back.algorithm, KeyAlgorithm::Opens(EncryptionAlgorithm::EcdhEs));
        assert!(StoredKey::read(&opening.write().replace("\"enc\"", "\"sig\"")).is_none());
    }

    #[test]
    fn one_key_signs_while_the_next_is_announced_and_the_former_kept() {
        let all = [key(0, 0, Some(150)), key(10, 100, None)];
        let stages = |now| [0, 1].map(|which: usize| stage(&all[which], &all, at(now)));
        assert_eq!(stages(5), [Stage::Signing, Stage::Made]);
        assert_eq!(stages(10), [Stage::Signing, Stage::Announced]);
        assert_eq!(stages(99), [Stage::Signing, Stage::Announced]);
        assert_eq!(stages(100), [Stage::Kept, Stage::Signing]);
        assert_eq!(stages(150), [Stage::Retired, Stage::Signing]);
        assert_eq!(
            [5, 10, 100, 150].map(|now| next_change(&all, at(now))),
            [Some(at(10)), Some(at(100)), Some(at(150)), None]
        );
    }
}
