//! A phone, as a person types its number and as gateways want it.

use std::fmt;

use crate::domain::text::ungrouped;

/// No number comes near this; what is longer is not read to its end.
const LONGEST: usize = 32;

/// A mobile number of Viet Nam, kept as E.164: `+84` and nine digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads `09…`, `849…` or `+849…`, grouped as people group them ([`ungrouped`]); the operator's
    /// prefix is judged by the list of prefixes, not here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let typed = ungrouped(text, LONGEST);
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

hide!(Phone);
