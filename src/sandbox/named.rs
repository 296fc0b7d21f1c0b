//! The named people: read from `config/sandbox/people.toml` once, at start.

use serde::Deserialize;

use super::citizen::{Citizen, Cover};
use crate::domain::person::{
    Address, BirthDate, InsuranceStatus, NationalId, PersonName, Phone, Sex,
};
use crate::domain::text::Line;
use crate::domain::time::Day;

/// The people that come with the sandbox.
pub const BUILT_IN: &str = include_str!("../../config/sandbox/people.toml");

/// Words in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A person with a name of their own and a reason to be there.
#[derive(Clone)]
pub struct NamedPerson {
    /// What a page writes as the number: the personal number, or passport and country.
    pub document: String,
    /// The whole name.
    pub whole_name: String,
    /// What this person shows.
    pub shows: Words,
    /// One sentence: what to do with them.
    pub walk: Words,
    /// True if an account is imported for them.
    pub has_account: bool,
    /// What the registers hold; nothing for a foreigner without a personal number.
    pub citizen: Option<Citizen>,
}

/// Why the file of people cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// It is no TOML of the right shape.
    #[error("the file of people cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A value in it is none.
    #[error("person {place} in the file of people: {field} cannot be understood")]
    Value {
        /// Which person, counted from one.
        place: usize,
        /// Which of its values.
        field: &'static str,
    },
}

