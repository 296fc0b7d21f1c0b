//! What tests stand on: a clock that stands still, chance that repeats itself, paper registers, an outbox,
//! a browser without script, a relying party in a box, and the whole house behind a real listener.
#![allow(dead_code, reason = "each test binary uses the part it needs")]

pub mod browser;
pub mod chance;
pub mod clock;
pub mod form;
pub mod http;
pub mod outbox;
pub mod registers;
pub mod relying_party;
pub mod token;
