//! The population register over HTTP (`src/manual/openapi/population.yaml`).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::http::HttpSystem;
use super::register::{self, digits};
use crate::domain::person::{Address, BirthDate, NationalId, Person, PersonName, Sex};
use crate::domain::text::Line;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::clock::Clock;
use crate::ports::population::PopulationRegister;
use crate::ports::registers::Asking;

/// Fetches people from the population register.
pub struct PopulationRegistry {
    system: Arc<HttpSystem>,
    clock: Arc<dyn Clock>,
}

impl PopulationRegistry {
    /// A register reached through this system.
    #[must_use]
    pub fn new(system: Arc<HttpSystem>, clock: Arc<dyn Clock>) -> Self {
        Self { system, clock }
    }
}

impl PopulationRegister for PopulationRegistry {
    fn person<'a>(&'a self, number: &'a NationalId) -> Asking<'a, Person> {
        Box::pin(async move {
            let question = json!({ "number": number.as_str() });
            let now = self.clock.now();
            let read = |record: Record| record.person(number, now);
            register::ask(&self.system, "/v1/person", &question, read).await
        })
    }
}

#[derive(Deserialize)]
struct Record {
    number: String,
    name: Name,
    birth: String,
    sex: String,
    address: Option<Place>,
    nationalities: Vec<String>,
    as_of: i64,
}

#[derive(Deserialize)]
struct Name {
    family: String,
    middle: Option<String>,
    given: String,
}

#[derive(Deserialize)]
struct Place {
    line: Option<String>,
    commune: String,
    commune_code: Option<String>,
    province: String,
    province_code: Option<String>,
}

impl Record {
    /// The person asked for; a record of somebody else, or one that breaks a rule, is none.
    fn person(self, asked: &NationalId, now: Timestamp) -> Option<Person> {
        let number = NationalId::parse(&self.number).ok().filter(|number| number == asked)?;
        let birth = BirthDate::parse(&self.birth)?;
        if birth.latest()? > now.plus(Lifetime::days(366)).day() {
            return None;
        }
        let address = match self.address {
            Some(place) => Some(place.address()?),
            None => None,
        };
        let alpha3 =
            |code: &String| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        if self.nationalities.len() > 5 || !self.nationalities.iter().all(alpha3) {
            return None;
        }
        Some(Person {
            number,
            name: self.name.parts()?,
            birth,
            sex: sex(&self.sex)?,
            address,
            nationalities: self.nationalities,
            as_of: register::past(self.as_of, now)?,
        })
    }
}

impl Name {
    fn parts(self) -> Option<PersonName> {
        Some(PersonName {
            family: Line::parse(&self.family)?,
            middle: register::optional(self.middle.as_deref(), Line::parse).ok()?,
            given: Line::parse(&self.given)?,
        })
    }
}

impl Place {
    fn address(self) -> Option<Address> {
        Some(Address {
            line: register::optional(self.line.as_deref(), Line::parse).ok()?,
            commune: Line::parse(&self.commune)?,
            commune_code: register::optional(self.commune_code.as_deref(), digits::<5>).ok()?,
            province: Line::parse(&self.province)?,
            province_code: register::optional(self.province_code.as_deref(), digits::<2>).ok()?,
        })
    }
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        "other" => Some(Sex::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn whole() -> Value {
        json!({
            "number": "999188000001",
            "name": { "family": "Nguyễn", "middle": "Thị", "given": "Mai" },
            "birth": "1988-03-12",
            "sex": "female",
            "address": {
                "line": "Số 12", "commune": "Phường Sông Cầu", "commune_code": "99001",
                "province": "Tỉnh Đắk Lắk", "province_code": "66",
            },
            "nationalities": ["VNM"],
            "as_of": NOW.unix(),
        })
    }

    fn read(record: Value) -> Option<Person> {
        let asked = NationalId::parse("999188000001").expect("a number");
        serde_json::from_value::<Record>(record).ok()?.person(&asked, NOW)
    }

    fn with(pointer: &str, value: Value) -> Value {
        let mut record = whole();
        *record.pointer_mut(pointer).expect("a member") = value;
        record
    }

    #[test]
    fn a_record_is_read_and_its_optional_members_may_be_missing() {
        assert!(read(whole()).is_some());
        let nothing = ["/address", "/address/line", "/address/province_code", "/name/middle"];
        for pointer in nothing {
            assert!(read(with(pointer, Value::Null)).is_some(), "{pointer}");
        }
        let mut more = whole();
        more["added_next_year"] = json!(true);
        assert!(read(more).is_some(), "a new member does no harm");
    }

    #[test]
    fn a_record_that_breaks_a_rule_is_none() {
        for (pointer, value) in [
            ("/number", json!("999188000002")),
            ("/number", json!(999_188_000_001_u64)),
            ("/name/family", json!("")),
            ("/name/given", json!("Mai\u{202E}")),
            ("/name/middle", json!("x".repeat(121))),
            ("/birth", json!("12/03/1988")),
            ("/birth", json!("2099-01-01")),
            ("/sex", json!("F")),
            ("/address/commune", json!("")),
            ("/address/commune_code", json!("9900")),
            ("/address/province_code", json!("DL")),
            ("/nationalities", json!(["Viet Nam"])),
            ("/nationalities", json!("VNM")),
            ("/as_of", json!(NOW.unix() + 3600)),
            ("/as_of", json!(-1)),
            ("/as_of", Value::Null),
        ] {
            assert!(read(with(pointer, value)).is_none(), "{pointer}");
        }
    }
}
