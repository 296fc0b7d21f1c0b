//! Our record of a person: what we were shown, which state it is in, how sure we may be.

use super::assurance::Ial;
use super::id::AccountId;
use super::person::{Email, LoginName, NationalId, Phone};
use super::time::{Day, Timestamp};

/// Which way a proof of identity came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// In person at a police counter (e-ID level 2).
    PoliceStation,
    /// The card's chip and a portrait (e-ID level 1).
    Chip,
    /// A mobile subscriber's record.
    MobileSubscriber,
    /// Social insurance.
    SocialInsurance,
    /// A post office.
    PostOffice,
    /// A certificate on a USB token.
    CertificateUsb,
    /// A certificate on a SIM.
    CertificateSim,
    /// The app account, matched with the population register alone (e-ID level 0).
    App,
}

/// Names of the channels in files and tables.
const CHANNELS: [(Channel, &str, Ial); 8] = [
    (Channel::PoliceStation, "police_station", Ial::Ial3),
    (Channel::Chip, "chip", Ial::Ial2),
    (Channel::MobileSubscriber, "mobile_subscriber", Ial::Ial2),
    (Channel::SocialInsurance, "social_insurance", Ial::Ial2),
    (Channel::PostOffice, "post_office", Ial::Ial2),
    (Channel::CertificateUsb, "certificate_usb", Ial::Ial3),
    (Channel::CertificateSim, "certificate_sim", Ial::Ial3),
    (Channel::App, "app", Ial::Ial1),
];

impl Channel {
    /// Reads a channel's name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        CHANNELS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The channel's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        CHANNELS.iter().find(|row| row.0 == self).map_or("app", |row| row.1)
    }

    /// The most that evidence by this channel can give (`decisions.md` §5).
    #[must_use]
    pub fn ceiling(self) -> Ial {
        CHANNELS.iter().find(|row| row.0 == self).map_or(Ial::Ial0, |row| row.2)
    }
}

/// Something shown, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which way it came.
    pub channel: Channel,
    /// When it was shown.
    pub proven_at: Timestamp,
    /// The last day it counts, if it ends.
    pub valid_to: Option<Day>,
}

/// Whether an account may be used. Every page and token asks the state now, never a copy of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// In use.
    Active,
    /// Closed until somebody opens it again.
    Locked {
        /// Since when.
        since: Timestamp,
        /// At whose request.
        by: LockedBy,
    },
    /// Granted, and never activated.
    NotActivated,
    /// The app account: known, not identified (e-ID level 0).
    AppOnly,
}

/// Who asked for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockedBy {
    /// The person.
    Owner,
    /// The police.
    Police,
    /// We, for the register says so (death, a card withdrawn).
    Register,
}

/// Their words in files and tables.
const LOCKERS: [(LockedBy, &str); 3] =
    [(LockedBy::Owner, "owner"), (LockedBy::Police, "police"), (LockedBy::Register, "register")];

impl LockedBy {
    /// Reads the word in files and tables.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        LOCKERS.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// The word in files and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        LOCKERS.iter().find(|row| row.0 == self).map_or("register", |row| row.1)
    }
}

/// What the account's person is in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A citizen.
    Citizen,
    /// A foreigner.
    Foreigner,
}

impl AccountKind {
    /// The claim's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Foreigner => "foreigner",
        }
    }

    /// Reads the claim's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Citizen, Self::Foreigner].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What an account holds about its person by itself; sealed at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The personal number.
    pub number: NationalId,
    /// Numbers of old cards that lead here.
    pub old_numbers: Vec<LoginName>,
    /// The owned phone.
    pub phone: Option<Phone>,
    /// Other numbers that may receive codes; their owners were told.
    pub receiving: Vec<Phone>,
    /// The e-mail address, which was verified where the account comes from.
    pub email: Option<Email>,
    /// What the person is in law.
    pub kind: AccountKind,
    /// e-ID level 0, 1 or 2, where the police gave one.
    pub eid_level: Option<u8>,
    /// What was shown.
    pub evidence: Vec<Evidence>,
    /// The last valid day of the card behind it.
    pub card_valid_to: Option<Day>,
    /// Preferred language, `vi` or `en`.
    pub language: Option<String>,
}

impl Profile {
    /// Every number that may receive codes, the owned one first.
    pub fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phone.iter().chain(&self.receiving)
    }
}

