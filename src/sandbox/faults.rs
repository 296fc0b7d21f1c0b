//! Faults on request: which system should fail, how, and for whom.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::person::Phone;

/// A system that the sandbox plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// The population register.
    Population,
    /// The insurance register.
    Insurance,
    /// The carriers' register.
    Carrier,
    /// The SMS gateway.
    Sms,
}

impl System {
    /// All of them, as pages list them.
    pub const ALL: [Self; 4] = [Self::Population, Self::Insurance, Self::Carrier, Self::Sms];
}

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Answers, but late.
    Slow,
    /// Answers 503.
    Down,
    /// Answers 429 with a `Retry-After`.
    Busy,
    /// Answers nonsense: another person's record, a changed schema, half a body, too long a body.
    Wrong,
    /// A register answers two records; the gateway delivers the message twice.
    Duplicate,
    /// The gateway takes the message and loses it.
    Lost,
    /// Works again.
    Off,
}

impl Kind {
    /// The faults that make sense for a system, as pages offer them.
    #[must_use]
    pub const fn of(system: System) -> &'static [Self] {
        match system {
            System::Sms => {
                &[Self::Slow, Self::Down, Self::Busy, Self::Wrong, Self::Duplicate, Self::Lost]
            }
            _ => &[Self::Slow, Self::Down, Self::Busy, Self::Wrong, Self::Duplicate],
        }
    }
}

/// A wish for a fault, as `POST /faults` takes it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// Which system.
    pub system: System,
    /// How it should fail.
    pub kind: Kind,
    /// How late a slow answer is; 5 000 unless told, 60 000 at most.
    pub milliseconds: Option<u32>,
    /// Only when this personal number or phone is asked about.
    pub for_number: Option<String>,
}

/// A fault that stands.
#[derive(Clone, Serialize)]
pub struct Fault {
    /// Which system.
    pub system: System,
    /// How it fails.
    pub kind: Kind,
    /// How late a slow answer is.
    pub milliseconds: u32,
    /// Only when this personal number or phone is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub for_number: Option<String>,
}

impl Fault {
    /// How late the answer is to be.
    #[must_use]
    pub fn delay(&self) -> Duration {
        Duration::from_millis(u64::from(self.milliseconds))
    }
}

const SLOW_MILLISECONDS: u32 = 5_000;
const SLOWEST_MILLISECONDS: u32 = 60_000;
/// Faults for single people that are kept; the oldest gives way.
const MOST_FAULTS: usize = 200;

/// The faults that stand now: at most one for a system, and one for a system and a person.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Puts a fault in place of the one that stood there, or takes it away.
    pub fn wish(&self, wish: &Wish) {
        let mut standing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let for_number = wish.for_number.as_deref().and_then(one_spelling);
        standing.retain(|f| f.system != wish.system || f.for_number != for_number);
        if wish.kind == Kind::Off {
            return;
        }
        if standing.len() >= MOST_FAULTS {
            standing.remove(0);
        }
        let milliseconds = wish.milliseconds.unwrap_or(SLOW_MILLISECONDS).min(SLOWEST_MILLISECONDS);
        standing.push(Fault { system: wish.system, kind: wish.kind, milliseconds, for_number });
    }

    /// The fault that meets a question about one of these numbers; the one for the person goes first.
    #[must_use]
    pub fn meeting(&self, system: System, numbers: &[&str]) -> Option<Fault> {
        let standing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_system = || standing.iter().filter(|fault| fault.system == system);
        let personal = of_system()
            .find(|fault| fault.for_number.as_deref().is_some_and(|one| numbers.contains(&one)));
        personal.or_else(|| of_system().find(|fault| fault.for_number.is_none())).cloned()
    }

    /// All that stand.
    #[must_use]
    pub fn standing(&self) -> Vec<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Phones as E.164, numbers as their digits, however they were typed; nothing for nobody.
fn one_spelling(number: &str) -> Option<String> {
    if let Some(phone) = Phone::parse(number) {
        return Some(phone.as_str().to_owned());
    }
    let digits: String = number.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(kind: Kind, for_number: Option<&str>) -> Wish {
        let for_number = for_number.map(str::to_owned);
        Wish { system: System::Population, kind, milliseconds: None, for_number }
    }

    #[test]
    fn a_fault_for_a_person_goes_before_the_one_for_all() {
        let faults = Faults::default();
        faults.wish(&wish(Kind::Down, None));
        faults.wish(&wish(Kind::Slow, Some("999188000001")));
        let met = |number: &str| faults.meeting(System::Population, &[number]).map(|f| f.kind);
        assert_eq!(met("999188000001"), Some(Kind::Slow));
        assert_eq!(met("999088000002"), Some(Kind::Down));
        assert!(faults.meeting(System::Sms, &["999188000001"]).is_none());
    }

    #[test]
    fn off_takes_away_only_what_it_names() {
        let faults = Faults::default();
        faults.wish(&wish(Kind::Down, None));
        faults.wish(&wish(Kind::Wrong, Some("999188000001")));
        faults.wish(&wish(Kind::Off, None));
        assert_eq!(faults.standing().len(), 1);
        faults.wish(&wish(Kind::Off, Some("999188000001")));
        assert!(faults.standing().is_empty());
    }
}