/// Reads the people; days like `yesterday` are counted from `today`.
///
/// # Errors
/// If the text is no such list, with the place of the fault.
pub fn read(text: &str, today: Day) -> Result<Vec<NamedPerson>, PeopleError> {
    let written: Written = toml::from_str(text)?;
    let numbered = written.person.into_iter().enumerate();
    numbered
        .map(|(at, person)| {
            person.named(today).map_err(|field| PeopleError::Value { place: at + 1, field })
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    person: Vec<WrittenPerson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPerson {
    number: Option<String>,
    passport: Option<Passport>,
    name: WrittenName,
    birth: String,
    sex: String,
    address: Option<WrittenAddress>,
    phone: Option<String>,
    #[serde(default = "yes")]
    phone_owned: bool,
    sim_changed: Option<String>,
    insurance: Option<WrittenCover>,
    #[serde(default)]
    messages_lost: bool,
    #[serde(default)]
    account: bool,
    shows: Words,
    walk: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passport {
    number: String,
    country: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenName {
    family: String,
    middle: Option<String>,
    given: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAddress {
    line: Option<String>,
    commune: String,
    commune_code: Option<String>,
    province: String,
    province_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCover {
    #[serde(default = "valid")]
    status: String,
    number: String,
    facility: String,
    valid_from: String,
    valid_to: String,
}

const fn yes() -> bool {
    true
}

fn valid() -> String {
    "valid".to_owned()
}

/// The name of the value that could not be understood.
type Fault = &'static str;

impl WrittenPerson {
    fn named(self, today: Day) -> Result<NamedPerson, Fault> {
        let name = self.name.parts().ok_or("name")?;
        let document = match (&self.number, &self.passport) {
            (Some(number), None) => number.clone(),
            (None, Some(passport)) => format!("{} ({})", passport.number, passport.country),
            _ => return Err("number or passport, one of them,"),
        };
        let number = self.number.as_deref().map(NationalId::parse).transpose();
        let citizen = match number.map_err(|_| "number")? {
            Some(number) if !number.is_synthetic() => return Err("number (province 999 only)"),
            Some(number) => Some(self.citizen(number, name.clone(), today)?),
            None => None,
        };
        // A passport's name is written as its country writes it: given name first.
        let whole_name = match self.passport {
            Some(_) => format!("{} {}", name.given.as_str(), name.family.as_str()),
            None => name.whole(),
        };
        Ok(NamedPerson {
            document,
            whole_name,
            shows: self.shows,
            walk: self.walk,
            has_account: self.account,
            citizen,
        })
    }

    fn citizen(&self, number: NationalId, name: PersonName, today: Day) -> Result<Citizen, Fault> {
        let phone = self.phone.as_deref().map(|text| Phone::parse(text).ok_or("phone"));
        let changed = self.sim_changed.as_deref();
        let changed = changed.map(|text| Day::parse_from(text, today).ok_or("sim_changed"));
        let address = self.address.as_ref().map(|a| a.address().ok_or("address"));
        Ok(Citizen {
            number,
            name,
            birth: BirthDate::parse(&self.birth).ok_or("birth")?,
            sex: match self.sex.as_str() {
                "female" => Sex::Female,
                "male" => Sex::Male,
                "other" => Sex::Other,
                _ => return Err("sex"),
            },
            address: address.transpose()?,
            nationalities: vec!["VNM".to_owned()],
            phone: phone.transpose()?,
            phone_owned: self.phone_owned && self.phone.is_some(),
            sim_changed: changed.transpose()?,
            cover: self.insurance.as_ref().map_or(Ok(NO_COVER), |cover| cover.cover(today))?,
            messages_lost: self.messages_lost,
        })
    }
}

const NO_COVER: Cover = Cover {
    status: InsuranceStatus::Invalid,
    number10: None,
    number: None,
    facility: None,
    valid_from: None,
    valid_to: None,
};

impl WrittenName {
    fn parts(&self) -> Option<PersonName> {
        let middle = match &self.middle {
            Some(words) => Some(Line::parse(words)?),
            None => None,
        };
        Some(PersonName {
            family: Line::parse(&self.family)?,
            middle,
            given: Line::parse(&self.given)?,
        })
    }
}

impl WrittenAddress {
    fn address(&self) -> Option<Address> {
        let line = match &self.line {
            Some(line) => Some(Line::parse(line)?),
            None => None,
        };
        Some(Address {
            line,
            commune: Line::parse(&self.commune)?,
            commune_code: self.commune_code.clone(),
            province: Line::parse(&self.province)?,
            province_code: self.province_code.clone(),
        })
    }
}

impl WrittenCover {
    fn cover(&self, today: Day) -> Result<Cover, Fault> {
        let status = match self.status.as_str() {
            "valid" => InsuranceStatus::Valid,
            "invalid" => InsuranceStatus::Invalid,
            _ => return Err("insurance.status"),
        };
        let fifteen = self.number.len() == 15 && self.number.is_ascii();
        let number10 = self.number.get(5..).filter(|_| fifteen).ok_or("insurance.number")?;
        let day = |text: &str| Day::parse_from(text, today).ok_or("a day of insurance");
        Ok(Cover {
            status,
            number10: Some(number10.to_owned()),
            number: Some(self.number.clone()),
            facility: Some(self.facility.clone()),
            valid_from: Some(day(&self.valid_from)?),
            valid_to: Some(day(&self.valid_to)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in() -> Vec<NamedPerson> {
        read(BUILT_IN, Day::new(2026, 11, 21).expect("a day")).expect("the built-in people")
    }

    #[test]
    fn the_sixteen_people_of_the_book_are_there() {
        let people = built_in();
        assert_eq!(people.len(), 16);
        assert_eq!(people.iter().filter(|p| p.has_account).count(), 14);
        assert_eq!(people.first().map(|p| p.whole_name.as_str()), Some("Nguyễn Thị Mai"));
    }

    #[test]
    fn each_is_born_and_sexed_as_the_number_says() {
        for citizen in built_in().iter().filter_map(|p| p.citizen.as_ref()) {
            let digits = citizen.number.as_str();
            let century: i32 = digits[3..4].parse().expect("a digit");
            let year = 1900 + 100 * (century / 2) + digits[4..6].parse::<i32>().expect("digits");
            assert_eq!(citizen.birth.claim()[..4], year.to_string());
            assert_eq!(century % 2 == 1, citizen.sex == Sex::Female);
        }
    }

    #[test]
    fn a_person_of_a_real_province_is_refused() {
        let real = BUILT_IN.replace("999188000001", "001188000001");
        let fault = read(&real, Day::new(2026, 11, 21).expect("a day")).err().expect("refused");
        assert!(fault.to_string().starts_with("person 1 "));
    }
}
