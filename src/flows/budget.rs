//! So much of something for each of many: at once, and refilled evenly. A budget lives in this process
//! alone and may be lost with it; what must outlive it is a row.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Reference;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::{DefaultKeyedStateStore, ShrinkableKeyedStateStore};
use governor::{NotUntil, Quota, RateLimiter};

use crate::domain::time::Lifetime;
use crate::ports::clock::Clock;

/// Whoever's budget is full again is forgotten this often. A look at all of them at each request would
/// make a crowd of strangers dear.
const FORGET_EVERY: Duration = Duration::from_secs(10);

/// How much each of many may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// At once.
    pub most: NonZeroU32,
    /// As much again comes back evenly within this time.
    pub within: Lifetime,
}

/// The budget was spent; so long until there is some of it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(pub Lifetime);

/// The house's clock, as the buckets read it.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(self.0.monotonic_micros())
    }
}

/// What was taken of each, shared with the limiter so that some of it can be given back.
struct Taken<K: Hash + Eq + Clone>(Arc<DefaultKeyedStateStore<K>>);

impl<K: Hash + Eq + Clone> StateStore for Taken<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, f)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for Taken<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        self.0.retain_recent(drop_below);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A budget for each key.
pub struct Budget<K: Hash + Eq + Clone> {
    buckets: RateLimiter<K, Taken<K>, Ticks, NoOpMiddleware<Duration>>,
    taken: Arc<DefaultKeyedStateStore<K>>,
    each: Nanos,
    ticks: Ticks,
    forgot_at: AtomicU64,
}

