//! The composition root: every socket meets its plug, and nobody else knows which.

mod database;
mod keys;
mod outside;
mod serving;

pub(super) use database::{open_database, open_ground};
pub use serving::{Plugs, Standing, build, stand};

use super::config::Config;
use super::failure::Failure;

/// Judges all that the settings name, short of listening.
pub(super) async fn check(config: &Config) -> Result<(), Failure> {
    open_ground(config).await?;
    Ok(())
}
