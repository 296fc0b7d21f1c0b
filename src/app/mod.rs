//! Floor 6: configuration, wiring and commands. Used by nothing but `main`.

mod allocator;
pub mod commands;
pub mod config;
pub mod failure;
pub mod wiring;
