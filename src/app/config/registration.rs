//! `[registration]`: clients that register themselves.

use serde::Deserialize;

/// Clients that register themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Whether they can.
    pub enabled: bool,
}
