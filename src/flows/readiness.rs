//! Whether this process may be sent requests: it is not stopping, the database answers, and the two
//! agree on the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ground::Ground;
use crate::domain::time::Lifetime;

/// A node further off the database's clock would keep dead things alive (`decisions.md` §8).
const SKEW: Lifetime = Lifetime::seconds(5);

/// Whether this process may be sent requests.
#[derive(Clone)]
pub struct Readiness {
    ground: Ground,
    stopping: Arc<AtomicBool>,
}

impl Readiness {
    /// A process that is not stopping.
    #[must_use]
    pub fn new(ground: Ground) -> Self {
        Self { ground, stopping: Arc::new(AtomicBool::new(false)) }
    }

    /// From now on nothing more should be sent here.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// Whether requests may come.
    ///
    /// # Errors
    /// Says in a word why not.
    pub async fn judge(&self) -> Result<(), &'static str> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err("stopping");
        }
        let theirs = self.ground.database.moment().await;
        let theirs = theirs.map_err(|_| "the database does not answer")?;
        let ours = self.ground.now();
        let apart = theirs.since(ours).max(ours.since(theirs));
        if apart > SKEW { Err("the clock is off the database's") } else { Ok(()) }
    }
}
