//! Throttling as arithmetic: how long to wait after how many wrong tries. The wait grows and always
//! ends; nobody can lock a stranger out for good by guessing.

use crate::domain::time::{Lifetime, Timestamp};

/// When waiting begins and how it grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRules {
    /// Wrong tries until one has to wait; and again as many after each wait.
    pub tries: u32,
    /// The waits, growing; the last one comes again and again.
    pub waits: Vec<Lifetime>,
    /// After so many wrong tries the next is answered late: a brake in place of a puzzle.
    pub pause_after: u32,
    /// How late, growing; the last one comes again and again. Without any nobody is kept.
    pub pauses: Vec<Lifetime>,
    /// After this long without a wrong try all of them are forgotten.
    pub forgotten_after: Lifetime,
}

impl Default for AttemptRules {
    /// Five wrong, then 15 minutes, then 2 hours; never permanent. After three a quiet delay.
    fn default() -> Self {
        Self {
            tries: 5,
            waits: vec![Lifetime::minutes(15), Lifetime::hours(2)],
            pause_after: 3,
            pauses: vec![Lifetime::seconds(2), Lifetime::seconds(4)],
            forgotten_after: Lifetime::days(3),
        }
    }
}

/// The wrong tries of one authenticator since it was last right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Attempts {
    /// How many.
    pub failures: u32,
    /// The last of them.
    pub last_failure: Option<Timestamp>,
}

/// Wait until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// From then on one may try again.
    pub until: Timestamp,
}

impl Attempts {
    /// Whether a try may be made now.
    ///
    /// # Errors
    /// With the moment until which to wait.
    pub fn may_try(self, rules: &AttemptRules, now: Timestamp) -> Result<(), Blocked> {
        match self.blocked_until(rules) {
            Some(until) if until > now => Err(Blocked { until }),
            _ => Ok(()),
        }
    }

    /// Until when no try is made, if the last failure closed a round.
    #[must_use]
    pub fn blocked_until(self, rules: &AttemptRules) -> Option<Timestamp> {
        let last = self.last_failure?;
        let round = self.failures.checked_div(rules.tries)?;
        let closed = round > 0 && self.failures.is_multiple_of(rules.tries);
        closed.then(|| last.plus(rules.wait(round)))
    }

    /// How late a try is answered, right or wrong.
    #[must_use]
    pub fn pause(self, rules: &AttemptRules, now: Timestamp) -> Option<Lifetime> {
        let failures = self.remembered(rules, now).failures;
        let more = usize::try_from(failures.checked_sub(rules.pause_after)?).unwrap_or(usize::MAX);
        rules.pauses.get(more).or(rules.pauses.last()).copied()
    }

    /// How many wrong tries are left until the next wait.
    #[must_use]
    pub fn tries_left(self, rules: &AttemptRules, now: Timestamp) -> u32 {
        let failures = self.remembered(rules, now).failures;
        rules.tries - failures.checked_rem(rules.tries).unwrap_or(0)
    }

    /// The record after one more wrong try.
    #[must_use]
    pub fn after_failure(self, rules: &AttemptRules, now: Timestamp) -> Self {
        let failures = self.remembered(rules, now).failures.saturating_add(1);
        Self { failures, last_failure: Some(now) }
    }

    fn remembered(self, rules: &AttemptRules, now: Timestamp) -> Self {
        match self.last_failure {
            Some(last) if last.plus(rules.forgotten_after) > now => self,
            _ => Self::default(),
        }
    }
}

impl AttemptRules {
    /// The wait after a round; without any wait in the rules there is none.
    fn wait(&self, round: u32) -> Lifetime {
        let round = usize::try_from(round.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = self.waits.get(round).or(self.waits.last());
        wait.copied().unwrap_or(Lifetime::seconds(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn failed(times: u32) -> Attempts {
        let rules = AttemptRules::default();
        (0..times).fold(Attempts::default(), |attempts, _| attempts.after_failure(&rules, NOW))
    }

    #[test]
    fn five_wrong_tries_wait_a_quarter_of_an_hour_five_more_two_hours() {
        let rules = AttemptRules::default();
        let waits = |times| failed(times).blocked_until(&rules).map(|until| until.since(NOW));
        assert_eq!(waits(4), None);
        assert_eq!(waits(5), Some(Lifetime::minutes(15)));
        assert_eq!(waits(6), None);
        assert_eq!(waits(10), Some(Lifetime::hours(2)));
        assert_eq!(waits(15), Some(Lifetime::hours(2)));
    }

    #[test]
    fn no_number_of_wrong_tries_blocks_for_good() {
        let rules = AttemptRules::default();
        for failures in (5..=u32::MAX - 4).step_by(1_000_000_005 - 5) {
            let failures = failures / 5 * 5;
            let attempts = Attempts { failures, last_failure: Some(NOW) };
            let until = attempts.blocked_until(&rules).expect("a closed round");
            assert!(until <= NOW.plus(Lifetime::hours(2)));
            assert_eq!(attempts.may_try(&rules, until), Ok(()));
        }
        let most = Attempts { failures: u32::MAX, last_failure: Some(NOW) };
        assert_eq!(most.after_failure(&rules, NOW).failures, u32::MAX);
    }

    #[test]
    fn a_block_ends_at_its_moment() {
        let rules = AttemptRules::default();
        let until = NOW.plus(Lifetime::minutes(15));
        let just_before = until.minus(Lifetime::seconds(1));
        assert_eq!(failed(5).may_try(&rules, just_before), Err(Blocked { until }));
        assert_eq!(failed(5).may_try(&rules, until), Ok(()));
    }

    #[test]
    fn from_the_fourth_try_on_answers_come_late_until_all_is_forgotten() {
        let rules = AttemptRules::default();
        let pause = |times| failed(times).pause(&rules, NOW).map(Lifetime::as_seconds);
        assert_eq!([pause(0), pause(2), pause(3)], [None, None, Some(2)]);
        assert_eq!([pause(4), pause(9), pause(4_000)], [Some(4), Some(4), Some(4)]);
        assert_eq!(failed(4).pause(&rules, NOW.plus(rules.forgotten_after)), None);
        let without = AttemptRules { pauses: vec![], ..rules };
        assert_eq!(failed(4).pause(&without, NOW), None);
    }

    #[test]
    fn tries_left_count_down_and_begin_anew_when_forgotten() {
        let rules = AttemptRules::default();
        let left = |times| failed(times).tries_left(&rules, NOW);
        assert_eq!([left(0), left(1), left(4), left(5)], [5, 4, 1, 5]);
        let later = NOW.plus(rules.forgotten_after);
        assert_eq!(failed(9).tries_left(&rules, later), 5);
        assert_eq!(failed(9).after_failure(&rules, later).failures, 1);
    }
}
