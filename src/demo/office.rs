//! The services: who each is, what it needs, and how it is called.

use super::story::{self, Story, Wish};
use super::words::Words;

/// A demo relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Opens accounts: needs to be sure of the person and of this sign-in.
    Bank,
    /// Checks patients in: needs the health-insurance card.
    Hospital,
    /// Keeps files for residents: needs to know only that it is the same person.
    Portal,
    /// A broker: a client of Danh's with accounts of its own, and the provider of a service behind it.
    Ministry,
    /// The service behind the ministry, which knows the ministry alone.
    Permits,
}

impl Office {
    /// All, by port.
    pub const ALL: [Self; 5] =
        [Self::Bank, Self::Hospital, Self::Portal, Self::Ministry, Self::Permits];

    /// Whether it is a client of Danh's, and not of a client's.
    pub(super) fn is_at_danh(self) -> bool {
        self != Self::Permits
    }

    /// A short name in ASCII: for the cookie, the stylesheet and the registration.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Hospital => "hospital",
            Self::Portal => "portal",
            Self::Ministry => "ministry",
            Self::Permits => "permits",
        }
    }

    /// The name it is registered under.
    #[must_use]
    pub const fn client_id(self) -> &'static str {
        match self {
            Self::Bank => "demo-bank",
            Self::Hospital => "demo-hospital",
            Self::Portal => "demo-portal",
            Self::Ministry => "demo-ministry",
            Self::Permits => "demo-permits",
        }
    }

    /// Its everyday name, in Vietnamese and in English: for a list of what runs.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        let name = self.story().name;
        (name.vi, name.en)
    }

    /// What a visitor does there, in Vietnamese and in English.
    #[must_use]
    pub const fn about(self) -> (&'static str, &'static str) {
        let purpose = self.story().purpose;
        (purpose.vi, purpose.en)
    }

    /// Cookies know no ports, so that each service has a name of its own.
    pub(super) const fn cookie(self) -> &'static str {
        match self {
            Self::Bank => "demo_bank",
            Self::Hospital => "demo_hospital",
            Self::Portal => "demo_portal",
            Self::Ministry => "demo_ministry",
            Self::Permits => "demo_permits",
        }
    }

    /// How far its port lies behind the first; the fourth is kept for a shop.
    pub(super) const fn port_offset(self) -> u16 {
        match self {
            Self::Bank => 0,
            Self::Hospital => 1,
            Self::Portal => 2,
            Self::Ministry => 4,
            Self::Permits => 5,
        }
    }

    /// What it says.
    pub(super) const fn story(self) -> &'static Story {
        match self {
            Self::Bank => &story::BANK,
            Self::Hospital => &story::HOSPITAL,
            Self::Portal => &story::PORTAL,
            Self::Ministry => &story::MINISTRY,
            Self::Permits => &story::PERMITS,
        }
    }

    /// What its button says.
    pub(super) const fn way_in(self) -> &'static Words {
        match self {
            Self::Permits => &story::BY_THE_MINISTRY,
            _ => &story::BY_DANH,
        }
    }

    /// What it wants to read.
    pub(super) const fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Bank => story::BANK_WISHES,
            Self::Hospital => story::HOSPITAL_WISHES,
            Self::Portal | Self::Ministry | Self::Permits => &[],
        }
    }

    /// Scopes beside `openid`; what they do not cover is asked by the `claims` parameter.
    pub(super) const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Bank => &["address", "vn.number"],
            _ => &[],
        }
    }

    /// The level without which the service cannot go on.
    pub(super) const fn needs(self) -> Option<&'static str> {
        match self {
            Self::Bank => Some("urn:danh:acr:ial2.aal2"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_fit_into_the_sixty_characters_of_a_registration() {
        for office in Office::ALL {
            let own = office.story().purpose;
            for words in office.wishes().iter().map(|wish| wish.purpose).chain([own]) {
                assert!(words.vi.chars().count() <= 60, "{}", words.vi);
                assert!(words.en.chars().count() <= 60, "{}", words.en);
            }
        }
    }

    #[test]
    fn no_sentence_for_citizens_is_longer_than_twenty_words() {
        for office in Office::ALL {
            let story = office.story();
            for words in [story.intro, story.paper_way, story.headline, story.done] {
                for sentence in words.vi.split('.').chain(words.en.split('.')) {
                    assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
                }
            }
        }
    }
}
