//! An outside system as the operator sees it: what it was asked, and how that went.

/// The numbers of one outside system as they stood at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Which system.
    pub system: &'static str,
    /// Whether it is being left alone now.
    pub is_resting: bool,
    /// Questions that got an answer.
    pub answered: u64,
    /// Second and third tries.
    pub asked_again: u64,
    /// Questions not asked, because the system was left alone.
    pub resting: u64,
    /// Questions not asked, because too many were under way.
    pub crowded: u64,
    /// Questions that failed after all tries.
    pub failed: u64,
    /// Questions whose time was up.
    pub late: u64,
    /// Answers that made no sense, too long ones included.
    pub no_sense: u64,
}

/// Something outside that is asked and counted.
pub trait OutsideSystem: Send + Sync {
    /// What has been counted since the start.
    fn counts(&self) -> Counts;
}
