//! Verified facts of a human being, as the state's registers hold them.
//!
//! Long because: it is one catalogue of small value types that are only read together.

use std::fmt;

use super::text::Line;
use super::time::{Day, Timestamp};

/// A personal identification number: twelve digits, no check digit (Law 26/2023 art. 12).
/// An identifier that many know, never a secret, and still never printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId(String);

/// Why what was typed is no personal number; the words stand in the page's own file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NationalIdError {
    /// Nothing was typed.
    Empty,
    /// Something but digits, spaces, dots and hyphens.
    NotDigits,
    /// So many digits, neither 12 nor 9.
    Length(usize),
}

/// What a person may type as a name to sign in: the number, or the old nine-digit one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginName {
    /// Twelve digits.
    Number(NationalId),
    /// Nine digits of an old card: an alias that two people may share.
    OldNumber(OldNumber),
}

/// A nine-digit number of a card issued before 2021; leads to a person, names none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OldNumber(String);

impl NationalId {
    /// Reads twelve digits; spaces, dots and hyphens between them are dropped.
    ///
    /// # Errors
    /// Says what was wrong with the text, in an order fit for a page.
    pub fn parse(text: &str) -> Result<Self, NationalIdError> {
        match LoginName::parse(text)? {
            LoginName::Number(number) => Ok(number),
            LoginName::OldNumber(_) => Err(NationalIdError::Length(9)),
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `079 ••• ••• 234`: what a page may show of it.
    #[must_use]
    pub fn masked(&self) -> String {
        let (head, tail) = (self.0.get(..3).unwrap_or(""), self.0.get(9..).unwrap_or(""));
        format!("{head} ••• ••• {tail}")
    }

    /// True for the unassigned province 999, which only synthetic people have.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with("999")
    }
}

impl LoginName {
    /// Reads a personal number or an old one.
    ///
    /// # Errors
    /// Says what was wrong with the text, in an order fit for a page.
    pub fn parse(text: &str) -> Result<Self, NationalIdError> {
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
            .take(64)
            .collect();
        if typed.is_empty() {
            return Err(NationalIdError::Empty);
        }
        if !typed.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NationalIdError::NotDigits);
        }
        match typed.len() {
            12 => Ok(Self::Number(NationalId(typed))),
            9 => Ok(Self::OldNumber(OldNumber(typed))),
            count => Err(NationalIdError::Length(count)),
        }
    }

    /// The digits, for the keyed index and for nothing else.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::OldNumber(OldNumber(text)) => text,
        }
    }
}

impl OldNumber {
    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A mobile number of Viet Nam, kept as E.164: `+84` and nine digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads `09…`, `849…` or `+849…`, with spaces, dots or hyphens; the operator's prefix is
    /// judged by the list of prefixes, not here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
            .take(32)
            .collect();
        let national = typed
            .strip_prefix("+84")
            .or_else(|| typed.strip_prefix("84").filter(|rest| rest.len() == 9))
            .or_else(|| typed.strip_prefix('0'))?;
        let whole = national.len() == 9 && national.bytes().all(|b| b.is_ascii_digit());
        (whole && !national.starts_with('0')).then(|| Self(format!("+84{national}")))
    }

    /// E.164, as registers and gateways want it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `09•• ••• 088`: what a page may show of it.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.0.get(3..4).unwrap_or("");
        format!("0{first}•• ••• {}", self.tail())
    }

    /// The last three digits.
    #[must_use]
    pub fn tail(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(3)..).unwrap_or("")
    }
}

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

macro_rules! hide {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

hide!(NationalId, OldNumber, Phone, PersonName, Address, Person, HealthInsurance);

#[cfg(test)]
mod tests;
