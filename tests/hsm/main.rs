//! Keys in a hardware token, played by SoftHSM (`softhsm2` of Debian): made in it, used in it, and what
//! happens when it is away. `tests/run` installs it; without it these tests fail and say so.

#![expect(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod serving;
mod token;
