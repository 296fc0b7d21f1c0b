use serde_json::json;

use super::*;

const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZGFuaCBzYW5kYm94IDk5OQ$\
                    B+y7YCQhL9wKkGh8QOh+7VxqVJq5NvHPyylxA2fP8sA";

fn door(production: bool) -> Door {
    Door { production, today: Day::new(2026, 11, 21).expect("a day") }
}

fn told(entry: Value) -> Result<Entry, EntryFault> {
    let Value::Object(members) = entry else { panic!("an object") };
    read(&members, door(false))
}

fn whole() -> Value {
    json!({
        "number": "999188000001", "old_numbers": ["999000001"], "phone": "0500000088",
        "receiving": ["0500000089"], "email": "mai@nguoidan.example", "language": "vi",
        "password": HASH, "password_since": "today-181", "kind": "citizen",
        "state": {"locked": {"by": "police", "since": "today-12"}}, "eid_level": 2,
        "evidence": [
            {"channel": "police_station", "proven_at": "2025-05-30", "valid_to": "2030-03-05"},
        ],
        "card_valid_to": "today+30", "device_rule": "off",
    })
}

#[test]
fn a_whole_entry_is_read() {
    let entry = told(whole()).expect("an entry");
    assert_eq!(entry.profile.phone.as_ref().map(Phone::as_str), Some("+84500000088"));
    assert_eq!(entry.profile.receiving.len(), 1);
    assert_eq!(entry.profile.email.as_ref().map(Email::as_str), Some("mai@nguoidan.example"));
    assert!(!entry.device_rule && entry.password.is_some());
    let set = door(false).today.plus_days(-181).begins();
    assert_eq!(entry.password_since, Some(set));
    let since = door(false).today.plus_days(-12).begins();
    assert_eq!(entry.state, AccountState::Locked { since, by: LockedBy::Police });
}

#[test]
fn what_is_absent_or_null_has_its_default() {
    let entry = told(json!({"number": "999188000001", "phone": null})).expect("an entry");
    assert!(entry.device_rule && entry.password.is_none() && entry.profile.phone.is_none());
    assert_eq!((entry.state, entry.profile.kind), (AccountState::Active, AccountKind::Citizen));
}

#[test]
fn each_faulty_member_is_named_and_never_repeated() {
    let police = |proven, valid| json!([{"channel": "police_station", "proven_at": proven, "valid_to": valid}]);
    for (member, value) in [
        ("number", json!("99918800000")),
        ("number", json!(null)),
        ("old_numbers", json!(["999188000001"])),
        ("old_numbers", json!(["999000001", "999000001"])),
        ("phone", json!("12")),
        ("receiving", json!(["0500000088"])),
        ("email", json!("mai at home")),
        ("email", json!(true)),
        ("language", json!("fr")),
        ("password", json!("Thu-nghiem-1")),
        ("password", json!(HASH.replace("argon2id", "argon2i"))),
        ("password_since", json!("long ago")),
        ("password_since", json!("today+1")),
        ("state", json!("dead")),
        ("state", json!({"locked": {"by": "neighbour", "since": "today"}})),
        ("state", json!({"locked": {"by": "police", "since": "today+1"}})),
        ("kind", json!("guest")),
        ("eid_level", json!(3)),
        ("eid_level", json!("2")),
        ("evidence", json!([{"channel": "hearsay", "proven_at": "today"}])),
        ("evidence", json!([{"channel": "chip", "proven_at": "today", "ial": "ial3"}])),
        ("evidence", police("today+1", "today+2")),
        ("evidence", police("today", "yesterday")),
        ("evidence", json!("police_station")),
        ("card_valid_to", json!("soon")),
        ("device_rule", json!("two")),
    ] {
        let mut entry = whole();
        entry[member] = value.clone();
        let fault = told(entry).expect_err(member);
        assert_eq!(fault.member, member, "{value}");
        assert!(!fault.reason.chars().any(|c| c.is_ascii_digit()) || member != "phone");
    }
    let mut entry = whole();
    entry["password"] = json!(null);
    assert_eq!(told(entry).expect_err("no password").member, "password_since");
    let mut entry = whole();
    entry["ial"] = json!("ial3");
    assert_eq!(told(entry).expect_err("unknown").member, "a member");
}

#[test]
fn a_file_claims_no_more_than_its_evidence_carries() {
    let mut entry = whole();
    entry["evidence"] = json!([{"channel": "chip", "proven_at": "today"}]);
    assert_eq!(told(entry.clone()).expect_err("level 2 by chip").member, "eid_level");
    entry["eid_level"] = json!(1);
    assert!(told(entry.clone()).is_ok());
    entry["evidence"] = json!([]);
    assert_eq!(told(entry).expect_err("level 1 by nothing").member, "eid_level");
}

#[test]
fn made_up_people_have_no_account_in_production_and_real_ones_no_exception() {
    let Value::Object(members) = whole() else { panic!("an object") };
    assert_eq!(read(&members, door(true)).expect_err("made up").member, "number");
    // No person: province 000 was never assigned either.
    let real = json!({"number": "000188000001", "device_rule": "off"});
    assert_eq!(told(real).expect_err("real").member, "device_rule");
    let counted = json!({"number": "000188000001", "card_valid_to": "today+30"});
    assert_eq!(told(counted).expect_err("counted").member, "card_valid_to");
}
