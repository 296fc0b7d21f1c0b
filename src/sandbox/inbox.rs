//! The inbox: every message that "arrived", newest first, in bounded memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::domain::person::Phone;
use crate::domain::time::Timestamp;

/// Messages that are kept; the oldest gives way.
const MOST_MESSAGES: usize = 10_000;

/// A message as it lies in the inbox.
#[derive(Clone, Serialize)]
pub struct Arrived {
    /// The sender's name for it.
    pub id: String,
    /// To whom, E.164.
    pub to: String,
    /// The words.
    pub text: String,
    /// When it arrived, in seconds since 1970.
    pub received_at: i64,
    /// After this it should not have been sent, in seconds since 1970.
    pub deadline: i64,
}

/// What became of a message that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is new.
    New,
    /// The same message was taken before; nothing was delivered again.
    Again,
    /// The id was used before for another message.
    Conflict,
}

/// The ring of messages and its indexes. One lock: all that is done under it is short.
#[derive(Default)]
pub struct Inbox(Mutex<Ring>);

#[derive(Default)]
struct Ring {
    /// Each message, and whether it arrived: what was taken and lost is kept for its id alone.
    messages: VecDeque<(Arrived, bool)>,
    /// The place of the oldest message in the order of arrival.
    first: u64,
    by_id: HashMap<String, u64>,
    by_phone: HashMap<String, VecDeque<u64>>,
}

impl Inbox {
    /// Takes a message: `copies` of it arrive (none if it is to be lost). The id counts only once.
    pub fn take(&self, message: Arrived, copies: u8) -> Taken {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = ring.by_id.get(&message.id) {
            let same = ring
                .at(*place)
                .is_some_and(|(known, _)| known.to == message.to && known.text == message.text);
            return if same { Taken::Again } else { Taken::Conflict };
        }
        if copies == 0 {
            ring.push(message, false);
        } else {
            for _ in 0..copies {
                ring.push(message.clone(), true);
            }
        }
        Taken::New
    }

    /// The newest messages, to one phone or to all.
    #[must_use]
    pub fn newest(&self, to: Option<&Phone>, most: usize) -> Vec<Arrived> {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match to {
            None => {
                let shown = ring.messages.iter().rev().filter(|(_, arrived)| *arrived);
                shown.take(most).map(|(message, _)| message.clone()).collect()
            }
            Some(phone) => {
                let places = ring.by_phone.get(phone.as_str()).into_iter().flatten().rev();
                let shown = places.filter_map(|place| ring.at(*place));
                shown.take(most).map(|(message, _)| message.clone()).collect()
            }
        }
    }

    /// Forgets every message, for a test that wants a clean table.
    pub fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Ring::default();
    }
}

impl Ring {
    fn at(&self, place: u64) -> Option<&(Arrived, bool)> {
        self.messages.get(usize::try_from(place.checked_sub(self.first)?).ok()?)
    }

    fn push(&mut self, message: Arrived, arrived: bool) {
        if self.messages.len() >= MOST_MESSAGES {
            self.forget_oldest();
        }
        let place = self.first + self.messages.len() as u64;
        self.by_id.insert(message.id.clone(), place);
        if arrived {
            self.by_phone.entry(message.to.clone()).or_default().push_back(place);
        }
        self.messages.push_back((message, arrived));
    }

    fn forget_oldest(&mut self) {
        let Some((oldest, arrived)) = self.messages.pop_front() else { return };
        if self.by_id.get(&oldest.id) == Some(&self.first) {
            self.by_id.remove(&oldest.id);
        }
        if arrived && let Some(places) = self.by_phone.get_mut(&oldest.to) {
            places.pop_front();
            if places.is_empty() {
                self.by_phone.remove(&oldest.to);
            }
        }
        self.first += 1;
    }
}

impl Arrived {
    /// The code that a browser would fill in: the last line's, bound to a host (`@host #123456`).
    #[must_use]
    pub fn bound_code(&self) -> Option<(&str, &str)> {
        let (host, code) = self.text.lines().next_back()?.strip_prefix('@')?.split_once(" #")?;
        Some((host, code))
    }

    /// When it arrived.
    #[must_use]
    pub const fn moment(&self) -> Timestamp {
        Timestamp::from_unix(self.received_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: u32, to: &str) -> Arrived {
        let text = format!("DINHDANH: Ma 123456\n@localhost #{id:06}");
        Arrived { id: id.to_string(), to: to.into(), text, received_at: 0, deadline: 0 }
    }

    #[test]
    fn the_same_message_given_twice_arrives_once() {
        let inbox = Inbox::default();
        assert_eq!(inbox.take(message(1, "+84500000088"), 1), Taken::New);
        assert_eq!(inbox.take(message(1, "+84500000088"), 1), Taken::Again);
        assert_eq!(inbox.take(message(1, "+84500000002"), 1), Taken::Conflict);
        assert_eq!(inbox.newest(None, 10).len(), 1);
    }

    #[test]
    fn a_lost_message_is_taken_and_never_seen() {
        let inbox = Inbox::default();
        let phone = Phone::parse("0500000008").expect("a phone");
        assert_eq!(inbox.take(message(1, phone.as_str()), 0), Taken::New);
        assert_eq!(inbox.take(message(1, phone.as_str()), 0), Taken::Again);
        assert!(inbox.newest(None, 10).is_empty());
        assert!(inbox.newest(Some(&phone), 10).is_empty());
    }

    #[test]
    fn the_ring_forgets_the_oldest_and_keeps_its_indexes_true() {
        let inbox = Inbox::default();
        let (kept, gone) = (Phone::parse("0500000002"), Phone::parse("0500000001"));
        let total = u32::try_from(MOST_MESSAGES).expect("small") + 500;
        for id in 0..total {
            let to = if id < 500 { &gone } else { &kept };
            inbox.take(message(id, to.as_ref().expect("a phone").as_str()), 1);
        }
        assert!(inbox.newest(gone.as_ref(), 10).is_empty());
        assert_eq!(inbox.newest(kept.as_ref(), usize::MAX).len(), MOST_MESSAGES);
        assert_eq!(inbox.newest(kept.as_ref(), 1)[0].id, (total - 1).to_string());
        assert_eq!(inbox.take(message(1, "+84500000001"), 1), Taken::New, "a forgotten id is new");
    }

    #[test]
    fn the_last_line_binds_the_code_to_a_host() {
        assert_eq!(message(7, "+84500000088").bound_code(), Some(("localhost", "000007")));
    }
}
