//! What a register said, written down: a snapshot that is shown and released until its max age.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::profile::day;
use crate::domain::person::{
    Address, BirthDate, HealthInsurance, InsuranceStatus, NationalId, Person, PersonName, Sex,
};
use crate::domain::text::Line;
use crate::domain::time::Timestamp;

#[derive(Serialize, Deserialize)]
struct WrittenPerson {
    number: String,
    family: String,
    middle: Option<String>,
    given: String,
    birth: String,
    sex: char,
    address: Option<WrittenAddress>,
    nationalities: Vec<String>,
    as_of: i64,
}

#[derive(Serialize, Deserialize)]
struct WrittenAddress {
    line: Option<String>,
    commune: String,
    commune_code: Option<String>,
    province: String,
    province_code: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenInsurance {
    status: char,
    number10: Option<String>,
    number: Option<String>,
    facility: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    checked_at: i64,
}

/// A person as bytes to seal.
#[must_use]
pub fn write_person(person: &Person) -> Zeroizing<Vec<u8>> {
    let address = |a: &Address| WrittenAddress {
        line: a.line.as_ref().map(|l| l.as_str().to_owned()),
        commune: a.commune.as_str().to_owned(),
        commune_code: a.commune_code.clone(),
        province: a.province.as_str().to_owned(),
        province_code: a.province_code.clone(),
    };
    super::written(&WrittenPerson {
        number: person.number.as_str().to_owned(),
        family: person.name.family.as_str().to_owned(),
        middle: person.name.middle.as_ref().map(|m| m.as_str().to_owned()),
        given: person.name.given.as_str().to_owned(),
        birth: person.birth.to_string(),
        sex: match person.sex {
            Sex::Female => 'f',
            Sex::Male => 'm',
            Sex::Other => 'o',
        },
        address: person.address.as_ref().map(address),
        nationalities: person.nationalities.clone(),
        as_of: person.as_of.unix(),
    })
}

/// The person that was written.
#[must_use]
pub fn read_person(bytes: &[u8]) -> Option<Person> {
    let written: WrittenPerson = super::read(bytes)?;
    let address = |a: WrittenAddress| {
        Some(Address {
            line: line(a.line.as_deref())?,
            commune: Line::parse(&a.commune)?,
            commune_code: a.commune_code,
            province: Line::parse(&a.province)?,
            province_code: a.province_code,
        })
    };
    Some(Person {
        number: NationalId::parse(&written.number).ok()?,
        name: PersonName {
            family: Line::parse(&written.family)?,
            middle: line(written.middle.as_deref())?,
            given: Line::parse(&written.given)?,
        },
        birth: BirthDate::parse(&written.birth)?,
        sex: match written.sex {
            'f' => Sex::Female,
            'm' => Sex::Male,
            'o' => Sex::Other,
            _ => return None,
        },
        address: match written.address {
            Some(written) => Some(address(written)?),
            None => None,
        },
        nationalities: written.nationalities,
        as_of: Timestamp::from_unix(written.as_of),
    })
}

/// An insurance as bytes to seal.
#[must_use]
pub fn write_insurance(insurance: &HealthInsurance) -> Zeroizing<Vec<u8>> {
    super::written(&WrittenInsurance {
        status: match insurance.status {
            InsuranceStatus::Valid => 'v',
            InsuranceStatus::Invalid => 'i',
            InsuranceStatus::Unknown => 'u',
        },
        number10: insurance.number10.clone(),
        number: insurance.number.clone(),
        facility: insurance.facility.as_ref().map(|f| f.as_str().to_owned()),
        valid_from: insurance.valid_from.map(|d| d.to_string()),
        valid_to: insurance.valid_to.map(|d| d.to_string()),
        checked_at: insurance.checked_at.unix(),
    })
}

/// The insurance that was written.
#[must_use]
pub fn read_insurance(bytes: &[u8]) -> Option<HealthInsurance> {
    let written: WrittenInsurance = super::read(bytes)?;
    Some(HealthInsurance {
        status: match written.status {
            'v' => InsuranceStatus::Valid,
            'i' => InsuranceStatus::Invalid,
            'u' => InsuranceStatus::Unknown,
            _ => return None,
        },
        number10: written.number10,
        number: written.number,
        facility: line(written.facility.as_deref())?,
        valid_from: day(written.valid_from.as_deref())?,
        valid_to: day(written.valid_to.as_deref())?,
        checked_at: Timestamp::from_unix(written.checked_at),
    })
}

/// A line that may be absent; the outer nothing means that it cannot be read.
fn line<const MAX: usize>(text: Option<&str>) -> Option<Option<Line<MAX>>> {
    match text {
        Some(text) => Line::parse(text).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Day;

    #[test]
    fn a_snapshot_is_read_back_as_it_was_written() {
        let person = Person {
            number: NationalId::parse("999055000003").expect("a number"),
            name: PersonName {
                family: Line::parse("Lê").expect("a name"),
                middle: Line::parse("Văn"),
                given: Line::parse("Năm").expect("a name"),
            },
            birth: BirthDate::Year(1955),
            sex: Sex::Male,
            address: Some(Address {
                line: None,
                commune: Line::parse("Xã Thử").expect("a commune"),
                commune_code: Some("00001".into()),
                province: Line::parse("Tỉnh Thử").expect("a province"),
                province_code: None,
            }),
            nationalities: vec!["VNM".into()],
            as_of: Timestamp::from_unix(1_700_000_000),
        };
        assert_eq!(read_person(&write_person(&person)), Some(person));
        let insurance = HealthInsurance {
            status: InsuranceStatus::Valid,
            number10: Some("7912345678".into()),
            number: Some("GD4797912345678".into()),
            facility: Line::parse("Bệnh viện Sông Cầu"),
            valid_from: Day::new(2026, 1, 1),
            valid_to: Day::new(2026, 12, 31),
            checked_at: Timestamp::from_unix(1_700_000_000),
        };
        assert_eq!(read_insurance(&write_insurance(&insurance)), Some(insurance));
        assert_eq!(read_person(b"[]"), None);
    }
}
