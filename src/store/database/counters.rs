//! Work, counted: for metrics, and for tests that compare how much two answers cost.

use std::sync::atomic::{AtomicU64, Ordering};

/// What was done since the start, for metrics and for tests that count work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Transactions acknowledged as durable.
    pub commits: u64,
    /// Statements run.
    pub calls: u64,
    /// Rows inserted, updated or deleted.
    pub rows_written: u64,
    /// How often `SQLite` was told to make things durable; fewer than commits when they are shared.
    pub syncs: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    commits: AtomicU64,
    calls: AtomicU64,
    rows_written: AtomicU64,
    syncs: AtomicU64,
}

impl Counters {
    /// What was done so far.
    pub(super) fn read(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            commits: read(&self.commits),
            calls: read(&self.calls),
            rows_written: read(&self.rows_written),
            syncs: read(&self.syncs),
        }
    }

    /// A statement outside a batch ran.
    pub(super) fn called(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// A statement of a batch ran.
    pub(super) fn ran(&self, sql: &str, touched: u64) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if !is_read(sql) {
            self.rows_written.fetch_add(touched, Ordering::Relaxed);
        }
    }

    /// A transaction is durable.
    pub(super) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    /// `SQLite` was told to make things durable.
    pub(super) fn synced(&self) {
        self.syncs.fetch_add(1, Ordering::Relaxed);
    }
}

fn is_read(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"))
}
