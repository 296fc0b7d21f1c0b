//! Floor 5: doors. HTTP in, HTTP out, nothing decided.

pub mod cookie;
pub mod headers;
pub mod limits;
pub mod locale;
pub mod pages;
