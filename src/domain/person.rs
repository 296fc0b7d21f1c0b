//! Verified facts of a human being, as the state's registers hold them.

use std::fmt;

use super::text::Line;
use super::time::{Day, Timestamp};

pub use email::Email;
pub use number::{LoginName, NationalId, NationalIdError, OldNumber};
pub use phone::Phone;

macro_rules! hide {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

mod email;
mod number;
mod phone;

/// Sex as the register writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
    /// Neither.
    Other,
}

/// A birth date as precise as the register has it; elders' papers may show the year alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDate {
    /// The whole date.
    Day(Day),
    /// Year and month.
    Month(i32, u8),
    /// The year.
    Year(i32),
}

impl BirthDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            4 => Day::parse(&format!("{text}-01-01")).map(|d| Self::Year(d.parts().0)),
            7 => Day::parse(&format!("{text}-01")).map(|d| Self::Month(d.parts().0, d.parts().1)),
            _ => Day::parse(text).map(Self::Day),
        }
    }

    /// The claim's form: `YYYY-MM-DD`, or `YYYY` if the day is not known (Core 5.1).
    #[must_use]
    pub fn claim(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Month(year, _) | Self::Year(year) => format!("{year:04}"),
        }
    }

    /// `day`, `month` or `year`.
    #[must_use]
    pub const fn precision(self) -> &'static str {
        match self {
            Self::Day(_) => "day",
            Self::Month(..) => "month",
            Self::Year(_) => "year",
        }
    }

    /// The last day that may be the birthday: an age is granted only when it is sure.
    #[must_use]
    pub fn latest(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month(year, 12) | Self::Year(year) => Day::new(year, 12, 31),
            Self::Month(year, month) => Day::new(year, month + 1, 1).map(|d| d.plus_days(-1)),
        }
    }
}

impl fmt::Display for BirthDate {
    /// What the register holds: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// A name in the register's own parts; never split by us (`vietnam.md` §11).
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    /// Họ.
    pub family: Line<120>,
    /// Chữ đệm, if any.
    pub middle: Option<Line<120>>,
    /// Tên.
    pub given: Line<120>,
}

impl PersonName {
    /// The whole name in Vietnamese order.
    #[must_use]
    pub fn whole(&self) -> String {
        let middle = self.middle.as_ref().map(Line::as_str);
        [Some(self.family.as_str()), middle, Some(self.given.as_str())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A place of residence, two-tier since 2025-07-01: commune and province.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// House, street, hamlet.
    pub line: Option<Line<200>>,
    /// Ward or commune.
    pub commune: Line<120>,
    /// Its five-digit code.
    pub commune_code: Option<String>,
    /// Province or city.
    pub province: Line<120>,
    /// Its two-digit code.
    pub province_code: Option<String>,
}

impl Address {
    /// One line as a letter would carry it.
    #[must_use]
    pub fn formatted(&self) -> String {
        let line = self.line.as_ref().map(Line::as_str);
        [line, Some(self.commune.as_str()), Some(self.province.as_str())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// What the population register says of a person at a moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The personal number.
    pub number: NationalId,
    /// The name in parts.
    pub name: PersonName,
    /// As precise as the register has it.
    pub birth: BirthDate,
    /// As registered.
    pub sex: Sex,
    /// Permanent residence, if any is registered.
    pub address: Option<Address>,
    /// ISO 3166 alpha-3 codes.
    pub nationalities: Vec<String>,
    /// When the register said so.
    pub as_of: Timestamp,
}

/// What the insurer says of a person's health insurance at a moment.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthInsurance {
    /// Whether care is paid for.
    pub status: InsuranceStatus,
    /// The ten digits of social insurance, if known.
    pub number10: Option<String>,
    /// The fifteen characters of the card, if known: `LL D PP NNNNNNNNNN`.
    pub number: Option<String>,
    /// First registered hospital.
    pub facility: Option<Line<200>>,
    /// First day of cover.
    pub valid_from: Option<Day>,
    /// Last day of cover.
    pub valid_to: Option<Day>,
    /// When the insurer said so.
    pub checked_at: Timestamp,
}

/// The three answers a desk can get (S2:354-368).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsuranceStatus {
    /// Cover today.
    Valid,
    /// No cover today, or none known.
    Invalid,
    /// The insurer did not answer.
    Unknown,
}

hide!(PersonName, Address, Person, HealthInsurance);

#[cfg(test)]
mod tests;
