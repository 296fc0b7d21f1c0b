//! `[pages]`: what pages show.

use serde::Deserialize;

/// What pages show.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// At the foot of every page.
    pub hotline: String,
    /// Made-up data, says the ribbon.
    pub ribbon: bool,
    /// The sandbox's inbox; empty for none.
    pub inbox_url: String,
}
