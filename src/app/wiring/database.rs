//! The database, and the ground that flows stand on.

use std::sync::Arc;

use super::keys::{fit, open_ring};
use crate::app::config::{Config, DatabaseKind};
use crate::app::failure::Failure;
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::domain::text::Secret;
use crate::flows::ground::Ground;
use crate::sealing::KeyRing;
use crate::store::database::{Database, DatabaseSettings};
use crate::store::migrate::migrate;

/// Opens the database that the settings name.
pub(in crate::app) async fn open_database(config: &Config) -> Result<Database, Failure> {
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

/// What every flow stands on: tables up to date, filled under this very ring.
pub(in crate::app) async fn ground_on(
    database: Database,
    ring: KeyRing,
) -> Result<Ground, Failure> {
    // On the heap: it is large, and every command's own future would hold it.
    Box::pin(migrate(&database)).await?;
    fit(&database, &ring).await?;
    Ok(Ground {
        database: Arc::new(database),
        ring: Arc::new(ring),
        clock: Arc::new(SystemClock::new()),
        entropy: Arc::new(SystemEntropy),
    })
}

/// The ground for a command, from the settings alone.
pub(in crate::app) async fn open_ground(config: &Config) -> Result<Ground, Failure> {
    // The key first: without it not even an empty database is made.
    let ring = open_ring(config)?;
    Box::pin(ground_on(open_database(config).await?, ring)).await
}
