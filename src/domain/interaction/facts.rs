//! What follows from the facts of a visit: which proofs count, how far they reach, and how far they
//! should.

use super::{Facts, REACHABLE};
use crate::domain::assurance::{Aal, Assurance};
use crate::domain::claim::Item;
use crate::domain::consent::{self, Matter, Wish};
use crate::domain::release::Holdings;
use crate::domain::session::Proofs;

impl Facts<'_> {
    /// How sure we are of who it is, and by the proofs that count that it is they.
    #[must_use]
    pub fn achieved(&self) -> Option<Assurance> {
        let (_, account) = self.standing?;
        Some(Assurance::new(account.ial(self.now.day()), self.proofs()?.aal()))
    }

    /// The wishes that a person can be asked about. What is optional and would not be released under the
    /// level achieved, or is nothing that the account has, is left out: nobody agrees to nothing, nor
    /// refuses for a year what they never saw.
    #[must_use]
    pub fn offered(&self) -> Vec<Wish> {
        let achieved = self.achieved();
        let in_reach = |wish: &&Wish| match wish.matter {
            Matter::Item(item) if !wish.required => {
                achieved.is_some_and(|level| level.satisfies(item.released_from()))
                    && !self.lacks(item)
            }
            _ => true,
        };
        self.wishes.iter().filter(in_reach).cloned().collect()
    }

    fn lacks(&self, item: Item) -> bool {
        self.standing.is_some_and(|(_, account)| {
            Holdings::of_account_alone(account, self.now.day()).lacks(item)
        })
    }

    /// The proofs that count for this request.
    pub(super) fn proofs(&self) -> Option<Proofs> {
        let (session, _) = self.standing?;
        let proofs =
            if self.asked.again { session.proofs.given_here(self.here)? } else { session.proofs };
        match self.asked.max_age {
            Some(max_age) => proofs.fresh(max_age, self.here, self.now),
            None => Some(proofs),
        }
    }

    /// The authenticator level to reach for; the inner nothing means that it cannot be reached.
    /// Values are tried in the order in which they are asked (Core 3.1.2.1). What is asked about the
    /// person may want more than they do.
    pub(super) fn aim(&self) -> Option<Option<Aal>> {
        let (_, account) = self.standing?;
        let ial = account.ial(self.now.day());
        let reachable = |wanted: &&Assurance| ial >= wanted.ial && wanted.aal <= REACHABLE;
        let named = self.asked.acceptable().iter().find(reachable).map(|wanted| wanted.aal);
        let aim = match named {
            Some(aal) => Some(aal),
            None if self.asked.essential => None,
            None => Some(self.asked.default.aal.min(REACHABLE)),
        };
        Some(aim.map(|aal| self.wished().map_or(aal, |wished| wished.max(aal))))
    }

    /// The level that the wishes want, as far as this person can reach it and more evidence is not what
    /// is short. What the person refused wants nothing.
    fn wished(&self) -> Option<Aal> {
        let (_, account) = self.standing?;
        let ial = account.ial(self.now.day());
        let a_code_can_come = account.profile.phones().next().is_some();
        let most = if a_code_can_come { REACHABLE } else { Aal::Aal1 };
        let refused = |wish: &&Wish| {
            !self.asked.consent_again && consent::is_refused(wish, self.remembered, self.now)
        };
        let least =
            self.wishes.iter().filter(|wish| !refused(wish)).filter_map(|wish| match wish.matter {
                Matter::Item(item) if !self.lacks(item) => Some(item.released_from()),
                _ => None,
            });
        least.filter(|least| least.ial <= ial && least.aal <= most).map(|least| least.aal).max()
    }
}
