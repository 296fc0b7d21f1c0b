//! Wrong passwords from one network, whatever numbers they were typed with: a list of numbers and common
//! passwords is tried through no address for long. The budget is generous, because many honest people
//! may stand behind one address; and an account's own device is never counted with its neighbours.

use std::sync::Arc;

use moka::future::Cache;

use super::budget::{Budget, Share};
use crate::domain::network::CallerNetwork;
use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;

/// So many networks may be told to wait at once; beyond, the one that came first is forgotten.
const REMEMBERED: u64 = 100_000;

/// Counts in this process.
#[derive(Clone)]
pub struct NetworkTries {
    wrong: Arc<Budget<CallerNetwork>>,
    waiting: Cache<CallerNetwork, Timestamp>,
}

impl NetworkTries {
    /// Every network has this share of wrong passwords.
    #[must_use]
    pub fn new(share: Share, clock: &Arc<dyn Clock>) -> Self {
        let wrong = Arc::new(Budget::new(share, Arc::clone(clock)));
        Self { wrong, waiting: Cache::new(REMEMBERED) }
    }

    /// Whether a password may be tried from there.
    ///
    /// # Errors
    /// With the moment until which to wait.
    pub async fn may_try(&self, from: CallerNetwork, now: Timestamp) -> Result<(), Timestamp> {
        match self.waiting.get(&from).await {
            Some(until) if until > now => Err(until),
            _ => Ok(()),
        }
    }

    /// Counts a wrong password. A right one costs nothing.
    pub async fn missed(&self, from: CallerNetwork, now: Timestamp) {
        if let Err(spent) = self.wrong.take(&from) {
            self.waiting.insert(from, now.plus(spent.0)).await;
        }
    }
}
