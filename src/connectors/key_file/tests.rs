use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::rotation::{Begins, begin, list, rotate};
use super::*;
use crate::connectors::system_entropy::SystemEntropy;
use crate::domain::protection::EncryptionAlgorithm;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::ports::token_cipher::TokenCipher;
use crate::protocol::client_keys::encryption::ClientEncryptionKeys;
use crate::protocol::compact::JoseRefusal;
use crate::protocol::encrypted::Encrypted;

mod receipts;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const KEPT: Lifetime = Lifetime::hours(1);
const AHEAD: Lifetime = Lifetime::hours(24);
const ES256: SigningAlgorithm = SigningAlgorithm::Es256;
const RECEIPTS: KeyAlgorithm = KeyAlgorithm::SignsReceipts;

fn token_key(algorithm: SigningAlgorithm, id: &str) -> KeyName<'_> {
    KeyName { purpose: KeyUse::Tokens, algorithm, id }
}

/// A key in a file signs at once.
fn sign(signer: &KeyFile, key: KeyName<'_>, message: &[u8]) -> Result<Vec<u8>, SignerError> {
    let signing = signer.sign(key, message);
    futures_util::FutureExt::now_or_never(signing).expect("at once")
}

fn receipt_key(id: &str) -> KeyName<'_> {
    KeyName { purpose: KeyUse::Receipts, algorithm: ES256, id }
}

/// A folder of its own, gone with the test.
struct Trial {
    path: PathBuf,
    folder: KeyFolder,
}

impl Trial {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("danh-keys-{}-{name}", std::process::id()));
        let folder = KeyFolder::at(&path);
        Self { path, folder }
    }

    /// With one ES256 key for each use alone, which are quickly made.
    fn with_few_keys(name: &str) -> Self {
        let trial = Self::new(name);
        trial.folder.make().expect("a folder");
        for (born, algorithm) in [(30, ES256.into()), (29, RECEIPTS)] {
            let born = NOW.minus(Lifetime::days(born));
            let key = StoredKey::generate(algorithm, born).expect("a key");
            trial.folder.save(&key).expect("saved");
        }
        trial
    }

    fn open(&self, now: Timestamp) -> KeyFile {
        KeyFile::open(self.folder.clone(), now).expect("keys")
    }

    fn stages(&self, of: KeyAlgorithm, now: Timestamp) -> Vec<Stage> {
        let lines = list(&self.folder, now).expect("a list");
        lines.iter().filter(|line| line.algorithm == of).map(|line| line.stage).collect()
    }

    fn key_file(&self) -> PathBuf {
        let entries = fs::read_dir(&self.path).expect("a folder");
        let mut files = entries.map(|entry| entry.expect("an entry").path());
        files.find(|path| path.to_string_lossy().contains("es256-")).expect("a key")
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.path);
    }
}

#[test]
fn a_fresh_folder_gets_a_root_and_a_key_of_each_algorithm_once() {
    let trial = Trial::new("fresh");
    let lines = begin(&trial.folder, &SystemEntropy, NOW).expect("keys");
    assert_eq!(lines.len(), 7);
    assert!(lines.iter().all(|line| line.stage == Stage::Signing));
    let root = trial.folder.root().expect("a root");
    let again = begin(&trial.folder, &SystemEntropy, NOW.plus(AHEAD)).expect("the same keys");
    assert_eq!(again, lines);
    assert_eq!(trial.folder.root().expect("a root"), root);
    assert!(matches!(trial.folder.make_root(&SystemEntropy), Err(KeyFolderError::RootExists)));

    let signer = trial.open(NOW);
    for algorithm in SigningAlgorithm::ALL {
        let id = signer.key_id(KeyUse::Tokens, algorithm).expect("a key");
        let name = token_key(algorithm, &id);
        let signature = sign(&signer, name, b"message").expect("a signature");
        assert!(signer.verify(name, b"message", &signature), "{algorithm:?}");
        assert!(!signer.verify(name, b"other", &signature), "{algorithm:?}");
        assert!(!signer.verify(token_key(algorithm, "unknown"), b"message", &signature));
        let other = if algorithm == ES256 { SigningAlgorithm::Rs256 } else { ES256 };
        for other in [token_key(other, &id), receipt_key(&id)] {
            assert!(!signer.verify(other, b"message", &signature), "{other:?}");
            assert!(sign(&signer, other, b"message").is_err(), "{other:?}");
        }
    }
}

