//! What is new on a page of wishes to a person who decided before: a page names as new what nobody
//! agreed to yet, and never what they did.

use std::collections::BTreeSet;

use super::{Matter, Remembered, Wish};
use crate::domain::time::Timestamp;

/// How the wishes of a page stand to what was agreed to before. The sign-in itself is never named:
/// it is no share of anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// On the page, and agreed to at no time that still counts; empty at a first time, when all is new.
    pub added: BTreeSet<Matter>,
    /// Agreed to before and not on the page: it goes on.
    pub already: BTreeSet<Matter>,
    /// Something on the page was agreed to in other words.
    pub reworded: bool,
    /// Something on the page was agreed to for a time that is over.
    pub ran_out: bool,
}

impl News {
    /// Of these wishes, for somebody who decided this.
    #[must_use]
    pub fn of(on_page: &[Wish], remembered: &[Remembered], now: Timestamp) -> Self {
        let former = |wish: &Wish| remembered.iter().find(|row| row.matter == wish.matter);
        let agreed = |wish: &Wish| former(wish).filter(|row| row.agreed);
        let stands = |row: &Remembered| row.agreed && now < row.until;
        let named = |matter: &Matter| !matches!(matter, Matter::SignIn | Matter::Details);
        let asked: BTreeSet<Matter> = on_page.iter().map(|wish| wish.matter).collect();
        let before = remembered.iter().filter(|row| stands(row)).map(|row| row.matter);
        let before: BTreeSet<Matter> = before.filter(named).collect();
        let added = asked.iter().copied().filter(named).filter(|one| !before.contains(one));
        let reworded = |wish: &Wish| {
            agreed(wish).is_some_and(|row| stands(row) && row.purpose != wish.purpose)
        };
        Self {
            added: if before.is_empty() { BTreeSet::new() } else { added.collect() },
            already: &before - &asked,
            reworded: on_page.iter().any(reworded),
            ran_out: on_page.iter().filter_map(agreed).any(|row| row.until <= now),
        }
    }
}
