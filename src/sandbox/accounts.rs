//! Accounts for made-up people, in the form that `danh accounts import` takes
//! (`src/manual/accounts.md`).

use std::io::{self, Write};

use serde_json::json;

use super::citizen::Citizen;
use super::synthetic::SyntheticPeople;
use crate::domain::person::Phone;
use crate::domain::time::Day;

/// The named people's accounts, as a file to import.
pub const NAMED: &str = include_str!("../../config/sandbox/accounts.toml");

/// Everybody's password.
pub const PASSWORD: &str = "Thu-nghiem-1";

/// Its hash, made once: Argon2id with 19 MiB, two passes, one lane, no pepper.
pub const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZGFuaCBzYW5kYm94IDk5OQ$\
                                 B+y7YCQhL9wKkGh8QOh+7VxqVJq5NvHPyylxA2fP8sA";

/// A hash of the same password that costs nothing to verify: for load runs that measure all but the
/// hash, and for nobody else.
pub const LIGHT_HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$ZGFuaCBzYW5kYm94IDk5OQ$\
                              vX50BGOrZrAOFKms9JFV22b+8bWmYV1yYeDAkfiFb4g";

/// Prints accounts of the first so many adults among the people, one JSON object a line, each with
/// this ready hash of [`PASSWORD`], and says how many there were.
///
/// # Errors
/// If the lines cannot be written.
pub fn write_lines(
    people: &SyntheticPeople,
    (accounts, hash): (u32, &str),
    today: Day,
    out: &mut impl Write,
) -> io::Result<u32> {
    let mut written = 0;
    for person in (0..accounts).map_while(|place| people.adult(place)) {
        writeln!(out, "{}", line(&person, (written, hash), today))?;
        written += 1;
    }
    Ok(written)
}

/// Seven in ten were at a counter, two showed their chip, one came by the carrier's record.
fn line(person: &Citizen, (place, hash): (u32, &str), today: Day) -> String {
    let (channel, eid_level) = match place % 10 {
        0..=6 => ("police_station", Some(2)),
        7 | 8 => ("chip", Some(1)),
        _ => ("mobile_subscriber", None),
    };
    let proven_at = today.plus_days(-i64::from(place % 700) - 1).to_string();
    json!({
        "number": person.number.as_str(),
        "phone": person.phone.as_ref().map(Phone::as_str),
        "language": if place % 20 == 19 { "en" } else { "vi" },
        "password": hash,
        "eid_level": eid_level,
        "evidence": [{ "channel": channel, "proven_at": proven_at }],
        "card_valid_to": today.plus_days(365 + i64::from(place % 3_000)).to_string(),
        "device_rule": "off",
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use argon2::{Argon2, PasswordVerifier};
    use serde_json::Value;

    use super::*;
    use crate::sandbox::named;

    fn today() -> Day {
        Day::new(2026, 11, 21).expect("a day")
    }

    #[test]
    fn the_ready_hashes_are_of_the_password() {
        let hash = argon2::password_hash::phc::PasswordHash::new(PASSWORD_HASH).expect("a hash");
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &hash).is_ok());
        assert!(NAMED.contains(PASSWORD_HASH));
        let light = argon2::password_hash::phc::PasswordHash::new(LIGHT_HASH).expect("a hash");
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &light).is_ok());
    }

    #[test]
    fn the_named_accounts_are_those_of_the_named_people() {
        let accounts: toml::Table = NAMED.parse().expect("a table");
        let accounts = accounts["account"].as_array().expect("accounts");
        let people = named::read(named::BUILT_IN, today()).expect("people");
        let holders: Vec<_> = people.iter().filter(|person| person.has_account).collect();
        assert_eq!(accounts.len(), holders.len());
        for (account, person) in accounts.iter().zip(holders) {
            assert_eq!(account["number"].as_str(), Some(person.document.as_str()));
            let phone = account["phone"].as_str().and_then(Phone::parse);
            assert!(phone == person.citizen.as_ref().and_then(|citizen| citizen.phone.clone()));
        }
    }

    #[test]
    fn synthetic_accounts_are_adults_with_a_number_and_a_phone_of_their_own() {
        let people = SyntheticPeople::new(2026, 100_000, today());
        let mut lines = Vec::new();
        assert_eq!(
            write_lines(&people, (5_000, PASSWORD_HASH), today(), &mut lines).expect("lines"),
            5_000
        );
        let text = String::from_utf8(lines).expect("a text");
        let (mut numbers, mut phones) = (HashSet::new(), HashSet::new());
        for line in text.lines() {
            let account: Value = serde_json::from_str(line).expect("JSON");
            assert!(numbers.insert(account["number"].as_str().expect("a number").to_owned()));
            assert!(phones.insert(account["phone"].as_str().expect("a phone").to_owned()));
            assert_eq!(account["password"], PASSWORD_HASH);
        }
        assert_eq!(numbers.len(), 5_000);
    }

    #[test]
    fn there_are_no_more_accounts_than_adults() {
        let people = SyntheticPeople::new(2026, 80, today());
        let mut lines = Vec::new();
        assert_eq!(
            write_lines(&people, (1_000, PASSWORD_HASH), today(), &mut lines).expect("lines"),
            70
        );
    }
}