#[test]
fn the_key_set_names_each_key_and_shows_no_secret() {
    let trial = Trial::with_few_keys("set");
    let signer = trial.open(NOW);
    let set: Value = serde_json::from_str(&signer.public_keys()).expect("JSON");
    let key = set["keys"][0].as_object().expect("a key");
    let mut names: Vec<_> = key.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!(key["kid"], *signer.key_id(KeyUse::Tokens, ES256).expect("a key"));
    assert_eq!((&key["use"], &key["alg"]), (&json!("sig"), &json!("ES256")));
}

#[test]
fn what_we_publish_is_what_a_client_would_take() {
    let trial = Trial::new("taken");
    begin(&trial.folder, &SystemEntropy, NOW).expect("keys");
    let signer = trial.open(NOW);
    let keys = crate::protocol::client_keys::ClientKeys::parse(&signer.public_keys());
    let keys = keys.expect("a key set");
    assert!(SigningAlgorithm::ALL.into_iter().all(|algorithm| keys.serve(algorithm)));
}

#[test]
fn the_next_key_is_announced_a_day_ahead_and_the_former_kept() {
    let trial = Trial::with_few_keys("rotation");
    let signer = trial.open(NOW);
    let former = signer.key_id(KeyUse::Tokens, ES256).expect("a key");
    let signature = sign(&signer, token_key(ES256, &former), b"message").expect("a signature");

    rotate(&trial.folder, ES256, Begins::After(AHEAD), KEPT, NOW).expect("rotated");
    assert!(signer.refresh(NOW).expect("readable"));
    assert_eq!(trial.stages(ES256.into(), NOW), [Stage::Signing, Stage::Announced]);
    assert_eq!(signer.key_id(KeyUse::Tokens, ES256).expect("a key"), former, "the next one waits");
    assert_eq!(signer.public_keys().matches("\"kid\"").count(), 3, "and is published");

    let later = NOW.plus(AHEAD);
    assert!(!signer.refresh(later.minus(Lifetime::seconds(1))).expect("readable"));
    assert!(signer.refresh(later).expect("readable"), "the hour alone is reason enough");
    assert_ne!(signer.key_id(KeyUse::Tokens, ES256).expect("a key"), former);
    assert!(
        signer.verify(token_key(ES256, &former), b"message", &signature),
        "tokens of the former live on"
    );
    assert!(
        sign(&signer, token_key(ES256, &former), b"x").is_ok(),
        "whoever had been told its name may end"
    );

    let end = later.plus(KEPT);
    assert!(signer.refresh(end).expect("readable"));
    assert!(!signer.verify(token_key(ES256, &former), b"message", &signature));
    assert_eq!(trial.stages(ES256.into(), end), [Stage::Retired, Stage::Signing]);
    assert_eq!(signer.public_keys().matches("\"kid\"").count(), 2);
}

#[test]
fn a_second_rotation_brings_no_third_key_and_now_means_now() {
    let trial = Trial::with_few_keys("twice");
    let rotated = |begins| rotate(&trial.folder, ES256, begins, KEPT, NOW).expect("rotated").len();
    let announced = Begins::After(AHEAD);
    assert_eq!(
        [announced, announced, Begins::Now].map(rotated),
        [3, 3, 3],
        "receipts' one among them"
    );
    assert_eq!(
        trial.stages(ES256.into(), NOW).iter().filter(|stage| **stage == Stage::Signing).count(),
        1
    );
    let signer = trial.open(NOW);
    let lines = list(&trial.folder, NOW).expect("a list");
    let former = lines.iter().find(|line| line.stage == Stage::Kept).expect("the former");
    assert_eq!(former.retire_at, Some(NOW.plus(KEPT)));
    assert_ne!(*former.id, *signer.key_id(KeyUse::Tokens, ES256).expect("a key"));
}

#[test]
fn files_that_others_can_read_are_refused() {
    let trial = Trial::with_few_keys("exposed");
    let signer = trial.open(NOW);
    let file = trial.key_file();
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&trial.path).expect("a folder").permissions().mode() & 0o777, 0o700);
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("a mode");
        let opened = KeyFile::open(trial.folder.clone(), NOW);
        assert!(matches!(opened, Err(KeyFolderError::Exposed(_))), "{mode:o}");
        assert!(signer.refresh(NOW).is_err(), "{mode:o}");
        assert!(signer.key_id(KeyUse::Tokens, ES256).is_ok(), "the keys held before go on");
    }
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
    assert!(signer.refresh(NOW).is_ok());
    fs::set_permissions(&trial.path, Permissions::from_mode(0o777)).expect("a mode");
    assert!(matches!(signer.refresh(NOW), Err(KeyFolderError::Exposed(_))));
}

