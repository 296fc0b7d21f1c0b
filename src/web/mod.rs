//! Floor 5: doors. HTTP in, HTTP out, nothing decided.

mod agent;
pub mod answer;
pub mod cookie;
pub mod door;
pub mod error;
pub mod form;
pub mod hall;
pub mod headers;
pub mod limits;
pub mod listener;
pub mod locale;
pub mod management;
pub mod oidc;
pub mod own;
pub mod pages;
pub mod peer;
pub mod router;
pub mod sender;
mod tls;
