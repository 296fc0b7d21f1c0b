//! The machine's clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;

/// The machine's clock; spans are counted from when it was made.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    made_at: Instant,
}

impl SystemClock {
    /// A clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that others are handed")]
    pub fn new() -> Self {
        Self { made_at: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that others are handed")]
    fn now(&self) -> Timestamp {
        // A machine that believes it is before 1970 gets the epoch: every token is then expired.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }

    fn monotonic_micros(&self) -> u64 {
        u64::try_from(self.made_at.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_past_this_file_s_birth_and_spans_never_go_back() {
        let clock = SystemClock::new();
        assert!(clock.now() > Timestamp::from_unix(1_700_000_000));
        let first = clock.monotonic_micros();
        assert!(clock.monotonic_micros() >= first);
    }
}
