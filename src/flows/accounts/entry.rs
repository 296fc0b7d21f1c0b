//! One account of an import, read strictly: every member judged, and nothing of a faulty one repeated.
//!
//! The form is told in `manual::accounts`.

use serde_json::{Map, Value};

pub use super::members::EntryFault;
use super::members::Members;
use crate::credential::password_hash::PasswordHash;
use crate::domain::account::{AccountKind, AccountState, Channel, Evidence, LockedBy, Profile};
use crate::domain::person::{Email, LoginName, NationalId, Phone};
use crate::domain::time::{Day, Timestamp};

/// What an account may bring in lists; more is a mistake of whoever wrote the file.
const MOST_LISTED: usize = 20;

const MEMBERS: &[&str] = &[
    "number",
    "old_numbers",
    "phone",
    "receiving",
    "email",
    "language",
    "password",
    "password_since",
    "state",
    "kind",
    "eid_level",
    "evidence",
    "card_valid_to",
    "device_rule",
];

/// Where and when an entry is read.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// Made-up people are refused.
    pub production: bool,
    /// The day of the import.
    pub today: Day,
}

/// An account that may be brought in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it holds.
    pub profile: Profile,
    /// May it be used?
    pub state: AccountState,
    /// A ready hash.
    pub password: Option<PasswordHash>,
    /// Since when it is that one, if the file says so.
    pub password_since: Option<Timestamp>,
    /// Whether one active device is the rule.
    pub device_rule: bool,
}

/// Reads an entry; the first thing that is wrong refuses it.
pub(super) fn read(members: &Map<String, Value>, door: Door) -> Result<Entry, EntryFault> {
    let members = Members::of(members, MEMBERS)?;
    let number =
        members.parsed("number", |text| NationalId::parse(text).ok(), "is not 12 digits")?;
    let number = number.ok_or(EntryFault { member: "number", reason: "is missing" })?;
    let made_up = number.is_synthetic();
    if made_up && door.production {
        let reason = "is of province 999: made-up people have no account in production";
        return Err(EntryFault { member: "number", reason });
    }
    let day = |text: &str| day(text, made_up, door.today);
    let evidence = members.objects("evidence", MOST_LISTED)?;
    let evidence = evidence.into_iter().map(|shown| self::evidence(shown, &day, door.today));
    let evidence: Vec<_> = evidence.collect::<Result<_, _>>()?;
    let eid_level = members.digit("eid_level", 2)?;
    carried(eid_level, &evidence)?;
    let phone = members.parsed("phone", Phone::parse, "is not a mobile number")?;
    let kind = members.parsed("kind", AccountKind::parse, "is not citizen or foreigner")?;
    let language = |text: &str| matches!(text, "vi" | "en").then(|| text.to_owned());
    let profile = Profile {
        number,
        old_numbers: members.list(
            "old_numbers",
            MOST_LISTED,
            old_number,
            "is not 9-digit texts",
        )?,
        receiving: receiving(&members, phone.as_ref())?,
        phone,
        email: members.parsed("email", Email::parse, "is not an e-mail address")?,
        kind: kind.unwrap_or(AccountKind::Citizen),
        eid_level,
        evidence,
        card_valid_to: members.parsed("card_valid_to", day, "is not a day")?,
        language: members.parsed("language", language, "is not vi or en")?,
    };
    Ok(Entry {
        state: state(&members, &day, door.today)?,
        password: password(&members)?,
        password_since: password_since(&members, &day, door.today)?,
        device_rule: device_rule(&members, made_up)?,
        profile,
    })
}

/// Days may be counted from the import only where a story is told of made-up people.
fn day(text: &str, made_up: bool, today: Day) -> Option<Day> {
    if made_up { Day::parse_from(text, today) } else { Day::parse(text) }
}

fn old_number(text: &str) -> Option<LoginName> {
    LoginName::parse(text).ok().filter(|name| matches!(name, LoginName::OldNumber(_)))
}

fn receiving(members: &Members<'_>, owned: Option<&Phone>) -> Result<Vec<Phone>, EntryFault> {
    let phones = members.list("receiving", 5, Phone::parse, "is not at most 5 mobile numbers")?;
    if phones.iter().any(|phone| Some(phone) == owned) {
        return Err(EntryFault { member: "receiving", reason: "names the account's own phone" });
    }
    Ok(phones)
}

