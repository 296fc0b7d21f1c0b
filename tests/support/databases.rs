//! An empty database of each kind, with our tables, for a test that needs one.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use danh::domain::text::Secret;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;

use super::postgres;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A folder that is gone when the test is.
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder under the system's temporary one.
    pub fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("danh-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder can be made");
        Self(path)
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An SQLite file with our tables, in a folder of its own.
pub async fn sqlite() -> (Database, Folder) {
    let folder = Folder::new();
    let database = open(&DatabaseSettings::Sqlite { path: folder.file("danh.db") }).await;
    (database, folder)
}

/// A PostgreSQL database with our tables.
pub async fn postgres() -> (Database, Folder) {
    let url = Secret::new(postgres::new_database().await);
    let database = open(&DatabaseSettings::Postgres { url, connections: 16 }).await;
    (database, Folder::new())
}

async fn open(settings: &DatabaseSettings) -> Database {
    let database = Database::open(settings).await.expect("the database opens");
    migrate(&database).await.expect("the tables are made");
    database
}
