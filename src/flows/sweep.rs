//! What is over is removed in the background, a slice at a time, so that no walk ever waits for it.

use std::time::Duration;

use super::ground::Ground;
use crate::store::expiry::{ExpiryRules, sweep};

/// Between two looks.
const EVERY: Duration = Duration::from_mins(1);

/// Removes what is over.
#[derive(Clone)]
pub struct Sweep {
    /// Rows and the time.
    pub ground: Ground,
    /// How long things stand at most.
    pub rules: ExpiryRules,
}

impl Sweep {
    /// Sweeps until the task is dropped.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first tick comes at once, and a start has better things to do.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let now = self.ground.now();
            if let Err(error) = sweep(&self.ground.database, self.rules, now).await {
                tracing::warn!(%error, "what is over could not be removed");
            }
        }
    }
}
