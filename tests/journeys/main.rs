//! Stories of people, each a file.

#[path = "../support/mod.rs"]
mod support;
