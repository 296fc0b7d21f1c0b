//! The database, and the ground that flows stand on.

use std::sync::Arc;

use super::keys::{fit, open_ring};
use crate::app::config::{Config, DatabaseKind};
use crate::app::failure::{Failure, unreadable};
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::domain::text::Secret;
use crate::flows::ground::Ground;
use crate::sealing::KeyRing;
use crate::store::database::{Claim, Database, DatabaseSettings};
use crate::store::migrate::{lacking, migrate};

/// What is there before anything is made.
pub(in crate::app) enum Seen {
    /// Nothing: the start makes it.
    Nothing,
    /// A database that lacks so many of this program's migrations.
    Behind(Database, usize),
    /// A database whose tables are up to date.
    Current(Database),
}

impl Seen {
    /// The database, if it has this table.
    pub(in crate::app) async fn with_table(
        &self,
        name: &str,
    ) -> Result<Option<&Database>, Failure> {
        Ok(match self {
            Self::Nothing => None,
            Self::Current(database) => Some(database),
            Self::Behind(database, _) => database.has_table(name).await?.then_some(database),
        })
    }
}

/// Opens the database that the settings name.
pub(in crate::app) async fn open_database(config: &Config) -> Result<Database, Failure> {
    Ok(Database::open(&settings(config)?).await?)
}

/// Claims the database for a provider of this process.
pub(in crate::app) fn claim(config: &Config) -> Result<Claim, Failure> {
    Ok(Claim::on(&settings(config)?)?)
}

/// Looks at the database that the settings name, and changes nothing.
pub(in crate::app) async fn look(config: &Config) -> Result<Seen, Failure> {
    let Some(database) = Database::look(&settings(config)?).await? else {
        return Ok(Seen::Nothing);
    };
    Ok(match lacking(&database).await? {
        0 => Seen::Current(database),
        count => Seen::Behind(database, count),
    })
}

/// The database as it stands, for whoever only reads.
pub(in crate::app) async fn standing_database(config: &Config) -> Result<Database, Failure> {
    Err(Failure::Refused(match look(config).await? {
        Seen::Current(database) => return Ok(database),
        Seen::Behind(_, count) => behind(count),
        Seen::Nothing => {
            format!("there is no database yet at {}", config.database.path.display())
        }
    }))
}

/// What is said of tables that are older than the program.
pub(in crate::app) fn behind(count: usize) -> String {
    format!("the database lacks {count} migrations; `danh migrate` or the start brings them")
}

fn settings(config: &Config) -> Result<DatabaseSettings, Failure> {
    Ok(match config.database.kind {
        DatabaseKind::Sqlite => DatabaseSettings::Sqlite { path: config.database.path.clone() },
        DatabaseKind::Postgres => {
            let file = &config.database.url_file;
            let url = std::fs::read_to_string(file).map_err(|error| {
                let words = unreadable(file, &error);
                Failure::Refused(format!("`database.url_file`: {words}"))
            })?;
            DatabaseSettings::Postgres {
                url: Secret::new(url.trim().to_owned()),
                connections: config.database.connections,
            }
        }
    })
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
