//! Whether this process may be sent requests: it is not stopping, the database answers and takes
//! writes, and the two agree on the time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::timeout;

use super::ground::Ground;
use crate::domain::time::Lifetime;
use crate::store::batch::{Batch, Outcome};
use crate::store::settings::put_setting;

/// A node further off the database's clock would keep dead things alive (`decisions.md` §8).
const SKEW: Lifetime = Lifetime::seconds(5);
/// A process that has nothing to write tries a write of its own no more often.
const TRIED_EVERY_MICROS: u64 = 5_000_000;
/// A write that takes longer is none that anybody would wait for.
const PATIENCE: Duration = Duration::from_secs(1);
/// What is written to see whether it can be.
const TRIAL: &str = "readiness.tried_at";

/// Whether this process may be sent requests.
#[derive(Clone)]
pub struct Readiness {
    ground: Ground,
    stopping: Arc<AtomicBool>,
    writing: Arc<Mutex<Writing>>,
}

/// What is known of the database's taking writes.
#[derive(Default)]
struct Writing {
    /// Commits that had stood when last asked.
    commits: u64,
    /// When that was found out.
    known_at: Option<u64>,
    is_well: bool,
}

impl Readiness {
    /// A process that is not stopping.
    #[must_use]
    pub fn new(ground: Ground) -> Self {
        Self { ground, stopping: Arc::default(), writing: Arc::default() }
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
        if apart > SKEW {
            return Err("the clock is off the database's");
        }
        if self.writes().await { Ok(()) } else { Err("the database takes no writes") }
    }

    /// A database may answer and yet keep nothing: its writer is gone, its disk is full, or it only
    /// follows another. The walk's own commits show that it does; without any, one is tried.
    async fn writes(&self) -> bool {
        let now = self.ground.clock.monotonic_micros();
        let commits = self.ground.database.counts().commits;
        {
            let mut writing = self.writing();
            if commits > writing.commits {
                *writing = Writing { commits, known_at: Some(now), is_well: true };
            }
            if writing.known_at.is_some_and(|at| now.saturating_sub(at) < TRIED_EVERY_MICROS) {
                return writing.is_well;
            }
            // Who asks while this is tried hears what was known before.
            writing.known_at = Some(now);
        }
        let mut batch = Batch::new();
        put_setting(&mut batch, TRIAL, &self.ground.now().unix().to_string());
        let tried = timeout(PATIENCE, self.ground.database.commit(batch)).await;
        let is_well = matches!(tried, Ok(Ok(Outcome::Done(_))));
        let mut writing = self.writing();
        writing.commits = self.ground.database.counts().commits;
        writing.is_well = is_well;
        is_well
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
