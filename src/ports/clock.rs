//! What time it is: the application's own clock.

use crate::domain::time::Timestamp;

/// A clock. Flows read it once, at the top, and hand the moment down.
pub trait Clock: Send + Sync {
    /// Now, in whole seconds.
    fn now(&self) -> Timestamp;
    /// Microseconds since some moment in the past, never going back: for spans, not for dates.
    fn monotonic_micros(&self) -> u64;
}
