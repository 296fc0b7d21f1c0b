//! Consent: a decision about (account, client, matter, purpose) for a while. `decisions.md` §9.
//!
//! What a person agreed to leaves here as [`Consented`], which nothing else can make.

use std::collections::BTreeSet;

use super::claim::{Claim, Item};
use super::time::{Lifetime, Timestamp};

/// What can be agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Being signed in under a name that only this client sees.
    SignIn,
    /// The client may come back without the person (`offline_access`).
    Offline,
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
            Self::Item(item) => item.lead().name(),
        }
    }

    /// Reads what [`Matter::key`] wrote.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        match key {
            "openid" => Some(Self::SignIn),
            "offline_access" => Some(Self::Offline),
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
        let span = if agreed { duration.span() } else { Duration::LONGEST.span() };
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
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_000_000);

    fn wish(matter: Matter, required: bool) -> Wish {
        Wish { matter, required, purpose: PurposeVersion("a".into()) }
    }

    fn wishes() -> Vec<Wish> {
        vec![
            wish(Matter::SignIn, true),
            wish(Matter::Item(Item::Name), true),
            wish(Matter::Item(Item::Phone), false),
        ]
    }

    #[test]
    fn only_what_was_ticked_or_is_required_is_agreed() {
        let all = wishes();
        let decision = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Once), NOW);
        assert!(decision.consented.covers(Matter::Item(Item::Name)));
        assert!(!decision.consented.covers(Matter::Item(Item::Phone)));
        assert_eq!(decision.consented.until(), NOW.plus(Lifetime::hours(24)));
    }

    #[test]
    fn a_decision_is_remembered_and_only_new_claims_are_asked() {
        let mut all = wishes();
        let first = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
        assert!(unasked(&all, &first.rows, NOW).is_empty());
        all.push(wish(Matter::Item(Item::Address), false));
        let open = unasked(&all, &first.rows, NOW);
        assert_eq!(
            open.iter().map(|w| w.matter).collect::<Vec<_>>(),
            [Matter::Item(Item::Address)]
        );
        assert_eq!(standing(&all, &first.rows, NOW), None);
        let ticked = BTreeSet::from([Matter::Item(Item::Address)]);
        let second = decide(&all, &open, &ticked, (&first.rows, Duration::Once), NOW);
        assert!(second.consented.covers(Matter::Item(Item::Address)));
        assert!(second.consented.covers(Matter::Item(Item::Name)));
        assert_eq!(second.rows.len(), 1);
    }

    #[test]
    fn a_decision_ends_with_its_time_and_with_the_words_it_was_given_to() {
        let all = wishes();
        let decided = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Once), NOW);
        let later = NOW.plus(Lifetime::hours(24));
        assert_eq!(unasked(&all, &decided.rows, later).len(), 2, "the refusal stands for a year");
        let reworded: Vec<_> =
            all.iter().map(|w| Wish { purpose: PurposeVersion("b".into()), ..w.clone() }).collect();
        assert_eq!(unasked(&reworded, &decided.rows, NOW).len(), 3);
    }

    #[test]
    fn a_refusal_of_what_became_required_is_asked_again() {
        let all = wishes();
        let decided = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
        let stricter: Vec<_> = all.iter().map(|w| Wish { required: true, ..w.clone() }).collect();
        assert_eq!(unasked(&stricter, &decided.rows, NOW).len(), 1);
    }

    #[test]
    fn the_newest_word_about_a_matter_stands_though_it_ends_sooner() {
        let all = wishes();
        let lasting = decide(&all, &all, &BTreeSet::new(), (&[], Duration::Year), NOW);
        let later = NOW.plus(Lifetime::hours(1));
        let once = decide(&all, &all[..1], &BTreeSet::new(), (&[], Duration::Once), later);
        let log = once.rows.iter().chain(&lasting.rows).cloned();
        let stands = latest(log, |decision| decision.matter);
        assert_eq!(stands.len(), 3);
        let two_days_on = NOW.plus(Lifetime::hours(48));
        let open = unasked(&all, &stands, two_days_on);
        assert_eq!(open.iter().map(|w| w.matter).collect::<Vec<_>>(), [Matter::SignIn]);
    }

    #[test]
    fn a_matter_is_read_back_from_its_key() {
        for matter in [Matter::SignIn, Matter::Offline, Matter::Item(Item::HealthInsurance)] {
            assert_eq!(Matter::parse(matter.key()), Some(matter));
        }
        assert_eq!(Matter::parse("given_name"), None, "a part goes with its whole");
    }
}
