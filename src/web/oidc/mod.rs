//! The doors for clients: one endpoint a file, each reads its request once and decides nothing.

pub mod authorize;
pub mod client_registration;
pub mod discovery;
pub mod end_session;
pub mod introspection;
pub mod jwks;
pub mod management;
mod posted;
pub mod pushed_authorization;
pub mod revocation;
pub mod token;
pub mod userinfo;
