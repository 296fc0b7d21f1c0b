//! What the gateway answered and no row says yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::id::MessageId;
use crate::domain::time::Timestamp;
use crate::ports::messages::Delivery;
use crate::store::batch::Batch;
use crate::store::messages::{mark_failed, mark_sent};

type Mark = (MessageId, Delivery);

/// Answers that wait to be written down.
#[derive(Clone, Default)]
pub(super) struct Marks(Arc<Mutex<Vec<Mark>>>);

/// Marks that a transaction took along. Unless it stands they are put back: a message that nobody
/// marks would be sent again until its deadline.
#[must_use = "marks whose transaction stands are told so"]
pub struct Carried {
    marks: Marks,
    taken: Vec<Mark>,
}

impl Marks {
    /// Notes an answer. What was not answered waits for the end of its lease.
    pub(super) fn add(&self, id: MessageId, delivery: Delivery) {
        if delivery != Delivery::Unknown {
            self.all().push((id, delivery));
        }
    }

    /// Writes so many of the marks into a transaction, the oldest first.
    pub(super) fn carry(&self, most: usize, batch: &mut Batch, now: Timestamp) -> Carried {
        let mut all = self.all();
        let few = all.len().min(most);
        let taken: Vec<Mark> = all.drain(..few).collect();
        for (id, delivery) in &taken {
            match delivery {
                Delivery::Taken => _ = mark_sent(batch, id, now),
                Delivery::Refused => _ = mark_failed(batch, id, now),
                Delivery::Unknown => {}
            }
        }
        Carried { marks: self.clone(), taken }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Mark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Carried {
    /// The transaction stands.
    pub fn stand(mut self) {
        self.taken.clear();
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        self.marks.all().append(&mut self.taken);
    }
}
