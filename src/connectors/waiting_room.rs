//! A waiting room for answers that come later: seats, and a timer each.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::domain::time::Lifetime;
use crate::ports::patience::Patience;

/// A room with so many seats.
#[derive(Debug)]
pub struct WaitingRoom {
    seats: Semaphore,
}

impl WaitingRoom {
    /// A room with so many seats.
    #[must_use]
    pub fn of(seats: usize) -> Self {
        Self { seats: Semaphore::new(seats) }
    }
}

impl Patience for WaitingRoom {
    fn pause(&self, span: Lifetime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let span = Duration::from_secs(u64::try_from(span.as_seconds()).unwrap_or(0));
        Box::pin(async move {
            // Who goes away gives the seat back: the permit falls with this future.
            let Ok(_seat) = self.seats.try_acquire() else { return };
            tokio::time::sleep(span).await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_seat_is_not_kept_and_who_leaves_makes_room() {
        let room = WaitingRoom::of(1);
        let mut first = room.pause(Lifetime::days(1));
        let is_waiting = std::future::poll_fn(|context| {
            std::task::Poll::Ready(first.as_mut().poll(context).is_pending())
        });
        assert!(is_waiting.await);
        // A day would be longer than any test.
        room.pause(Lifetime::days(1)).await;
        assert_eq!(room.seats.available_permits(), 0);
        drop(first);
        assert_eq!(room.seats.available_permits(), 1);
    }
}
