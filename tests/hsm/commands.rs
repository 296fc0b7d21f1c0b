//! `danh keys` and `danh check-config` with a token.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::databases::Folder;
use crate::token::{LABEL, SoftToken};

struct Desk {
    folder: Folder,
    token: SoftToken,
}

impl Desk {
    fn new() -> Self {
        Self { folder: Folder::new(), token: SoftToken::new() }
    }

    fn keys(&self) -> PathBuf {
        self.folder.file("keys")
    }

    /// Runs `danh`; what it said, and whether it did it.
    fn danh(&self, words: &[&str], other: &[(&str, &str)]) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_danh"));
        command.env_clear().envs(self.token.environment()).args(words);
        command.env("DANH__KEYS__FOLDER", self.keys());
        command.env("DANH__DATABASE__PATH", self.folder.file("danh.sqlite"));
        let output = command.envs(other.iter().copied()).output().expect("danh runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("a text");
        assert!(!said.contains("canary"), "a secret is told: {said}");
        assert!(!said.contains("panicked"), "{said}");
        (output.status.success(), said)
    }

    fn facts(&self, words: &[&str]) -> Vec<Value> {
        let (done, said) = self.danh(words, &[]);
        assert!(done, "{said}");
        let facts: Value = serde_json::from_str(&said).expect("JSON");
        facts["keys"].as_array().expect("keys").clone()
    }

    fn refused(&self, words: &[&str], other: &[(&str, &str)], told: &str) {
        let (done, said) = self.danh(words, other);
        assert!(!done && said.contains(told), "no `{told}` in: {said}");
    }
}

/// The private half is in no file, the label is the kid, the days are beside.
#[test]
fn keys_are_made_in_the_token_and_rotated_there() {
    let desk = Desk::new();
    let made = desk.facts(&["keys", "new", "--json"]);
    let signing: Vec<_> = made.iter().filter(|key| key["use"] != "enc").collect();
    for algorithm in ["ES256", "PS256", "RS256"] {
        assert!(signing.iter().any(|key| key["algorithm"] == algorithm), "{algorithm}");
    }
    assert!(signing.iter().any(|key| key["use"] == "receipts"));
    assert!(signing.iter().all(|key| key["token"] == LABEL), "{signing:?}");
    for entry in std::fs::read_dir(desk.keys()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(file) = serde_json::from_slice::<Value>(&std::fs::read(&path).expect("a file"))
        else {
            continue;
        };
        let lies_here = file["jwk"].get("d").is_some();
        assert_eq!(lies_here, file["use"] == "enc", "{}", path.display());
    }
    let (done, said) = desk.danh(&["check-config"], &[]);
    assert!(done, "{said}");

    let rotated = desk.facts(&["keys", "rotate", "--algorithm", "es256", "--json"]);
    let next = rotated.iter().find(|key| key["stage"] == "announced").expect("the next");
    assert_eq!(next["token"], LABEL);
    assert!(rotated.len() == made.len() + 1);
    // A list needs no token.
    let (done, said) = desk.danh(&["keys", "list"], &[("DANH__KEYS__PKCS11_MODULE", "/none.so")]);
    assert!(done && said.contains("in the token danh test"), "{said}");
}

#[test]
fn keys_of_files_go_on_until_the_token_s_begin() {
    let desk = Desk::new();
    let files = [
        ("DANH__KEYS__PKCS11_MODULE", ""),
        ("DANH__KEYS__PKCS11_TOKEN_LABEL", ""),
        ("DANH__KEYS__PKCS11_PIN_FILE", ""),
    ];
    let (done, said) = desk.danh(&["keys", "new"], &files);
    assert!(done, "{said}");
    let keys = desk.facts(&["keys", "rotate", "--algorithm", "es256", "--json"]);
    let stage =
        |stage: &str| keys.iter().find(|key| key["algorithm"] == "ES256" && key["stage"] == stage);
    assert_eq!(stage("signing").expect("the former")["token"], Value::Null);
    assert_eq!(stage("announced").expect("the next")["token"], LABEL);
    // The way back is a token that nobody names any more.
    desk.refused(&["check-config"], &files, "lies in the token \"danh test\"");
}

#[test]
fn what_is_wrong_with_the_token_is_told_in_plain_words() {
    let desk = Desk::new();
    desk.facts(&["keys", "new", "--json"]);
    let refused = |other: &[(&str, &str)], told| desk.refused(&["check-config"], other, told);
    refused(
        &[("DANH__KEYS__PKCS11_MODULE", "/none.so")],
        "/none.so is not there or is no PKCS#11 module",
    );
    refused(
        &[("DANH__KEYS__PKCS11_TOKEN_LABEL", "another")],
        "no token with the label \"another\" is there; the tokens that are: danh test",
    );
    let wrong = desk.token.write_pin("wrong", "0000-canary").display().to_string();
    refused(&[("DANH__KEYS__PKCS11_PIN_FILE", &wrong)], "the token does not take the PIN");
    let empty = desk.token.write_pin("empty", "").display().to_string();
    refused(&[("DANH__KEYS__PKCS11_PIN_FILE", &empty)], "is empty");
    refused(&[("DANH__KEYS__PKCS11_PIN_FILE", "/none")], "the PIN's file /none cannot be read");
    let open = desk.token.write_pin("open", "2468-canary");
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let open = open.display().to_string();
    refused(&[("DANH__KEYS__PKCS11_PIN_FILE", &open)], "can be read by others");
    refused(&[("DANH__KEYS__PKCS11_PIN_FILE", "")], "`keys.pkcs11_pin_file`: is missing");
    refused(&[("DANH__KEYS__PKCS11_SESSIONS", "0")], "`keys.pkcs11_sessions`: is 1 to 64");
    desk.token.pull();
    refused(&[], "no token with the label \"danh test\" is there; the tokens that are: none");
    desk.token.put_back();
    let (done, said) = desk.danh(&["check-config"], &[]);
    assert!(done, "{said}");
}

#[test]
fn a_key_that_the_token_does_not_hold_is_named() {
    let desk = Desk::new();
    desk.facts(&["keys", "new", "--json"]);
    let other = SoftToken::new();
    let environment = other.environment();
    let other: Vec<_> = environment.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    desk.refused(&["check-config"], &other, "the token holds no private key with the label");
}
