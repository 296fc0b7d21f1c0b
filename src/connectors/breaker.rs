//! A circuit breaker: after enough failures in a row a system is left alone for a while, then asked
//! once to see whether it is back. Pure: the moment is given.

/// Knows whether a system should be asked now.
#[derive(Debug)]
pub struct Breaker {
    opens_after: u32,
    rests_micros: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Asked freely; so many failures in a row.
    Closed(u32),
    /// Left alone until this moment.
    Open(u64),
    /// One probe is out; if it is never heard of again, another may go at this moment.
    Probing(u64),
}

/// What a result changed, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// From now on the system is left alone.
    Opened,
    /// The system is asked again as before.
    Closed,
}

impl Breaker {
    /// Opens after so many failures in a row and rests so long.
    #[must_use]
    pub const fn new(opens_after: u32, rests_micros: u64) -> Self {
        Self { opens_after, rests_micros, state: State::Closed(0) }
    }

    /// Whether to ask now; after the rest only the first caller may, as a probe.
    pub fn admits(&mut self, now_micros: u64) -> bool {
        match self.state {
            State::Closed(_) => true,
            State::Open(until) | State::Probing(until) if now_micros >= until => {
                self.state = State::Probing(now_micros.saturating_add(self.rests_micros));
                true
            }
            State::Open(_) | State::Probing(_) => false,
        }
    }

    /// The system answered.
    pub fn succeeded(&mut self) -> Change {
        let before = std::mem::replace(&mut self.state, State::Closed(0));
        if matches!(before, State::Closed(_)) { Change::None } else { Change::Closed }
    }

    /// The system did not answer.
    pub fn failed(&mut self, now_micros: u64) -> Change {
        let rested = State::Open(now_micros.saturating_add(self.rests_micros));
        match self.state {
            State::Closed(failures) if failures + 1 < self.opens_after => {
                self.state = State::Closed(failures + 1);
                Change::None
            }
            State::Closed(_) => {
                self.state = rested;
                Change::Opened
            }
            State::Probing(_) => {
                self.state = rested;
                Change::None
            }
            // A call that began before it opened: the rest is not made longer.
            State::Open(_) => Change::None,
        }
    }

    /// Whether the system is being left alone.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: u64 = 1_000;

    fn opened_at(now: u64) -> Breaker {
        let mut breaker = Breaker::new(3, REST);
        assert_eq!(breaker.failed(now), Change::None);
        assert_eq!(breaker.failed(now), Change::None);
        assert_eq!(breaker.failed(now), Change::Opened);
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let mut breaker = Breaker::new(3, REST);
        for _ in 0..10 {
            breaker.failed(0);
            breaker.failed(0);
            assert_eq!(breaker.succeeded(), Change::None);
        }
        assert!(breaker.admits(0));
        assert!(!opened_at(0).admits(REST - 1));
    }

    #[test]
    fn after_the_rest_one_probe_goes_and_no_second() {
        let mut breaker = opened_at(0);
        assert!(breaker.admits(REST));
        assert!(!breaker.admits(REST));
        assert_eq!(breaker.succeeded(), Change::Closed);
        assert!(breaker.admits(REST) && !breaker.is_open());
    }

    #[test]
    fn a_failed_probe_makes_it_rest_again() {
        let mut breaker = opened_at(0);
        assert!(breaker.admits(REST));
        assert_eq!(breaker.failed(REST), Change::None);
        assert!(!breaker.admits(2 * REST - 1));
        assert!(breaker.admits(2 * REST));
    }

    #[test]
    fn a_probe_that_vanished_does_not_keep_it_open_for_ever() {
        let mut breaker = opened_at(0);
        assert!(breaker.admits(REST));
        assert!(breaker.admits(2 * REST));
    }

    #[test]
    fn late_failures_do_not_make_the_rest_longer() {
        let mut breaker = opened_at(0);
        assert_eq!(breaker.failed(REST - 1), Change::None);
        assert!(breaker.admits(REST));
    }
}
