//! Floor 4: what happens, one use case a file. Flows read the clock once and hand `now` down.

pub mod accounts;
pub mod authorization;
pub mod choose;
pub mod client_authentication;
pub mod client_registry;
pub mod clients;
pub mod consent;
pub mod error;
pub mod forms;
pub mod ground;
mod here;
pub mod hints;
pub mod introspection;
pub mod issue;
pub mod login;
pub mod otp;
pub mod outbox;
pub mod own;
pub mod publication;
pub mod pushed_authorization;
pub mod readiness;
pub mod revocation;
pub mod sending;
pub mod settle;
pub mod signing;
pub mod snapshots;
pub mod standing;
pub mod sweep;
#[cfg(test)]
mod test_ground;
pub mod ticket;
pub mod token;
pub mod userinfo;
pub mod visit;
mod wishes;
