//! The composition root: every socket meets its plug, and nobody else knows which.

mod budgets;
mod check;
mod database;
mod keys;
mod outside;
mod own;
mod parts;
mod rules;
mod serving;
mod tls;

pub(super) use check::check;
pub(super) use database::{
    Seen, behind, claim, look, open_database, open_ground, standing_database,
};
pub(super) use keys::{fits, key_folder, key_folder_with_token, open_ring};
pub use outside::egress;
pub use serving::{Plugs, Standing, build, stand};
