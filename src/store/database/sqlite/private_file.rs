//! The database's file is its owner's alone. `SQLite` gives its companions the same mode.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::store::error::StoreError;

/// What others may do to a file.
const OTHERS: u32 = 0o077;

/// Makes the file for its owner only before `SQLite` sees it, or takes it from all others.
///
/// A file that is there is never opened: to close it again would drop every lock that this process
/// holds on it by another connection (POSIX locks belong to the process, not to the descriptor).
pub(super) fn keep_private(path: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    let private = match made {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => close_to_others(path),
        made => made.map(drop),
    };
    private.map_err(|e| StoreError::Unsuitable(format!("the file cannot be used ({})", e.kind())))
}

fn close_to_others(path: &Path) -> Result<(), Error> {
    // A link is not followed: whoever may place one would choose whose mode is changed.
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "no regular file"));
    }
    if found.permissions().mode() & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(0o600))
}
