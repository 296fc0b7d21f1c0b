//! What a connector counts: plain numbers, read by the metrics page.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::ports::outside_system::Counts;

/// No answer, and what kind of none. Metrics tell them apart; flows need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The system is being left alone.
    Resting,
    /// Too many questions are under way.
    Crowded,
    /// It could not be reached, broke off, or said it is unwell.
    Failed,
    /// The time was up.
    Late,
    /// It answered with more than anybody should read.
    TooLong,
}

/// The numbers of one outside system.
#[derive(Debug, Default)]
pub struct Counters {
    answered: AtomicU64,
    asked_again: AtomicU64,
    resting: AtomicU64,
    crowded: AtomicU64,
    failed: AtomicU64,
    late: AtomicU64,
    no_sense: AtomicU64,
}

impl Counters {
    pub(super) fn count(&self, outcome: Result<(), Silence>) {
        let counter = match outcome {
            Ok(()) => &self.answered,
            Err(Silence::Resting) => &self.resting,
            Err(Silence::Crowded) => &self.crowded,
            Err(Silence::Failed) => &self.failed,
            Err(Silence::Late) => &self.late,
            Err(Silence::TooLong) => &self.no_sense,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn asked_again(&self) {
        self.asked_again.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn no_sense(&self) {
        self.no_sense.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self, system: &'static str, is_resting: bool) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            system,
            is_resting,
            answered: read(&self.answered),
            asked_again: read(&self.asked_again),
            resting: read(&self.resting),
            crowded: read(&self.crowded),
            failed: read(&self.failed),
            late: read(&self.late),
            no_sense: read(&self.no_sense),
        }
    }
}