fn evidence(
    shown: &Map<String, Value>,
    day: &impl Fn(&str) -> Option<Day>,
    today: Day,
) -> Result<Evidence, EntryFault> {
    let fault = |reason| EntryFault { member: "evidence", reason };
    let shown = Members::of(shown, &["channel", "proven_at", "valid_to"])
        .map_err(|_| fault("has a member that is not read there"))?;
    let channel = shown.parsed("channel", Channel::parse, "is none that is known");
    let channel = channel.ok().flatten().ok_or(fault("has no known channel"))?;
    let proven_at = shown.parsed("proven_at", day, "is not a day").ok().flatten();
    let proven_at = proven_at.ok_or(fault("has no day in proven_at"))?;
    let valid_to = shown.parsed("valid_to", day, "is not a day");
    let valid_to = valid_to.map_err(|_| fault("has no day in valid_to"))?;
    if proven_at > today {
        return Err(fault("was shown on a day to come"));
    }
    if valid_to.is_some_and(|last| last < proven_at) {
        return Err(fault("ended before it was shown"));
    }
    Ok(Evidence { channel, proven_at: proven_at.begins(), valid_to })
}

/// The police give level 2 at a counter and level 1 by the chip; a file claims no more than it shows.
fn carried(eid_level: Option<u8>, evidence: &[Evidence]) -> Result<(), EntryFault> {
    let shown = |channel| evidence.iter().any(|shown| shown.channel == channel);
    let enough = match eid_level {
        Some(2) => shown(Channel::PoliceStation),
        Some(1) => shown(Channel::PoliceStation) || shown(Channel::Chip),
        _ => true,
    };
    let reason = "is more than the evidence carries";
    if enough { Ok(()) } else { Err(EntryFault { member: "eid_level", reason }) }
}

fn state(
    members: &Members<'_>,
    day: &impl Fn(&str) -> Option<Day>,
    today: Day,
) -> Result<AccountState, EntryFault> {
    let wrong = EntryFault { member: "state", reason: "is none of the four that are" };
    match members.value("state") {
        None => Ok(AccountState::Active),
        Some(Value::String(word)) => match word.as_str() {
            "active" => Ok(AccountState::Active),
            "not_activated" => Ok(AccountState::NotActivated),
            "app_only" => Ok(AccountState::AppOnly),
            _ => Err(wrong),
        },
        Some(Value::Object(outer)) => {
            let outer = Members::of(outer, &["locked"]).map_err(|_| wrong)?;
            let Some(Value::Object(locked)) = outer.value("locked") else { return Err(wrong) };
            let locked = Members::of(locked, &["by", "since"]).map_err(|_| wrong)?;
            let by = locked.parsed("by", LockedBy::parse, "is nobody").ok().flatten();
            let since = locked.parsed("since", day, "is not a day").ok().flatten();
            let (Some(by), Some(since)) = (by, since.filter(|day| *day <= today)) else {
                let reason = "is locked by nobody that may, or since no day that was";
                return Err(EntryFault { member: "state", reason });
            };
            Ok(AccountState::Locked { since: since.begins(), by })
        }
        Some(_) => Err(wrong),
    }
}

fn password(members: &Members<'_>) -> Result<Option<PasswordHash>, EntryFault> {
    let reason = "is not a PHC string of Argon2id version 19 that this server can afford";
    members.parsed("password", |text| PasswordHash::parse(text).ok(), reason)
}

fn password_since(
    members: &Members<'_>,
    day: &impl Fn(&str) -> Option<Day>,
    today: Day,
) -> Result<Option<Timestamp>, EntryFault> {
    let fault = |reason| EntryFault { member: "password_since", reason };
    match members.parsed("password_since", day, "is not a day")? {
        Some(_) if members.value("password").is_none() => Err(fault("stands without a password")),
        Some(since) if since > today => Err(fault("is a day to come")),
        since => Ok(since.map(Day::begins)),
    }
}

fn device_rule(members: &Members<'_>, made_up: bool) -> Result<bool, EntryFault> {
    let rule = |text: &str| match text {
        "one" => Some(true),
        "off" => Some(false),
        _ => None,
    };
    let rule = members.parsed("device_rule", rule, "is not one or off")?.unwrap_or(true);
    if !rule && !made_up {
        let reason = "may be off only for made-up people";
        return Err(EntryFault { member: "device_rule", reason });
    }
    Ok(rule)
}

#[cfg(test)]
mod tests;
