//! The composition root: every socket meets its plug, and nobody else knows which.

mod budgets;
mod check;
mod database;
mod keys;
mod outside;
mod own;
mod serving;
mod tls;

pub(super) use check::check;
pub(super) use database::{open_database, open_ground};
pub(super) use keys::key_folder;
pub use serving::{Plugs, Standing, build, stand};
