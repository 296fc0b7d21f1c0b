//! Messages that wait to be handed over. The newest goes first: after the gateway was away somebody
//! waits for a fresh code, while one of seconds would only take its place.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::domain::id::MessageId;
use crate::ports::messages::TextMessage;

/// More than that are left to their rows, from which they are taken over.
const ROOM: usize = 4096;

/// Names begin with the moment they were given.
type ByAge = BTreeMap<MessageId, TextMessage>;

/// The queue. A message that is added twice waits once.
#[derive(Default)]
pub(super) struct Waiting {
    messages: Mutex<ByAge>,
    arrived: Notify,
}

impl Waiting {
    /// Adds a message; in a full queue the oldest makes room.
    pub(super) fn add(&self, message: TextMessage) {
        let mut messages = self.messages();
        messages.insert(message.id.clone(), message);
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

    fn messages(&self) -> MutexGuard<'_, ByAge> {
        // Nothing can panic halfway through a change of the queue, so a poisoned one is whole.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::Phone;
    use crate::domain::text::Secret;
    use crate::domain::time::Timestamp;

    fn text(written_at: i64) -> TextMessage {
        TextMessage {
            id: MessageId::new(Timestamp::from_unix(written_at), [7; 12]),
            to: Phone::parse("+84999000001").expect("a phone"),
            text: Secret::new(String::new()),
            deadline: Timestamp::from_unix(1_900_000_000),
        }
    }

    #[tokio::test]
    async fn the_newest_goes_first_and_nothing_goes_twice() {
        let waiting = Waiting::default();
        for moment in [20, 40, 30, 40] {
            waiting.add(text(moment));
        }
        assert_eq!(waiting.len(), 3);
        for moment in [40, 30, 20] {
            assert_eq!(waiting.next().await.id, text(moment).id);
        }
    }

    #[tokio::test]
    async fn in_a_full_queue_the_oldest_makes_room() {
        let waiting = Waiting::default();
        for moment in 0..=i64::try_from(ROOM).expect("small") {
            waiting.add(text(moment));
        }
        assert_eq!(waiting.len(), ROOM);
        assert_eq!(waiting.messages().keys().next(), Some(&text(1).id));
    }
}