/// How many times the account changed its one device or its password, or was locked; anything of an
/// older generation is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation(pub i64);

/// An account as flows see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Our name for it.
    pub id: AccountId,
    /// May it be used?
    pub state: AccountState,
    /// Which device change this is.
    pub generation: Generation,
    /// Whether one active device is the rule; off for synthetic accounts under load only.
    pub device_rule: bool,
    /// What it holds.
    pub profile: Profile,
}

impl Account {
    /// How sure we are today who the person is: the best evidence that still counts, no more than
    /// ial1 after the card's last valid day (`decisions.md` §5).
    #[must_use]
    pub fn ial(&self, today: Day) -> Ial {
        self.shown(today).aged(self.profile.card_valid_to, today)
    }

    /// The card's last valid day, if its end lowered the level.
    #[must_use]
    pub fn lowered_by_card(&self, today: Day) -> Option<Day> {
        self.profile.card_valid_to.filter(|_| self.ial(today) < self.shown(today))
    }

    /// The level of the best evidence that still counts, whatever became of the card.
    fn shown(&self, today: Day) -> Ial {
        let card = self.profile.card_valid_to;
        // What was shown by the card may end on the card's own last day: then it ended with the card.
        let counts = |evidence: &&Evidence| {
            evidence.valid_to.is_none_or(|last| today <= last || card == Some(last))
        };
        let best = self.profile.evidence.iter().filter(counts).map(|e| e.channel.ceiling()).max();
        best.unwrap_or(Ial::Ial0)
    }
}

#[cfg(test)]
impl Account {
    /// An account in use, of which nothing was shown yet; for the tests of this room.
    pub(super) fn example() -> Self {
        Self {
            id: AccountId::new(Timestamp::from_unix(1), [0; 12]),
            state: AccountState::Active,
            generation: Generation(0),
            device_rule: true,
            profile: Profile {
                number: NationalId::parse("999188000001").expect("a number"),
                old_numbers: vec![],
                phone: None,
                receiving: vec![],
                email: None,
                kind: AccountKind::Citizen,
                eid_level: None,
                evidence: vec![],
                card_valid_to: None,
                language: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(evidence: Vec<Evidence>, card_valid_to: Option<Day>) -> Account {
        let account = Account::example();
        let profile = Profile { evidence, card_valid_to, ..account.profile };
        Account { profile, ..account }
    }

    #[test]
    fn the_best_evidence_that_still_counts_is_the_level() {
        let today = Day::new(2026, 11, 21).expect("a real day");
        let shown =
            |channel, valid_to| Evidence { channel, proven_at: Timestamp::from_unix(0), valid_to };
        assert_eq!(account(vec![], None).ial(today), Ial::Ial0);
        let both = vec![
            shown(Channel::MobileSubscriber, None),
            shown(Channel::PoliceStation, Some(today.plus_days(-1))),
        ];
        assert_eq!(account(both, None).ial(today), Ial::Ial2);
        let police = vec![shown(Channel::PoliceStation, None)];
        assert_eq!(account(police.clone(), Some(today)).ial(today), Ial::Ial3);
        assert_eq!(account(police, Some(today.plus_days(-1))).ial(today), Ial::Ial1);
    }

    #[test]
    fn the_end_of_a_card_is_named_only_where_it_lowered_the_level() {
        let today = Day::new(2026, 11, 21).expect("a real day");
        let yesterday = today.plus_days(-1);
        let until = |channel, valid_to, card| {
            let shown = Evidence { channel, proven_at: Timestamp::from_unix(0), valid_to };
            account(vec![shown], card).lowered_by_card(today)
        };
        let by = |channel, card| until(channel, None, card);
        let (before, ended) = (Some(yesterday.plus_days(-1)), Some(yesterday));
        assert_eq!(until(Channel::Chip, ended, ended), ended, "both ended on one day");
        assert_eq!(until(Channel::Chip, before, ended), None, "it ended before the card");
        assert_eq!(by(Channel::Chip, Some(yesterday)), Some(yesterday));
        assert_eq!(by(Channel::Chip, Some(today)), None);
        assert_eq!(by(Channel::Chip, None), None);
        assert_eq!(by(Channel::App, Some(yesterday)), None, "it never stood higher");
    }
}
