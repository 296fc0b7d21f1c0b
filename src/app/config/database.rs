//! `[database]`: where rows are kept.

use std::path::PathBuf;

use serde::Deserialize;

use super::error::{ConfigError, within, wrong};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// One file, one process.
    Sqlite,
    /// Many equal processes.
    Postgres,
}

/// Where rows are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Which database.
    pub kind: DatabaseKind,
    /// SQLite's file.
    pub path: PathBuf,
    /// File with the PostgreSQL address.
    pub url_file: PathBuf,
    /// PostgreSQL connections at most.
    pub connections: u32,
}

impl Database {
    pub(super) fn judge(&self) -> Result<(), ConfigError> {
        match self.kind {
            DatabaseKind::Postgres if self.url_file.as_os_str().is_empty() => {
                Err(wrong("database.url_file", "names the file with the PostgreSQL address"))
            }
            DatabaseKind::Sqlite if self.path.as_os_str().is_empty() => {
                Err(wrong("database.path", "names SQLite's file"))
            }
            _ => within("database.connections", self.connections, 1..=500),
        }
    }
}
