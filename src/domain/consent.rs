//! Consent: a decision about (account, client, matter, purpose) for a while. `decisions.md` §9.
//!
//! What a person agreed to leaves here as [`Consented`], which nothing else can make.

mod news;

use std::collections::BTreeSet;

pub use news::News;

use super::claim::{Claim, Item};
use super::time::{Lifetime, Timestamp};

/// What can be agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Being signed in under a name that only this client sees.
    SignIn,
    /// The client may come back without the person (`offline_access`).
    Offline,
    /// The client may do this once what the page tells in full (`authorization_details`).
    Details,
    /// Something about the person.
    Item(Item),
}

impl Matter {
    /// Its name in forms, tables and receipts: a claim's, or a scope's.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::SignIn => "openid",
            Self::Offline => "offline_access",
            Self::Details => "authorization_details",
            Self::Item(item) => item.lead().name(),
        }
    }

    /// Reads what [`Matter::key`] wrote.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        match key {
            "openid" => Some(Self::SignIn),
            "offline_access" => Some(Self::Offline),
            "authorization_details" => Some(Self::Details),
            _ => {
                let item = Claim::parse(key)?.item();
                (item.lead().name() == key).then_some(Self::Item(item))
            }
        }
    }
}

/// A matter that this request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub matter: Matter,
    /// A fact of the service, not a choice.
    pub required: bool,
    /// Which wording of the purpose stands in the registration now; new words are asked anew.
    pub purpose: PurposeVersion,
}

impl Wish {
    /// How a page names what it asked, to be told when the answer is to something else.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("{}/{}/{}", self.matter.key(), self.required, self.purpose.0)
    }
}

/// A short digest of the purpose's words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PurposeVersion(pub String);

/// A decision that stands in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// About what.
    pub matter: Matter,
    /// Agreed, or left unticked.
    pub agreed: bool,
    /// To which words.
    pub purpose: PurposeVersion,
    /// When.
    pub given_at: Timestamp,
    /// Until when it stands.
    pub until: Timestamp,
}

/// For how long a person agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// This time: 24 hours.
    Once,
    /// A year, until the person stops it.
    Year,
}

impl Duration {
    /// No decision stands longer, a refusal no longer than an agreement.
    pub const LONGEST: Self = Self::Year;

    /// The span.
    #[must_use]
    pub const fn span(self) -> Lifetime {
        match self {
            Self::Once => Lifetime::hours(24),
            Self::Year => Lifetime::days(365),
        }
    }
}

/// What was agreed to and stands now. Made by [`standing`] and [`decide`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consented {
    matters: BTreeSet<Matter>,
    until: Timestamp,
}

impl Consented {
    /// What a row of the store says was agreed to; nobody else may say so.
    #[must_use]
    pub(crate) fn recalled(matters: BTreeSet<Matter>, until: Timestamp) -> Self {
        Self { matters, until }
    }

    /// Whether this matter was agreed to.
    #[must_use]
    pub fn covers(&self, matter: Matter) -> bool {
        self.matters.contains(&matter)
    }

    /// What was agreed to.
    pub fn matters(&self) -> impl Iterator<Item = Matter> + '_ {
        self.matters.iter().copied()
    }

    /// The first moment at which a part of it no longer stands.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

/// A decision to write down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// New rows: every matter that was on the page.
    pub rows: Vec<Remembered>,
    /// What stands from now on, former decisions included.
    pub consented: Consented,
}

/// Of decisions, newest first, the newest about each matter: it stands in place of the older ones,
/// even when its own time is over sooner than theirs.
#[must_use]
pub fn latest<D>(
    newest_first: impl IntoIterator<Item = D>,
    about: impl Fn(&D) -> Matter,
) -> Vec<D> {
    let mut told = BTreeSet::new();
    newest_first.into_iter().filter(|decision| told.insert(about(decision))).collect()
}

/// The wishes nobody was asked about yet, or whose answer no longer stands.
#[must_use]
pub fn unasked(wishes: &[Wish], remembered: &[Remembered], now: Timestamp) -> Vec<Wish> {
    let settled = |wish: &&Wish| match answer(wish, remembered, now) {
        Some(former) => !former.agreed && wish.required,
        None => true,
    };
    wishes.iter().filter(settled).cloned().collect()
}

/// Whether the person left it unticked and that stands; what is required cannot be refused.
#[must_use]
pub fn is_refused(wish: &Wish, remembered: &[Remembered], now: Timestamp) -> bool {
    !wish.required && answer(wish, remembered, now).is_some_and(|former| !former.agreed)
}

/// What already stands, if no wish is open.
#[must_use]
pub fn standing(wishes: &[Wish], remembered: &[Remembered], now: Timestamp) -> Option<Consented> {
    if !unasked(wishes, remembered, now).is_empty() {
        return None;
    }
    Some(agreed(wishes, remembered, now))
}

/// What the person decided: required wishes were facts of the page, optional ones count if ticked.
/// A refusal of an optional matter is remembered for a year, so that it is not asked each time.
#[must_use]
pub fn decide(
    wishes: &[Wish],
    on_page: &[Wish],
    ticked: &BTreeSet<Matter>,
    (former, duration): (&[Remembered], Duration),
    now: Timestamp,
) -> Decision {
    let row = |wish: &Wish| {
        let agreed = wish.required || ticked.contains(&wish.matter);
        let span = match wish.matter {
            // It is for this once, whatever the rest is for.
            Matter::Details => Duration::Once.span(),
            _ if agreed => duration.span(),
            _ => Duration::LONGEST.span(),
        };
        Remembered {
            matter: wish.matter,
            agreed,
            purpose: wish.purpose.clone(),
            given_at: now,
            until: now.plus(span),
        }
    };
    let rows: Vec<Remembered> = on_page.iter().map(row).collect();
    let replaced = |old: &&Remembered| rows.iter().all(|new| new.matter != old.matter);
    let all: Vec<_> = former.iter().filter(replaced).chain(&rows).cloned().collect();
    Decision { consented: agreed(wishes, &all, now), rows }
}

fn answer<'a>(wish: &Wish, remembered: &'a [Remembered], now: Timestamp) -> Option<&'a Remembered> {
    remembered
        .iter()
        .find(|row| row.matter == wish.matter && row.purpose == wish.purpose && now < row.until)
}

fn agreed(wishes: &[Wish], remembered: &[Remembered], now: Timestamp) -> Consented {
    let rows = wishes.iter().filter_map(|wish| answer(wish, remembered, now)).filter(|r| r.agreed);
    let (matters, untils): (BTreeSet<_>, Vec<_>) = rows.map(|r| (r.matter, r.until)).unzip();
    Consented { matters, until: untils.into_iter().min().unwrap_or(now) }
}

#[cfg(test)]
mod tests;