impl<K: Hash + Eq + Clone> Budget<K> {
    /// A budget of this share for each.
    #[must_use]
    pub fn new(share: Share, clock: Arc<dyn Clock>) -> Self {
        let span = u64::try_from(share.within.as_seconds()).unwrap_or(0).max(1);
        let each = Duration::from_secs(span) / share.most.get();
        // A span of no length is not possible: more than a thousand million a second.
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(NonZeroU32::MAX));
        Self::filled(quota.allow_burst(share.most), clock)
    }

    /// A budget of so many a second for each, and so many at once.
    #[must_use]
    pub fn per_second(rate: NonZeroU32, at_once: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        Self::filled(Quota::per_second(rate).allow_burst(at_once), clock)
    }

    fn filled(quota: Quota, clock: Arc<dyn Clock>) -> Self {
        let ticks = Ticks(clock);
        let taken = Arc::new(DefaultKeyedStateStore::default());
        let buckets = RateLimiter::new(quota, Taken(Arc::clone(&taken)), ticks.clone());
        let each = quota.replenish_interval().into();
        Self { buckets, taken, each, ticks, forgot_at: AtomicU64::new(0) }
    }

    /// Takes one from the budget of this key.
    ///
    /// # Errors
    /// If there is none left.
    pub fn take(&self, key: &K) -> Result<(), Spent> {
        self.forget();
        self.buckets.check_key(key).map_err(|until| self.spent(&until))
    }

    /// Gives one back that was taken and came to nothing.
    pub fn give_back(&self, key: &K) {
        // A bucket is the moment at which it is full again; who is forgotten has a full one.
        let _ = self.taken.measure_and_replace(key, |full_at| {
            full_at.map(|full_at| ((), full_at.saturating_sub(self.each))).ok_or(())
        });
    }

    /// Takes several at once, or none. More than the budget ever holds is never given.
    ///
    /// # Errors
    /// If there are not so many left.
    pub fn take_several(&self, key: &K, count: NonZeroU32) -> Result<(), Spent> {
        self.forget();
        match self.buckets.check_key_n(key, count) {
            Ok(taken) => taken.map_err(|until| self.spent(&until)),
            Err(_) => Err(Spent(Lifetime::hours(1))),
        }
    }

    /// Of how many something is remembered.
    #[must_use]
    pub fn known(&self) -> usize {
        self.buckets.len()
    }

    fn spent(&self, until: &NotUntil<Duration>) -> Spent {
        let now = governor::clock::Clock::now(&self.ticks);
        let wait = until.wait_time_from(now);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Spent(Lifetime::seconds(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)))
    }

    /// One of all who come at that moment tidies up.
    fn forget(&self) {
        let now = governor::clock::Clock::now(&self.ticks);
        let last = self.forgot_at.load(Ordering::Relaxed);
        if now.duration_since(Duration::from_micros(last)) < FORGET_EVERY.into() {
            return;
        }
        let ours = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        let order = Ordering::Relaxed;
        if self.forgot_at.compare_exchange(last, ours, order, order).is_ok() {
            self.buckets.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[derive(Default)]
    struct Hand(AtomicU64);

    impl Hand {
        fn pass(&self, seconds: u64) {
            self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix(0)
        }
        fn monotonic_micros(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    fn budget(most: u32, within: Lifetime) -> (Budget<u32>, Arc<Hand>) {
        let hand = Arc::new(Hand::default());
        let most = NonZeroU32::new(most).expect("some");
        (Budget::new(Share { most, within }, hand.clone()), hand)
    }

    #[test]
    fn each_has_a_budget_of_its_own_which_comes_back_evenly() {
        let (budget, hand) = budget(6, Lifetime::minutes(1));
        assert!((0..6).all(|_| budget.take(&1).is_ok()));
        assert_eq!(budget.take(&1), Err(Spent(Lifetime::seconds(10))));
        assert_eq!(budget.take(&2), Ok(()), "another one's is untouched");
        hand.pass(9);
        assert_eq!(budget.take(&1), Err(Spent(Lifetime::seconds(1))));
        hand.pass(1);
        assert_eq!(budget.take(&1), Ok(()));
        hand.pass(60);
        assert!((0..6).all(|_| budget.take(&1).is_ok()));
    }

    #[test]
    fn several_are_taken_together_or_not_at_all() {
        let (budget, _) = budget(6, Lifetime::minutes(1));
        let several = |count| NonZeroU32::new(count).expect("some");
        assert_eq!(budget.take_several(&1, several(4)), Ok(()));
        assert_eq!(budget.take_several(&1, several(3)), Err(Spent(Lifetime::seconds(10))));
        assert_eq!(budget.take_several(&1, several(2)), Ok(()));
        assert!(budget.take_several(&2, several(7)).is_err(), "more than there ever is");
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_is_never_more_than_the_whole() {
        let (budget, hand) = budget(6, Lifetime::minutes(1));
        assert!((0..6).all(|_| budget.take(&1).is_ok()));
        budget.give_back(&1);
        assert_eq!(budget.take(&1), Ok(()));
        assert_eq!(budget.take(&1), Err(Spent(Lifetime::seconds(10))));
        budget.give_back(&2);
        assert!((0..6).all(|_| budget.take(&2).is_ok()));
        assert!(budget.take(&2).is_err(), "nothing was taken that could come back");
        hand.pass(3600);
        budget.give_back(&1);
        assert!((0..6).all(|_| budget.take(&1).is_ok()));
        assert!(budget.take(&1).is_err(), "it was full again meanwhile");
    }

    #[test]
    fn a_crowd_of_strangers_is_looked_through_once_in_a_while_and_then_forgotten() {
        let (budget, hand) = budget(60, Lifetime::minutes(1));
        hand.pass(10);
        (0..50_000).for_each(|stranger| assert!(budget.take(&stranger).is_ok()));
        assert_eq!(budget.known(), 50_000, "nobody was looked through meanwhile");
        hand.pass(9);
        assert!(budget.take(&0).is_ok());
        assert_eq!(budget.known(), 50_000);
        hand.pass(1);
        assert!(budget.take(&1).is_ok());
        assert!(budget.known() < 3, "{} are remembered", budget.known());
    }
}
