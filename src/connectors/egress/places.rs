//! Who may go out now: so many at once, and of these a few to any one host, so that a host that is slow
//! keeps nobody from the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hosts remembered before those that nobody goes to are forgotten.
const REMEMBERED: usize = 1024;

/// Places to go out from.
pub(super) struct Places {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    each: usize,
}

/// One of them; free again when it is dropped.
pub(super) struct Place {
    _of_host: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new(all: usize, each: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), hosts: Mutex::default(), each }
    }

    /// Waits for a place to this host. Whoever waits for the host takes no place of the others'.
    pub(super) async fn take(&self, host: &str) -> Option<Place> {
        let of_host = self.of(host).acquire_owned().await.ok()?;
        let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Place { _of_host: of_host, _of_all: of_all })
    }

    fn of(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() > REMEMBERED {
            // A permit holds its semaphore; one that only the map holds is used by nobody.
            hosts.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        let of_host = hosts.entry(host.to_owned());
        Arc::clone(of_host.or_insert_with(|| Arc::new(Semaphore::new(self.each))))
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn at_once<T>(future: impl Future<Output = Option<T>>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(place) => place,
            Poll::Pending => None,
        }
    }

    #[test]
    fn a_slow_host_takes_no_place_from_the_others() {
        let places = Places::new(3, 2);
        let slow: Vec<_> = (0..2).map(|_| at_once(places.take("slow")).expect("room")).collect();
        assert!(at_once(places.take("slow")).is_none());
        let quick = at_once(places.take("quick")).expect("the slow host's third waits elsewhere");
        assert!(at_once(places.take("third")).is_none(), "there are three places in all");
        drop(quick);
        assert!(at_once(places.take("third")).is_some());
        drop(slow);
        assert!(at_once(places.take("slow")).is_some());
    }

    #[test]
    fn hosts_that_nobody_goes_to_are_forgotten() {
        let places = Places::new(10, 1);
        let _held = at_once(places.take("held")).expect("room");
        for count in 0..REMEMBERED + 10 {
            assert!(at_once(places.take(&format!("{count}.example"))).is_some());
        }
        assert!(places.hosts.lock().expect("no panic").len() <= 20);
        assert!(at_once(places.take("held")).is_none(), "it is still held");
    }
}
