//! An account's profile, written down.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::account::{AccountKind, Channel, Evidence, Profile};
use crate::domain::person::{Email, LoginName, NationalId, Phone};
use crate::domain::time::{Day, Timestamp};

#[derive(Serialize, Deserialize)]
struct Written {
    number: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    old_numbers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    receiving: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    eid_level: Option<u8>,
    evidence: Vec<WrittenEvidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card_valid_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenEvidence {
    channel: String,
    proven_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_to: Option<String>,
}

/// The profile as bytes to seal.
#[must_use]
pub fn write(profile: &Profile) -> Zeroizing<Vec<u8>> {
    let evidence = |e: &Evidence| WrittenEvidence {
        channel: e.channel.as_str().to_owned(),
        proven_at: e.proven_at.unix(),
        valid_to: e.valid_to.map(|day| day.to_string()),
    };
    super::written(&Written {
        number: profile.number.as_str().to_owned(),
        old_numbers: profile.old_numbers.iter().map(|n| n.as_str().to_owned()).collect(),
        phone: profile.phone.as_ref().map(|p| p.as_str().to_owned()),
        receiving: profile.receiving.iter().map(|p| p.as_str().to_owned()).collect(),
        email: profile.email.as_ref().map(|e| e.as_str().to_owned()),
        kind: profile.kind.as_str().to_owned(),
        eid_level: profile.eid_level,
        evidence: profile.evidence.iter().map(evidence).collect(),
        card_valid_to: profile.card_valid_to.map(|day| day.to_string()),
        language: profile.language.clone(),
    })
}

/// The profile that was written; nothing if the bytes say something that cannot be.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Profile> {
    let written: Written = super::read(bytes)?;
    let evidence = |e: &WrittenEvidence| {
        Some(Evidence {
            channel: Channel::parse(&e.channel)?,
            proven_at: Timestamp::from_unix(e.proven_at),
            valid_to: day(e.valid_to.as_deref())?,
        })
    };
    Some(Profile {
        number: NationalId::parse(&written.number).ok()?,
        old_numbers: written
            .old_numbers
            .iter()
            .map(|number| LoginName::parse(number).ok())
            .collect::<Option<_>>()?,
        phone: match written.phone {
            Some(phone) => Some(Phone::parse(&phone)?),
            None => None,
        },
        receiving: written
            .receiving
            .iter()
            .map(|phone| Phone::parse(phone))
            .collect::<Option<_>>()?,
        email: match written.email {
            Some(email) => Some(Email::parse(&email)?),
            None => None,
        },
        kind: AccountKind::parse(&written.kind)?,
        eid_level: written.eid_level,
        evidence: written.evidence.iter().map(evidence).collect::<Option<_>>()?,
        card_valid_to: day(written.card_valid_to.as_deref())?,
        language: written.language,
    })
}

/// A day that may be absent; the outer nothing means that it cannot be read.
pub(super) fn day(text: Option<&str>) -> Option<Option<Day>> {
    match text {
        Some(text) => Day::parse(text).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_back_as_it_was_written() {
        let profile = Profile {
            number: NationalId::parse("999188000001").expect("a number"),
            old_numbers: vec![LoginName::parse("012345678").expect("an old number")],
            phone: Phone::parse("0912345088"),
            receiving: vec![Phone::parse("0912345089").expect("a number")],
            email: Email::parse("mai@nguoidan.example"),
            kind: AccountKind::Citizen,
            eid_level: Some(2),
            evidence: vec![Evidence {
                channel: Channel::PoliceStation,
                proven_at: Timestamp::from_unix(1_700_000_000),
                valid_to: Day::new(2030, 1, 1),
            }],
            card_valid_to: Day::new(2030, 1, 1),
            language: Some("vi".into()),
        };
        assert_eq!(read(&write(&profile)), Some(profile));
        assert_eq!(read(b"{}"), None);
        assert_eq!(read(b""), None);
    }
}
