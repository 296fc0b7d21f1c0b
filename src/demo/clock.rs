//! A relying party reads its own clock: it shares nothing with the provider but the network.

use std::time::UNIX_EPOCH;

use tokio::time::Instant;

/// Seconds since 1970, for what others read.
#[expect(
    clippy::disallowed_methods,
    reason = "the demo is a program of its own, apart from the house"
)]
pub(super) fn seconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// A moment to measure from, for what is kept here.
pub(super) fn moment() -> Instant {
    Instant::now()
}
