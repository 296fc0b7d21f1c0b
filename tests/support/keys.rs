//! Signing keys of test houses.

use std::sync::{Arc, OnceLock};

use danh::connectors::key_file::KeyFile;
use danh::connectors::key_file::folder::KeyFolder;
use danh::connectors::key_file::key_algorithm::KeyAlgorithm;
use danh::connectors::key_file::rotation::{Begins, begin, rotate};
use danh::connectors::system_entropy::SystemEntropy;
use danh::domain::time::{Lifetime, Timestamp};

use super::clock::BEGIN;
use super::databases::Folder;

/// Keys and the folder they lie in, gone when nobody holds them.
#[derive(Clone)]
pub struct Keys {
    /// What signs.
    pub file: Arc<KeyFile>,
    folder: KeyFolder,
    _place: Arc<Folder>,
}

impl Keys {
    /// Keys of one's own, to be rotated.
    pub fn new() -> Self {
        let place = Folder::new();
        let folder = KeyFolder::at(&place.file("keys"));
        begin(&folder, &SystemEntropy, BEGIN.minus(Lifetime::days(2))).expect("keys are made");
        let file = Arc::new(KeyFile::open(folder.clone(), BEGIN).expect("keys are read"));
        Self { file, folder, _place: Arc::new(place) }
    }

    /// Made once for all houses of a process: making RSA keys takes longer than most tests.
    pub fn shared() -> Self {
        static KEYS: OnceLock<Keys> = OnceLock::new();
        KEYS.get_or_init(Self::new).clone()
    }

    /// The next key begins now; the former is kept for as long as what it signed may live.
    pub fn rotate(&self, one: impl Into<KeyAlgorithm>, kept: Lifetime, now: Timestamp) {
        rotate(&self.folder, one, Begins::Now, kept, now).expect("a next key is made");
        self.file.refresh(now).expect("the keys are read anew");
    }

    /// The next key is announced, as `danh keys rotate` does.
    pub fn announce(&self, one: impl Into<KeyAlgorithm>, kept: Lifetime, now: Timestamp) {
        let begins = Begins::After(Lifetime::hours(24));
        rotate(&self.folder, one, begins, kept, now).expect("a next key is made");
    }

    /// Another process's view of the same folder.
    pub fn another(&self, now: Timestamp) -> Arc<KeyFile> {
        Arc::new(KeyFile::open(self.folder.clone(), now).expect("keys are read"))
    }

    /// Looks at the hour, as a running provider does every few seconds.
    pub fn look(&self, now: Timestamp) {
        self.file.refresh(now).expect("the keys are read anew");
    }
}
