//! Who is at the desk: browsers by their cookie, in memory, bounded, forgotten when idle.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use tokio::time::Instant;

use super::guest::Guest;
use super::notice::Notice;
use super::received::Received;
use super::words::Language;
use super::{chance, clock};

const MOST_VISITORS: usize = 1_000;
const MOST_TABS: usize = 4;
const IDLE_FOR: Duration = Duration::from_mins(30);

/// A sign-in that has been sent off and not come back.
pub(super) struct Pending {
    /// Binds the answer to this browser.
    pub(super) state: CsrfToken,
    /// Binds the ID token to this sign-in.
    pub(super) nonce: Nonce,
    /// Binds the code to us (RFC 7636).
    pub(super) verifier: PkceCodeVerifier,
    /// The address under which the visitor called us, where the answer goes.
    pub(super) base: String,
}

/// One browser.
#[derive(Default)]
pub(super) struct Visitor {
    /// As last chosen.
    pub(super) language: Language,
    /// One for each tab, the oldest dropped.
    pending: Vec<Pending>,
    /// What went wrong last.
    pub(super) notice: Option<Notice>,
    /// What was received about the person.
    pub(super) received: Option<Received>,
    /// The `state` under which the person was sent to sign out.
    pub(super) leaving: Option<CsrfToken>,
    /// The provider sent the person back with that `state`.
    pub(super) has_left: bool,
    /// What the ministry keeps besides.
    pub(super) guest: Guest,
}

impl Visitor {
    /// Remembers a sign-in that is being sent off.
    pub(super) fn expect(&mut self, pending: Pending) {
        if self.pending.len() == MOST_TABS {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    /// Takes the sign-in that this `state` belongs to; it serves once.
    pub(super) fn take_pending(&mut self, state: &str) -> Option<Pending> {
        let place = self.pending.iter().position(|pending| pending.state.secret() == state)?;
        Some(self.pending.remove(place))
    }
}

/// All browsers of one service.
#[derive(Default)]
pub(super) struct Visitors(Mutex<HashMap<String, (Instant, Visitor)>>);

impl Visitors {
    /// Reads or changes one visitor, if this cookie is known.
    pub(super) fn with<T>(&self, id: &str, change: impl FnOnce(&mut Visitor) -> T) -> Option<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (seen, visitor) = all.get_mut(id)?;
        if seen.elapsed() > IDLE_FOR {
            all.remove(id);
            return None;
        }
        *seen = clock::moment();
        Some(change(visitor))
    }

    /// Reads or changes every visitor.
    pub(super) fn each(&self, change: impl FnMut(&mut Visitor)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.values_mut().map(|(_, visitor)| visitor).for_each(change);
    }

    /// Lets a visitor in under a new cookie value, and answers it.
    pub(super) fn admit(&self, visitor: Visitor) -> String {
        let id = chance::unguessable();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_VISITORS {
            all.retain(|_, (seen, _)| seen.elapsed() <= IDLE_FOR);
        }
        if all.len() >= MOST_VISITORS {
            let oldest = all.iter().min_by_key(|(_, (seen, _))| *seen).map(|(id, _)| id.clone());
            oldest.and_then(|id| all.remove(&id));
        }
        all.insert(id.clone(), (clock::moment(), visitor));
        id
    }

    /// Gives a known visitor a new cookie value, so that one planted before is worth nothing.
    pub(super) fn rename(&self, id: &str) -> Option<String> {
        let visitor = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.remove(id)?.1
        };
        Some(self.admit(visitor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(state: &str) -> Pending {
        Pending {
            state: CsrfToken::new(state.to_owned()),
            nonce: Nonce::new("n".to_owned()),
            verifier: PkceCodeVerifier::new("v".repeat(43)),
            base: String::new(),
        }
    }

    #[test]
    fn an_answer_serves_once_and_only_in_the_browser_it_was_asked_by() {
        let visitors = Visitors::default();
        let mut first = Visitor::default();
        first.expect(pending("one"));
        let (first, second) = (visitors.admit(first), visitors.admit(Visitor::default()));
        let take = |id: &str| visitors.with(id, |v| v.take_pending("one").is_some());
        assert_eq!(take(&second), Some(false));
        assert_eq!(take(&first), Some(true));
        assert_eq!(take(&first), Some(false));
    }

    #[test]
    fn a_visitor_holds_four_tabs_and_forgets_the_oldest() {
        let mut visitor = Visitor::default();
        for state in ["1", "2", "3", "4", "5"] {
            visitor.expect(pending(state));
        }
        assert!(visitor.take_pending("1").is_none());
        assert!(visitor.take_pending("2").is_some());
        assert!(visitor.take_pending("5").is_some());
    }

    #[test]
    fn a_renamed_visitor_is_not_found_under_the_former_cookie() {
        let visitors = Visitors::default();
        let former = visitors.admit(Visitor::default());
        let new = visitors.rename(&former).unwrap();
        assert!(visitors.with(&former, |_| ()).is_none());
        assert!(visitors.with(&new, |_| ()).is_some());
    }

    #[test]
    fn the_room_is_bounded_and_the_longest_idle_leaves_first() {
        let visitors = Visitors::default();
        let first = visitors.admit(Visitor::default());
        let second = visitors.admit(Visitor::default());
        visitors.with(&first, |_| ());
        for _ in 2..=MOST_VISITORS {
            visitors.admit(Visitor::default());
        }
        assert!(visitors.with(&second, |_| ()).is_none());
        assert!(visitors.with(&first, |_| ()).is_some());
    }
}
