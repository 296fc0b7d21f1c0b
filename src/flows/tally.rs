//! What became of everything that was signed: handed out, or dropped because the transaction that was
//! to record it refused. Whoever finds more signatures than these two together has found a forger.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::protocol::jwt::TokenType;

/// What was signed of one kind, since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenCount {
    /// Handed out.
    pub issued: u64,
    /// Signed, and dropped.
    pub dropped: u64,
}

/// The counts of one process.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<&'static str, TokenCount>>>);

/// Says what becomes of one signed token. If nothing is said it was dropped, wherever its walk ended.
#[must_use = "a token that is handed out is counted as such"]
#[derive(Debug)]
pub struct Mark {
    tally: Tally,
    kind: TokenType,
    handed_out: bool,
}

impl Tally {
    /// Marks a token that was signed a moment ago.
    pub(super) fn mark(&self, kind: TokenType) -> Mark {
        Mark { tally: self.clone(), kind, handed_out: false }
    }

    /// What was counted, by kind.
    #[must_use]
    pub fn read(&self) -> Vec<(&'static str, TokenCount)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|(kind, count)| (*kind, *count)).collect()
    }
}

impl Mark {
    /// The token leaves the house: what it costs is on record.
    pub fn hand_out(mut self) {
        self.handed_out = true;
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        let mut counts = self.tally.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(self.kind.name()).or_default();
        if self.handed_out { count.issued += 1 } else { count.dropped += 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_handed_out_was_dropped() {
        let tally = Tally::default();
        tally.mark(TokenType::IdToken).hand_out();
        drop(tally.mark(TokenType::IdToken));
        tally.clone().mark(TokenType::Receipt).hand_out();
        let count = |issued, dropped| TokenCount { issued, dropped };
        assert_eq!(tally.read(), [("id_token", count(1, 1)), ("receipt", count(1, 0))]);
    }
}
