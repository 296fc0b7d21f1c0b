//! One process serves a file: its counts of limits, its clients in memory and its chain are its own.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::private_file::{is_there, unusable};
use crate::store::error::StoreError;

/// Held as long as this process serves the file. The kernel frees it with the process, however that
/// ends; the file that carries it stays, for whoever removed it would let two hold two of one name.
pub struct Claim {
    _held: File,
}

impl Claim {
    /// Claims the file for this process. The lock is another file's: to close the database's own once
    /// more would drop what `SQLite` holds on it, and short commands read and write beside the claim.
    pub fn on(path: &Path) -> Result<Self, StoreError> {
        // Where nothing can be served, no lock is left behind.
        is_there(path)?;
        let held = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .custom_flags(libc::O_NOFOLLOW)
            .open(beside(path))
            .map_err(|error| unusable(path, &error))?;
        match held.try_lock() {
            Ok(()) => Ok(Self { _held: held }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Unsuitable(format!(
                "another process serves {}, and SQLite serves one; PostgreSQL serves many",
                path.display()
            ))),
            Err(TryLockError::Error(error)) => Err(unusable(path, &error)),
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
