//! What every flow stands on: the database, the keys, the clock and chance.

use std::sync::Arc;

use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;
use crate::sealing::KeyRing;
use crate::store::database::Database;

/// What every flow stands on.
#[derive(Clone)]
pub struct Ground {
    /// Rows.
    pub database: Arc<Database>,
    /// Keys for digests, seals and names.
    pub ring: Arc<KeyRing>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

impl Ground {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Unpredictable bytes.
    #[must_use]
    pub fn chance<const N: usize>(&self) -> [u8; N] {
        self.entropy.bytes()
    }
}
