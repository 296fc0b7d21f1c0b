//! `danh keys`.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::{Desk, is_private};

fn stages(facts: &Value, algorithm: &str) -> Vec<String> {
    let keys = facts["keys"].as_array().expect("keys").iter();
    let of = keys.filter(|key| match algorithm {
        "receipts" => key["use"] == "receipts",
        _ => key["use"] != "receipts" && key["algorithm"] == algorithm,
    });
    let mut stages: Vec<_> =
        of.map(|key| key["stage"].as_str().expect("a stage").to_owned()).collect();
    // Keys of one second have no order.
    stages.sort();
    stages
}

#[test]
fn new_keys_are_one_of_each_algorithm_one_for_receipts_and_their_owner_s_alone() {
    let desk = Desk::bare();
    let facts = desk.danh(&["keys", "new", "--json"]).facts();
    for algorithm in ["ES256", "PS256", "RS256", "EdDSA", "receipts"] {
        assert_eq!(stages(&facts, algorithm), ["signing"], "{algorithm}");
    }
    for algorithm in ["ECDH-ES", "RSA-OAEP-256"] {
        assert_eq!(stages(&facts, algorithm), ["opening"], "{algorithm}");
    }
    assert!(is_private(&desk.path("keys")));
    for file in std::fs::read_dir(desk.path("keys")).expect("a folder") {
        assert!(is_private(&file.expect("a file").path()));
    }
}

#[test]
fn keys_that_are_there_are_never_replaced() {
    let desk = Desk::new();
    let (root, list) = (desk.read("keys/root.key"), desk.danh(&["keys", "list"]).out);
    desk.danh(&["keys", "new"]).refused(1, "none is ever replaced");
    assert!(desk.read("keys/root.key") == root);
    assert_eq!(desk.danh(&["keys", "list"]).out, list);
}

#[test]
fn the_next_key_is_announced_and_in_a_drill_signs_at_once() {
    let desk = Desk::new();
    let facts = desk.danh(&["keys", "rotate", "--algorithm", "es256", "--json"]).facts();
    assert_eq!(stages(&facts, "ES256"), ["announced", "signing"]);
    assert_eq!(stages(&facts, "RS256"), ["signing"]);
    assert_eq!(stages(&facts, "receipts"), ["signing"]);
    let facts = desk.danh(&["keys", "rotate", "--receipts", "--json"]).facts();
    assert_eq!(stages(&facts, "receipts"), ["announced", "signing"]);
    assert_eq!(stages(&facts, "EdDSA"), ["signing"]);
    let facts = desk.danh(&["keys", "rotate", "--now", "--json"]).facts();
    assert_eq!(stages(&facts, "receipts"), ["kept", "signing"]);
    assert_eq!(stages(&facts, "ES256"), ["kept", "signing"]);
    assert_eq!(stages(&facts, "EdDSA"), ["kept", "signing"]);
    let facts = desk.danh(&["keys", "rotate", "--algorithm", "ecdh-es", "--json"]).facts();
    assert_eq!(stages(&facts, "ECDH-ES"), ["announced", "kept", "opening"]);
    assert_eq!(stages(&facts, "RSA-OAEP-256"), ["kept", "opening"]);
}

/// P17: how long a key is announced is a setting; a key for receipts is never gone.
#[test]
fn a_key_is_announced_for_as_long_as_the_settings_say() {
    let desk = Desk::new();
    desk.write("danh.toml", "[keys]\nannounce_hours = 48\n");
    let facts = desk.danh(&["keys", "rotate", "--json"]).facts();
    let keys = facts["keys"].as_array().expect("keys");
    let day = |key: &Value, name: &str| key[name].as_str().map(|text| text[..10].to_owned());
    for next in keys.iter().filter(|key| key["stage"] == "announced") {
        assert!(day(next, "activate_at") > day(next, "created_at"), "{next}");
    }
    for former in keys.iter().filter(|key| key["stage"] == "signing") {
        let goes = former["use"] == "sig";
        assert_eq!(former["retire_at"].is_string(), goes, "{former}");
    }
    desk.write("danh.toml", "[keys]\nannounce_hours = 0\n");
    desk.danh(&["keys", "list"]).refused(2, "`keys.announce_hours`: is 1 to 720");
}

#[test]
fn times_are_told_with_their_offset() {
    let desk = Desk::new();
    assert!(desk.danh(&["keys", "list"]).done().contains(" +07:00, signs from 20"));
    let facts = desk.danh(&["keys", "list", "--json"]).facts();
    let made = facts["keys"][0]["created_at"].as_str().expect("a text");
    assert!(made.len() == 25 && made.ends_with("+07:00") && made.contains('T'), "{made}");
}

#[test]
fn keys_that_others_can_read_and_folders_without_any_are_refused() {
    let desk = Desk::bare();
    for words in [&["keys", "list"][..], &["keys", "rotate"]] {
        desk.danh(words).refused(1, "there is no folder keys with keys; `danh keys new` makes it");
    }
    desk.danh(&["check-config"]).refused(1, "danh keys new");
    assert!(!desk.path("danh.sqlite").exists(), "a database without a key");
    let desk = Desk::new();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(desk.path("keys/root.key"), open).expect("a change");
    desk.danh(&["check-config"]).refused(1, "root.key can be read");
}

#[test]
fn a_key_file_that_is_none_is_named_and_its_contents_are_not() {
    let desk = Desk::new();
    let path = desk.write("keys/es256-x.json", "{\"secret-canary\": 1}");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("a change");
    let said = desk.danh(&["keys", "list"]);
    said.refused(1, "es256-x.json is not a key");
    assert!(!said.err.contains("canary"));
}
