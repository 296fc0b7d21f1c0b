//! The synthetic people: made by rule from a seed, never stored, as many as are asked for.
//!
//! Number and index name each other: `999 G YY NNNNNN` where `NNNNNN` is the index itself (the named
//! people keep the first hundred) and sex, year and the rest are drawn from the index. Beyond the first
//! [`ROUND`] people a second round begins with the other sex at each place, so that no number is
//! given twice. The phone is `050` and the index, so that it names its person too.

use super::chance::Draws;
use super::citizen::{Citizen, Cover};
use super::{names, places};
use crate::domain::person::{BirthDate, InsuranceStatus, NationalId, Phone, Sex};
use crate::domain::time::Day;

/// Serials left to the named people of `config/sandbox/people.toml`.
const NAMED: u32 = 100;
/// People in one round of serials.
pub const ROUND: u32 = 1_000_000 - NAMED;
/// The most people there can be.
pub const MOST: u32 = 2 * ROUND;
/// The first synthetic phone, counted after `+8450`.
const FIRST_PHONE: u32 = 1_000_000;
/// One person in so many is a child.
const FAMILY: u32 = 8;

/// Seeded, generated, not stored.
#[derive(Clone, Copy, Debug)]
pub struct SyntheticPeople {
    seed: u64,
    count: u32,
    today: Day,
}

/// How many people there must be, so that so many of them are old enough for an account.
#[must_use]
pub const fn people_with_adults(adults: u32) -> u32 {
    adults.div_ceil(FAMILY - 1).saturating_mul(FAMILY)
}

impl SyntheticPeople {
    /// So many people of this seed, their insurance as of this day. At most [`MOST`].
    #[must_use]
    pub fn new(seed: u64, count: u32, today: Day) -> Self {
        Self { seed, count: count.min(MOST), today }
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// How many of them are old enough for an account of their own.
    #[must_use]
    pub const fn adults(&self) -> u32 {
        self.count - self.count.div_ceil(FAMILY)
    }

    /// The person of this index, if there are so many.
    #[must_use]
    pub fn person(&self, index: u32) -> Option<Citizen> {
        if index >= self.count {
            return None;
        }
        let mut draws = Draws::new(self.seed, u64::from(index));
        let sex = self.sex(index);
        let year = birth_year(&mut draws, index);
        let number = number(sex, year, index)?;
        let name = names::name(&mut draws, sex)?;
        let birth = birth(&mut draws, year)?;
        let address = places::address(&mut draws);
        let has_phone = !is_child(index);
        let phone_owned = draws.percent(96);
        let sim_changed = Some(self.today.plus_days(-i64::from(draws.below(2_000))));
        let cover = self.cover(&mut draws, index, address.as_ref()?.province_code.as_deref()?);
        Some(Citizen {
            number,
            name,
            birth,
            sex,
            address,
            nationalities: vec!["VNM".to_owned()],
            phone: if has_phone { phone(index) } else { None },
            phone_owned: has_phone && phone_owned,
            sim_changed: if has_phone { sim_changed } else { None },
            cover,
            messages_lost: false,
        })
    }

    /// The person of this place among those old enough for an account: places count without gaps.
    #[must_use]
    pub fn adult(&self, place: u32) -> Option<Citizen> {
        let index = (place / (FAMILY - 1)).checked_mul(FAMILY)? + 1 + place % (FAMILY - 1);
        self.person(index)
    }

    /// The person of this number, if it is one of ours.
    #[must_use]
    pub fn by_number(&self, number: &NationalId) -> Option<Citizen> {
        let digits = number.as_str();
        let serial: u32 = digits.get(6..)?.parse().ok()?;
        let first = serial.checked_sub(NAMED)?;
        let female = digits.get(3..4)?.parse::<u8>().ok()? % 2 == 1;
        let index = if (self.sex(first) == Sex::Female) == female { first } else { first + ROUND };
        self.person(index).filter(|person| person.number == *number)
    }

    /// The person who uses this phone, if it is one of ours.
    #[must_use]
    pub fn by_phone(&self, phone: &Phone) -> Option<Citizen> {
        let serial: u32 = phone.as_str().strip_prefix("+8450")?.parse().ok()?;
        let person = self.person(serial.checked_sub(FIRST_PHONE)?)?;
        (person.phone.as_ref() == Some(phone)).then_some(person)
    }

    /// Drawn from the place in the round; the second round has the other sex at each place.
    fn sex(&self, index: u32) -> Sex {
        let drawn = Draws::new(self.seed ^ 0x5EC5, u64::from(index % ROUND)).percent(50);
        if drawn == (index / ROUND == 0) { Sex::Female } else { Sex::Male }
    }

    fn cover(&self, draws: &mut Draws, index: u32, province: &str) -> Cover {
        let kind = draws.weighted(KINDS).copied().unwrap_or("GD4");
        let insured = draws.percent(93);
        let ever = insured || draws.percent(60);
        let number10 = format!("999{index:07}");
        let from = self.today.plus_days(-i64::from(draws.below(300)) - 1);
        let valid_to = if insured {
            from.plus_days(364)
        } else {
            self.today.plus_days(-i64::from(draws.below(400)) - 1)
        };
        Cover {
            status: if insured { InsuranceStatus::Valid } else { InsuranceStatus::Invalid },
            number: ever.then(|| format!("{kind}{province}{number10}")),
            number10: ever.then_some(number10),
            facility: ever.then(|| format!("Trạm y tế số {}", 1 + draws.below(900))),
            valid_from: ever.then(|| if insured { from } else { valid_to.plus_days(-364) }),
            valid_to: ever.then_some(valid_to),
        }
    }
}

/// Categories of insured people with their benefit digit: households, workers, the poor, pensioners.
const KINDS: &[(&str, u32)] = &[("GD4", 45), ("DN4", 35), ("HN1", 8), ("HT3", 12)];

const fn is_child(index: u32) -> bool {
    index.is_multiple_of(FAMILY)
}

fn birth_year(draws: &mut Draws, index: u32) -> i32 {
    let year = if is_child(index) {
        2013 + draws.below(13)
    } else {
        match draws.below(100) {
            0..=14 => 1936 + draws.below(25),
            15..=59 => 1961 + draws.below(30),
            _ => 1991 + draws.below(21),
        }
    };
    i32::try_from(year).unwrap_or(1990)
}

/// The day is in the papers of almost everybody; of the old, one in eight has the year alone.
fn birth(draws: &mut Draws, year: i32) -> Option<BirthDate> {
    let month = u8::try_from(1 + draws.below(12)).ok()?;
    let day = u8::try_from(1 + draws.below(28)).ok()?;
    Some(match draws.below(16) {
        0 | 1 if year < 1966 => BirthDate::Year(year),
        2 if year < 1966 => BirthDate::Month(year, month),
        _ => BirthDate::Day(Day::new(year, month, day)?),
    })
}

fn number(sex: Sex, year: i32, index: u32) -> Option<NationalId> {
    let century = (year / 100 - 19) * 2 + i32::from(sex == Sex::Female);
    let serial = NAMED + index % ROUND;
    NationalId::parse(&format!("999{century}{:02}{serial:06}", year % 100)).ok()
}

fn phone(index: u32) -> Option<Phone> {
    Phone::parse(&format!("+8450{:07}", FIRST_PHONE + index))
}

#[cfg(test)]
mod tests;
