//! The composition root: every socket meets its plug, and nobody else knows which.

use crate::app::commands::Failure;
use crate::app::config::{Config, DatabaseKind};
use crate::domain::text::Secret;
use crate::store::database::{Database, DatabaseSettings};

/// Opens the database that the settings name.
pub(super) async fn open_database(config: &Config) -> Result<Database, Failure> {
    let settings = match config.database.kind {
        DatabaseKind::Sqlite => DatabaseSettings::Sqlite { path: config.database.path.clone() },
        DatabaseKind::Postgres => {
            let url = std::fs::read_to_string(&config.database.url_file).map_err(|error| {
                Failure::Refused(format!("database.url_file cannot be read: {}", error.kind()))
            })?;
            DatabaseSettings::Postgres {
                url: Secret::new(url.trim().to_owned()),
                connections: config.database.connections,
            }
        }
    };
    Ok(Database::open(&settings).await?)
}

/// Judges all that the settings name, short of listening.
pub(super) async fn check(config: &Config) -> Result<(), Failure> {
    let _database = open_database(config).await?;
    Ok(())
}
