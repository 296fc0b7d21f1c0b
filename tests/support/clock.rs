//! A clock that stands still until the test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use danh::domain::time::{Lifetime, Timestamp};
use danh::ports::clock::Clock;

/// Noon of 1 June 2026 in Viet Nam, when most tests begin.
pub const BEGIN: Timestamp = Timestamp::from_unix(1_780_290_000);

/// A clock that all parts of one test share.
#[derive(Clone, Debug)]
pub struct FrozenClock(Arc<AtomicI64>);

impl FrozenClock {
    /// Stands at [`BEGIN`].
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN.unix())))
    }

    /// Moves on.
    pub fn pass(&self, span: Lifetime) {
        self.0.fetch_add(span.as_seconds(), Ordering::SeqCst);
    }

    /// Moves on by seconds.
    pub fn pass_seconds(&self, seconds: u32) {
        self.pass(Lifetime::seconds(seconds));
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst))
    }

    fn monotonic_micros(&self) -> u64 {
        let passed = self.0.load(Ordering::SeqCst) - BEGIN.unix();
        u64::try_from(passed).unwrap_or_default() * 1_000_000
    }
}
