//! Floor 1: what is true. Pure values and rules; no clock, no chance, no database, no HTTP.

pub mod assurance;
pub mod claim;
pub mod client;
pub mod id;
pub mod person;
pub mod text;
pub mod time;
