//! What tests stand on: a clock that stands still, chance that repeats itself, paper registers, an outbox,
//! a browser without script, a relying party in a box, and the whole house behind a real listener.
#![allow(dead_code, reason = "each test binary uses the part it needs")]
#![allow(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]
#![allow(clippy::disallowed_methods, reason = "a test waits for another process by the real clock")]

pub mod assertion;
pub mod browser;
pub mod building;
pub mod certificates;
pub mod chance;
pub mod clock;
pub mod databases;
pub mod demo;
pub mod fixtures;
pub mod forgeries;
pub mod form;
pub mod holder;
pub mod house;
pub mod http;
pub mod invitations;
pub mod keys;
pub mod neighbour;
pub mod notices;
pub mod outbox;
pub mod patience;
pub mod people;
pub mod postgres;
pub mod processes;
pub mod proof;
pub mod readings;
pub mod registers;
pub mod relying_party;
pub mod rows;
pub mod sealed;
pub mod token;
pub mod walk;
