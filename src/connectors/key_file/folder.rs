//! The folder where keys lie: `root.key` and one JSON file a key, readable by their owner
//! alone. Files are written beside and renamed, so that a reader sees a whole one or none.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::key_algorithm::KeyAlgorithm;
use super::private_jwk::PrivateJwk;
use super::stored_key::StoredKey;
use crate::connectors::hsm::error::HsmError;
use crate::connectors::hsm::token::Token;
use crate::domain::time::Timestamp;
use crate::ports::entropy::Entropy;

const ROOT: &str = "root.key";

/// Longer than any key of ours.
const LONGEST_FILE: u64 = 64 * 1024;

/// Why keys cannot be read or written. File names are told, contents never.
#[derive(Debug, thiserror::Error)]
pub enum KeyFolderError {
    /// The folder or a file of it does not obey.
    #[error("{file}: {cause}")]
    Io {
        /// Which.
        file: String,
        /// What the system says.
        cause: io::Error,
    },
    /// Others on this machine could read it.
    #[error(
        "{0} can be read or changed by others; give it to the server's user alone (chmod go= {0})"
    )]
    Exposed(String),
    /// Not a key that we wrote.
    #[error("{0} is not a key")]
    Malformed(String),
    /// There is no folder.
    #[error("there is no folder {0} with keys; `danh keys new` makes it")]
    NoFolder(String),
    /// There is no `root.key`.
    #[error("there is no root.key; `danh keys new` makes one for an empty database")]
    NoRoot,
    /// `root.key` stands there already.
    #[error("root.key exists and is never replaced: all that is sealed hangs on it")]
    RootExists,
    /// No key may sign now for a use.
    #[error("no key that signs {0} is active; `danh keys new` makes it")]
    NoKey(&'static str),
    /// A key lies in a token, and the settings name none.
    #[error("the key {0} lies in the token \"{1}\"; `keys.pkcs11_module` leads to it")]
    Elsewhere(String, String),
    /// The token does not do what it should.
    #[error(transparent)]
    Token(#[from] HsmError),
    /// The machine made no key.
    #[error("the machine made no key")]
    NotMade,
}

/// The folder.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    path: PathBuf,
    token: Option<Arc<Token>>,
}

/// What a change of the folder changes, without reading a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footprint(Vec<(String, i64, i64, u64, u64, u32)>);

