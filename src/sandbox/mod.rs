//! Apart: a server that plays every outside system over the network: the population, insurance and
//! carrier registers, the SMS gateway with its inbox, and the faults one may ask of them.
//!
//! It is no part of the provider and knows nothing of it but domain value types: what passes between
//! the two passes as HTTP, in the forms written down in `src/manual/openapi/`. Start with
//! [`synthetic`] for the people and [`server`] for the doors.

pub mod accounts;
pub mod chance;
pub mod citizen;
mod doors;
pub mod faults;
pub mod inbox;
pub mod named;
mod names;
pub mod people;
mod places;
pub mod server;
pub mod settings;
pub mod synthetic;
mod views;
mod way_back;
mod words;

pub use server::{Running, serve};
pub use settings::{SandboxSettings, Tile};
