//! How sure we are, on two axes that are never one number: who it is ([`Ial`]) and that it is they,
//! now ([`Aal`]). `decisions.md` §5; the ladder of each is in the manual, `assurance.md`.

use super::time::Day;

/// Identity assurance: how sure we are who the account's person is. A property of evidence; it ages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ial {
    /// Self-asserted.
    Ial0,
    /// Matched with the population register, phone proven.
    Ial1,
    /// Bound to one strong source: subscriber, insurance, post office, chip (e-ID level 1).
    Ial2,
    /// In person with biometrics (e-ID level 2), or a verified certificate.
    Ial3,
}

/// Authenticator assurance: how sure we are of this sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aal {
    /// One factor.
    Aal1,
    /// Two different factors.
    Aal2,
    /// Two, resistant to phishing.
    Aal2Phr,
    /// A hardware key with PIN or biometrics.
    Aal3,
}

/// Both axes. Ordered only where both agree: (ial3, aal1) and (ial2, aal2) are not comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Assurance {
    /// Who it is.
    pub ial: Ial,
    /// That it is they.
    pub aal: Aal,
}

impl Assurance {
    /// Both axes at once.
    #[must_use]
    pub const fn new(ial: Ial, aal: Aal) -> Self {
        Self { ial, aal }
    }

    /// True if neither axis is below what is asked.
    #[must_use]
    pub fn satisfies(self, asked: Self) -> bool {
        self.ial >= asked.ial && self.aal >= asked.aal
    }
}

impl PartialOrd for Assurance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match (self.ial.cmp(&other.ial), self.aal.cmp(&other.aal)) {
            (Equal, order) | (order, Equal) => Some(order),
            (Less, Less) => Some(Less),
            (Greater, Greater) => Some(Greater),
            _ => None,
        }
    }
}

impl Ial {
    /// The level as texts write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ial0 => "ial0",
            Self::Ial1 => "ial1",
            Self::Ial2 => "ial2",
            Self::Ial3 => "ial3",
        }
    }

    /// Reads what [`Ial::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ial0, Self::Ial1, Self::Ial2, Self::Ial3].into_iter().find(|l| l.as_str() == text)
    }

    /// After the card's last valid day nothing above ial1 stands (S2:264, `decisions.md` §5).
    #[must_use]
    pub fn aged(self, card_valid_to: Option<Day>, today: Day) -> Self {
        match card_valid_to {
            Some(last) if today > last => self.min(Self::Ial1),
            _ => self,
        }
    }
}

impl Aal {
    /// The level as texts write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aal1 => "aal1",
            Self::Aal2 => "aal2",
            Self::Aal2Phr => "aal2-phr",
            Self::Aal3 => "aal3",
        }
    }

    /// Reads what [`Aal::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Aal1, Self::Aal2, Self::Aal2Phr, Self::Aal3].into_iter().find(|l| l.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IALS: [Ial; 4] = [Ial::Ial0, Ial::Ial1, Ial::Ial2, Ial::Ial3];
    const AALS: [Aal; 4] = [Aal::Aal1, Aal::Aal2, Aal::Aal2Phr, Aal::Aal3];

    #[test]
    fn one_pair_satisfies_another_only_on_both_axes() {
        for (held_ial, held_aal) in IALS.iter().flat_map(|i| AALS.map(|a| (*i, a))) {
            for (asked_ial, asked_aal) in IALS.iter().flat_map(|i| AALS.map(|a| (*i, a))) {
                let held = Assurance::new(held_ial, held_aal);
                let asked = Assurance::new(asked_ial, asked_aal);
                assert_eq!(held.satisfies(asked), held_ial >= asked_ial && held_aal >= asked_aal);
                assert_eq!(
                    held.satisfies(asked),
                    held.partial_cmp(&asked).is_some_and(std::cmp::Ordering::is_ge)
                );
            }
        }
    }

    #[test]
    fn evidence_ages_the_day_after_the_card_ends() {
        let last = Day::new(2026, 11, 20).expect("a real day");
        assert_eq!(Ial::Ial3.aged(Some(last), last), Ial::Ial3);
        assert_eq!(Ial::Ial3.aged(Some(last), last.plus_days(1)), Ial::Ial1);
        assert_eq!(Ial::Ial0.aged(Some(last), last.plus_days(1)), Ial::Ial0);
        assert_eq!(Ial::Ial2.aged(None, last), Ial::Ial2);
    }
}
