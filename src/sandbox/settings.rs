//! What a sandbox is told at start, and what its doors share.

use std::net::SocketAddr;
use std::sync::Arc;

use super::faults::Faults;
use super::inbox::Inbox;
use super::named::Words;
use super::people::People;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

/// A clock, given from outside like everything that changes.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The seed of the people everybody knows, unless a sandbox is told another.
pub const SEED: u64 = 2026;
/// How many synthetic people there are, unless a sandbox is told otherwise.
pub const PEOPLE: u32 = 100_000;

/// What a sandbox needs to know.
#[derive(Clone)]
pub struct SandboxSettings {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The secret that the registers and the gateway ask for.
    pub bearer: Secret,
    /// How many synthetic people the registers hold.
    pub people: u32,
    /// Makes them; the same seed makes the same people.
    pub seed: u64,
    /// The named people, or those that come with the sandbox.
    pub named_people: Option<String>,
    /// The day stories are told from: the day of the first start.
    pub first_start: Timestamp,
    /// The demo's services, as tiles on the start page.
    pub tiles: Vec<Tile>,
    /// What time it is.
    pub clock: Clock,
}

/// A service on the start page.
#[derive(Clone)]
pub struct Tile {
    /// Where it is.
    pub address: String,
    /// Its name.
    pub name: Words,
    /// What it does there, one sentence.
    pub about: Words,
}

/// What the doors share.
pub(super) struct House {
    pub(super) people: People,
    pub(super) faults: Faults,
    pub(super) inbox: Inbox,
    pub(super) settings: SandboxSettings,
}