#[test]
fn a_broken_file_or_an_empty_folder_is_told_and_no_secret_is() {
    let trial = Trial::with_few_keys("broken");
    let file = trial.key_file();
    let text = fs::read_to_string(&file).expect("a key");
    fs::write(&file, text.replace("\"d\"", "\"dd\"")).expect("written");
    let error = KeyFile::open(trial.folder.clone(), NOW).err().expect("refused");
    assert!(matches!(error, KeyFolderError::Malformed(_)));
    fs::remove_file(&file).expect("removed");
    assert!(matches!(KeyFile::open(trial.folder.clone(), NOW), Err(KeyFolderError::NoKey(_))));
    assert!(matches!(trial.folder.root(), Err(KeyFolderError::NoRoot)));
    let root = trial.path.join("root.key");
    fs::write(&root, "AAAA").expect("written");
    fs::set_permissions(&root, Permissions::from_mode(0o600)).expect("a mode");
    assert!(matches!(trial.folder.root(), Err(KeyFolderError::Malformed(_))));
    let nowhere = KeyFolder::at(&trial.path.join("nowhere"));
    assert!(matches!(KeyFile::open(nowhere, NOW), Err(KeyFolderError::NoFolder(_))));
}

/// A client's view: which keys the published set has for encryption.
fn to_encrypt_to(keys: &KeyFile) -> Vec<String> {
    let set: Value = serde_json::from_str(&keys.public_keys()).expect("JSON");
    let keys = set["keys"].as_array().expect("keys").iter().filter(|key| key["use"] == "enc");
    keys.map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn what_is_encrypted_to_a_published_key_opens_before_and_after_its_time() {
    let trial = Trial::with_few_keys("opening");
    let (ours, born) = (EncryptionAlgorithm::EcdhEs, NOW.minus(Lifetime::days(30)));
    trial.folder.save(&StoredKey::generate(ours, born).expect("a key")).expect("saved");
    let keys = trial.open(NOW);
    assert_eq!(keys.opens(), [ours]);
    let to_us = || {
        let set = ClientEncryptionKeys::parse(&keys.public_keys()).expect("a set of keys");
        let token = Secret::new("signed".to_owned());
        keys.encrypt(set.key(ours).expect("a key of ours"), &token).expect("encrypted")
    };
    let opened = |text: &Secret| {
        let text = Encrypted::parse(text.expose(), 1024).expect("a form of ours");
        keys.open(&text).map(|token| token.expose().to_owned())
    };
    let to_former = to_us();
    assert_eq!(opened(&to_former).as_deref(), Ok("signed"));

    rotate(&trial.folder, ours, Begins::After(AHEAD), AHEAD, NOW).expect("rotated");
    assert!(keys.refresh(NOW).expect("readable"));
    assert_eq!(to_encrypt_to(&keys).len(), 2, "the next one is published");

    let later = NOW.plus(AHEAD);
    assert!(keys.refresh(later).expect("readable"));
    assert_eq!(to_encrypt_to(&keys).len(), 1, "nobody is to encrypt to the former any more");
    let to_next = to_us();
    assert_eq!(opened(&to_former).as_deref(), Ok("signed"), "who did so in time is understood");
    assert_eq!(opened(&to_next).as_deref(), Ok("signed"));

    assert!(keys.refresh(later.plus(AHEAD)).expect("readable"));
    assert_eq!(opened(&to_former), Err(JoseRefusal::Decryption));
    assert_eq!(opened(&to_next).as_deref(), Ok("signed"));
}

#[test]
fn what_is_encrypted_to_another_is_not_opened() {
    let trial = Trial::with_few_keys("another");
    let keys = trial.open(NOW);
    assert!(keys.opens().is_empty(), "a folder of an older version has none");
    let other = Trial::with_few_keys("the-other");
    let key = StoredKey::generate(EncryptionAlgorithm::EcdhEs, NOW).expect("a key");
    other.folder.save(&key).expect("saved");
    let theirs = other.open(NOW);
    let set = ClientEncryptionKeys::parse(&theirs.public_keys()).expect("a set of keys");
    let key = set.key(EncryptionAlgorithm::EcdhEs).expect("a key");
    let text = keys.encrypt(key, &Secret::new("signed".to_owned())).expect("encrypted");
    let text = Encrypted::parse(text.expose(), 1024).expect("a form of ours");
    assert_eq!(keys.open(&text).err(), Some(JoseRefusal::Decryption));
    assert!(theirs.open(&text).is_ok());
}
