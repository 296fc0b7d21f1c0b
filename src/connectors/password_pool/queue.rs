//! A bounded queue that is fair: those who wait are served in turn, one of each, and when it is full,
//! whoever holds the most of it gives way to whoever holds less. So long as nobody else comes, one may
//! fill it all.

use std::collections::VecDeque;

/// Jobs in lanes, a lane for each who waits.
pub(super) struct FairQueue<K, J> {
    lanes: VecDeque<Lane<K, J>>,
    room: usize,
}

struct Lane<K, J> {
    whose: K,
    jobs: VecDeque<J>,
}

impl<K: PartialEq, J> FairQueue<K, J> {
    /// An empty one with so much room.
    pub(super) const fn new(room: usize) -> Self {
        Self { lanes: VecDeque::new(), room }
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.lanes.iter().map(|lane| lane.jobs.len()).sum()
    }

    /// Whether another job would need one to give way.
    pub(super) fn is_full(&self) -> bool {
        self.len() >= self.room
    }

    /// Adds a job. In a full queue the newest job of the longest lane makes room for one of a lane that
    /// is shorter even with it; else the job itself comes back.
    pub(super) fn push(&mut self, whose: K, job: J) -> Result<(), J> {
        if self.is_full() && !self.make_room(&whose) {
            return Err(job);
        }
        match self.lanes.iter_mut().find(|lane| lane.whose == whose) {
            Some(lane) => lane.jobs.push_back(job),
            None => self.lanes.push_back(Lane { whose, jobs: VecDeque::from([job]) }),
        }
        Ok(())
    }

    /// The next in turn.
    pub(super) fn next(&mut self) -> Option<J> {
        let mut lane = self.lanes.pop_front()?;
        let job = lane.jobs.pop_front();
        if !lane.jobs.is_empty() {
            self.lanes.push_back(lane);
        }
        job
    }

    /// Drops the jobs of which this does not hold.
    pub(super) fn retain(&mut self, stays: impl Fn(&J) -> bool) {
        self.lanes.iter_mut().for_each(|lane| lane.jobs.retain(&stays));
        self.lanes.retain(|lane| !lane.jobs.is_empty());
    }

    /// Drops all.
    pub(super) fn clear(&mut self) {
        self.lanes.clear();
    }

    fn make_room(&mut self, newcomer: &K) -> bool {
        let own = self.lanes.iter().find(|lane| lane.whose == *newcomer);
        let own = own.map_or(0, |lane| lane.jobs.len());
        let longest = self.lanes.iter_mut().max_by_key(|lane| lane.jobs.len());
        longest.is_some_and(|lane| lane.jobs.len() > own + 1 && lane.jobs.pop_back().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A queue in which one network has filled all sixteen places.
    fn filled() -> FairQueue<&'static str, (&'static str, u32)> {
        let mut queue = FairQueue::new(16);
        assert!((0..16).all(|count| queue.push("crowd", ("crowd", count)).is_ok()));
        queue
    }

    #[test]
    fn one_alone_may_fill_it_and_is_then_refused() {
        let mut queue = filled();
        assert_eq!(queue.push("crowd", ("crowd", 16)), Err(("crowd", 16)));
        assert_eq!(queue.len(), 16);
    }

    #[test]
    fn the_largest_gives_way_and_a_newcomer_is_next_but_one() {
        let mut queue = filled();
        assert_eq!(queue.push("one", ("one", 0)), Ok(()));
        assert_eq!(queue.len(), 16);
        assert_eq!(queue.next(), Some(("crowd", 0)));
        assert_eq!(queue.next(), Some(("one", 0)));
        let rest: Vec<_> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(rest, (1..15).map(|count| ("crowd", count)).collect::<Vec<_>>());
    }

    #[test]
    fn four_that_need_it_get_a_quarter_each() {
        let mut queue = filled();
        for whose in ["a", "b", "c"] {
            let taken = (0..16).filter(|count| queue.push(whose, (whose, *count)).is_ok()).count();
            assert!(taken >= 4, "{whose} got {taken}");
        }
        let all: Vec<_> = std::iter::from_fn(|| queue.next()).collect();
        for whose in ["crowd", "a", "b", "c"] {
            let held = all.iter().filter(|(name, _)| *name == whose).count();
            assert!(held >= 4, "{whose} holds {held} of {}", all.len());
        }
    }

    #[test]
    fn who_gave_up_makes_room() {
        let mut queue = filled();
        queue.retain(|(_, count)| count % 2 == 0);
        assert_eq!(queue.len(), 8);
        assert_eq!(queue.push("crowd", ("crowd", 99)), Ok(()));
        queue.clear();
        assert_eq!(queue.next(), None);
    }
}
