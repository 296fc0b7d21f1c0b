//! The number that names a person, and what is typed in its place.

use std::fmt;

use crate::domain::text::ungrouped;

/// No number comes near this; what is longer is not read to its end.
const LONGEST: usize = 64;

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
    /// So many digits, neither 12 nor 9; counting ends at 64.
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
    /// Reads twelve digits, grouped as people group them ([`ungrouped`]).
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
        let typed = ungrouped(text, LONGEST);
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

hide!(NationalId, OldNumber);
