//! Messages that wait to be handed over. The one that lives longest goes first: after the gateway
//! was away a fresh code is still of use, while one of seconds would only take its place.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::domain::id::MessageId;
use crate::domain::time::Timestamp;
use crate::ports::messages::TextMessage;

/// More than that are left to their rows, from which they are taken over.
const ROOM: usize = 4096;

type ByDeadline = BTreeMap<(Timestamp, MessageId), TextMessage>;

/// The queue. A message that is added twice waits once.
#[derive(Default)]
pub(super) struct Waiting {
    messages: Mutex<ByDeadline>,
    arrived: Notify,
}

impl Waiting {
    /// Adds a message; in a full queue the one with the least time to live makes room.
    pub(super) fn add(&self, message: TextMessage) {
        let mut messages = self.messages();
        messages.insert((message.deadline, message.id.clone()), message);
        if messages.len() > ROOM {
            messages.pop_first();
        }
        drop(messages);
        self.arrived.notify_one();
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.messages().len()
    }

    /// The next to go, if there is one.
    pub(super) fn take(&self) -> Option<TextMessage> {
        self.messages().pop_last().map(|(_, message)| message)
    }

    /// The next to go, as soon as there is one.
    pub(super) async fn next(&self) -> TextMessage {
        loop {
            if let Some(message) = self.take() {
                return message;
            }
            self.arrived.notified().await;
        }
    }

    fn messages(&self) -> MutexGuard<'_, ByDeadline> {
        // Nothing can panic halfway through a change of the queue, so a poisoned one is whole.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::Phone;
    use crate::domain::text::Secret;

    fn text(number: u8, lives_until: i64) -> TextMessage {
        TextMessage {
            id: MessageId::new(Timestamp::from_unix(1_800_000_000), [number; 12]),
            to: Phone::parse("+84999000001").expect("a phone"),
            text: Secret::new(String::new()),
            deadline: Timestamp::from_unix(lives_until),
        }
    }

    #[tokio::test]
    async fn what_lives_longest_goes_first_and_nothing_goes_twice() {
        let waiting = Waiting::default();
        for (number, until) in [(1, 20), (2, 40), (3, 30), (2, 40)] {
            waiting.add(text(number, until));
        }
        assert_eq!(waiting.len(), 3);
        for number in [2, 3, 1] {
            assert_eq!(waiting.next().await.id, text(number, 0).id);
        }
    }

    #[tokio::test]
    async fn in_a_full_queue_the_one_with_the_least_time_makes_room() {
        let waiting = Waiting::default();
        for until in 0..=i64::try_from(ROOM).expect("small") {
            waiting.add(text(1, until));
        }
        assert_eq!(waiting.len(), ROOM);
        assert!(waiting.messages().keys().next().is_some_and(|(until, _)| until.unix() == 1));
    }
}