impl KeyFolder {
    /// The folder at this path; it need not exist yet.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), token: None }
    }

    /// The same folder, whose keys that sign are made and kept in this token.
    #[must_use]
    pub fn with_token(self, token: Arc<Token>) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The token beside it.
    #[must_use]
    pub fn token(&self) -> Option<&Arc<Token>> {
        self.token.as_ref()
    }

    /// Whether keys of this kind are made here: a token need not know every algorithm.
    pub fn makes(&self, algorithm: KeyAlgorithm) -> Result<bool, KeyFolderError> {
        match (&self.token, algorithm.signs_by()) {
            (Some(token), Some(by)) => Ok(token.serves(by)?),
            _ => Ok(true),
        }
    }

    /// Makes a key, here or in the token. It is not saved.
    pub(super) fn made(
        &self,
        algorithm: KeyAlgorithm,
        now: Timestamp,
    ) -> Result<StoredKey, KeyFolderError> {
        let (Some(token), Some(by)) = (&self.token, algorithm.signs_by()) else {
            return StoredKey::generate(algorithm, now).ok_or(KeyFolderError::NotMade);
        };
        let jwk = token.make(by, |half| {
            let jwk = PrivateJwk::of_public(&half);
            Some((jwk.thumbprint(), jwk))
        })?;
        Ok(StoredKey::of(algorithm, jwk, Some(token.settings().label.clone()), now))
    }

    /// Makes the folder, for the owner alone, if it is not there.
    pub fn make(&self) -> Result<(), KeyFolderError> {
        let told = |cause| failed(&self.path, cause);
        if self.path.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&self.path).map_err(told)?;
        fs::set_permissions(&self.path, Permissions::from_mode(0o700)).map_err(told)
    }

    /// The root key.
    pub fn root(&self) -> Result<Zeroizing<[u8; 32]>, KeyFolderError> {
        let path = self.path.join(ROOT);
        if !path.exists() {
            return Err(KeyFolderError::NoRoot);
        }
        let malformed = || KeyFolderError::Malformed(ROOT.to_owned());
        let text = read(&path)?;
        let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new).map_err(|_| malformed())?;
        bytes.as_slice().try_into().map(Zeroizing::new).map_err(|_| malformed())
    }

    /// Makes a root key; never a second one.
    pub fn make_root(&self, entropy: &dyn Entropy) -> Result<(), KeyFolderError> {
        if self.path.join(ROOT).exists() {
            return Err(KeyFolderError::RootExists);
        }
        let root = Zeroizing::new(entropy.bytes::<32>());
        let text = Zeroizing::new(format!("{}\n", STANDARD.encode(root.as_slice())));
        self.write(ROOT, text.as_bytes())
    }

    /// All keys but the root, oldest first, retired ones too.
    pub fn keys(&self) -> Result<Vec<StoredKey>, KeyFolderError> {
        let mut keys = Vec::new();
        for name in self.names()? {
            let text = read(&self.path.join(&name))?;
            keys.push(StoredKey::read(&text).ok_or(KeyFolderError::Malformed(name))?);
        }
        keys.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(keys)
    }

    /// Writes a key's file anew.
    pub fn save(&self, key: &StoredKey) -> Result<(), KeyFolderError> {
        let kind = match key.algorithm {
            KeyAlgorithm::SignsReceipts => key.algorithm.purpose().to_owned(),
            _ => key.algorithm.as_str().to_ascii_lowercase(),
        };
        let name = format!("{kind}-{}.json", key.id);
        self.write(&name, key.write().as_bytes())
    }

    /// Tells whether anything has changed since another footprint.
    pub fn footprint(&self) -> Result<Footprint, KeyFolderError> {
        let mut marks = Vec::new();
        for name in self.names()? {
            let path = self.path.join(&name);
            let meta = fs::metadata(&path).map_err(|cause| failed(&path, cause))?;
            marks.push((
                name,
                meta.mtime(),
                meta.mtime_nsec(),
                meta.len(),
                meta.ino(),
                meta.mode(),
            ));
        }
        Ok(Footprint(marks))
    }

    fn names(&self) -> Result<Vec<String>, KeyFolderError> {
        let told = |cause| failed(&self.path, cause);
        let found = fs::metadata(&self.path);
        if found.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Err(KeyFolderError::NoFolder(self.path.display().to_string()));
        }
        // Who may write here could bring a key of his own.
        if found.map_err(told)?.mode() & 0o022 != 0 {
            return Err(KeyFolderError::Exposed(named(&self.path)));
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(told)? {
            let name = entry.map_err(told)?.file_name().to_string_lossy().into_owned();
            let is_key = Path::new(&name).extension().is_some_and(|end| end == "json");
            if is_key && !name.starts_with('.') {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn write(&self, name: &str, contents: &[u8]) -> Result<(), KeyFolderError> {
        let (path, beside) = (self.path.join(name), self.path.join(format!(".{name}.new")));
        let written = || -> io::Result<()> {
            // What a former run left half written is of no use to anybody.
            if beside.exists() {
                fs::remove_file(&beside)?;
            }
            let mut file =
                OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
            file.write_all(contents)?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            File::open(&self.path)?.sync_all()
        };
        written().map_err(|cause| failed(&path, cause))
    }
}

/// Reads a file that its owner alone can read.
fn read(path: &Path) -> Result<Zeroizing<String>, KeyFolderError> {
    let meta = fs::metadata(path).map_err(|cause| failed(path, cause))?;
    if meta.mode() & 0o077 != 0 {
        return Err(KeyFolderError::Exposed(named(path)));
    }
    if meta.len() > LONGEST_FILE {
        return Err(KeyFolderError::Malformed(named(path)));
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(|cause| failed(path, cause))
}

fn failed(path: &Path, cause: io::Error) -> KeyFolderError {
    KeyFolderError::Io { file: named(path), cause }
}

fn named(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
