//! The database's file is its owner's alone. `SQLite` gives its companions the same mode.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{Access, access};

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
    private.map_err(|error| unusable(path, &error))
}

/// A file that does not serve, by the name that the operator gave it, and why.
pub(super) fn unusable(path: &Path, error: &Error) -> StoreError {
    let path = path.display();
    StoreError::Unsuitable(match error.kind() {
        ErrorKind::NotFound => format!("{path} stands in no folder that there is"),
        ErrorKind::PermissionDenied => format!("{path} cannot be opened: permission denied"),
        ErrorKind::InvalidInput => format!("{path} is a folder or a link, and not a file"),
        kind => format!("{path} cannot be opened: {kind}"),
    })
}

/// Whether the file is there to be looked at. Where it is not, it could be made.
pub(super) fn is_there(path: &Path) -> Result<bool, StoreError> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(Error::from(ErrorKind::InvalidInput)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            access(folder, Access::WRITE_OK).map(|()| false).map_err(Error::from)
        }
        Err(error) => Err(error),
    };
    found.map_err(|error| unusable(path, &error))
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
