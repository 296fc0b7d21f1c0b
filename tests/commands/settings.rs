//! `danh check-config`, and settings that are wrong.

use std::os::unix::fs::PermissionsExt;

use danh::app::config::DEFAULTS;

use crate::Desk;
use crate::mutants::{Dice, mutilated, settings};

const PRODUCTION: &str = r#"
[http]
mode = "production"
issuer = "https://id.example.vn"
listen = "127.0.0.1:0"
management_listen = "127.0.0.1:0"
[pages]
ribbon = false
hotline = "1900 9999"
[registries]
population_url = "https://population.example.vn"
insurance_url = "https://insurance.example.vn"
carrier_url = "https://carrier.example.vn"
[messages]
sms_url = "https://sms.example.vn"
token_file = "sms.token"
"#;

fn private(desk: &Desk, name: &str, text: &str) {
    let path = desk.write(name, text);
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).expect("a change");
}

/// Three hundred through the binary; ten thousand go through the reader in `tests/settings`.
#[test]
fn mutilated_settings_are_taken_or_refused_in_a_sentence() {
    let desk = Desk::new();
    let mut dice = Dice(15_900);
    let whole = settings(DEFAULTS);
    let mut refused = 0;
    for _ in 0..300 {
        desk.write("danh.toml", &mutilated(&whole, &mut dice));
        let said = desk.danh(&["check-config"]);
        if said.code != 0 {
            refused += 1;
            said.refused(said.code, "danh: ");
            assert!((1..=2).contains(&said.code), "{}", said.code);
            assert!(said.err.lines().count() <= 3 && said.err.len() < 700, "{}", said.err);
        }
    }
    assert!(refused > 100, "only {refused} were refused: the changes are too mild");
}

#[test]
fn each_kind_of_mistake_has_its_own_words() {
    let desk = Desk::new();
    for (text, word) in [
        ("[http]\nisuer = \"x\"", "did you mean `http.issuer`?"),
        ("[http]\nissuer = 1", "issuer"),
        ("[http", "malformed"),
        ("issuer = 1", "issuer"),
        ("[http]\nworkers = 1\nlisten == 2", "in line 3"),
        ("[http]\nissuer = \"https://id.example.vn/danh\"", "`http.issuer`"),
        ("[http]\nnetwork_burst = 0", "`http.network_burst`"),
        ("[lifetimes]\ncode_seconds = 0", "`lifetimes.code_seconds`"),
        ("[lifetimes]\nsession_idle_minutes = 0", "`lifetimes.session_idle_minutes`"),
        ("[lifetimes]\nid_token_seconds = 9", "`lifetimes.id_token_seconds`: is 10 to 3600"),
        ("[sign_in]\npassword_tries = 0", "`sign_in.password_tries`"),
        ("[pages]\nhotline = \"\"", "`pages.hotline`"),
        ("[sign_in]\notp_seconds = 10", "`sign_in.otp_seconds`"),
        ("[database]\nkind = \"postgres\"", "`database.url_file`"),
        ("[database]\nkind = \"oracle\"", "database.kind"),
        ("[http]\nmanagement_listen = \"127.0.0.1:8080\"", "`http.management_listen`"),
        ("[http]\nlisten = \"0.0.0.0:8079\"", "`http.management_listen`"),
    ] {
        desk.write("danh.toml", text);
        desk.danh(&["check-config"]).refused(2, word);
    }
    std::fs::remove_file(desk.path("danh.toml")).expect("removed");
    desk.danh(&["check-config"]).refused(2, "danh.toml cannot be read: there is no such file");
}

#[test]
fn the_file_of_the_postgres_address_is_named_when_it_is_missing() {
    let desk = Desk::new();
    desk.write("danh.toml", "[database]\nkind = \"postgres\"\nurl_file = \"nowhere/url\"");
    for words in [["check-config"], ["migrate"]] {
        desk.danh(&words)
            .refused(1, "`database.url_file`: nowhere/url cannot be read: there is no");
    }
}

#[test]
fn the_environment_is_judged_like_the_file() {
    let desk = Desk::new();
    let run = |name: &str, value: &str| {
        let output = desk.command(&["check-config"]).env(name, value).output().expect("an end");
        let words = String::from_utf8(output.stderr).expect("a text");
        (output.status.code(), words)
    };
    let (code, words) = run("DANH__HTTP__ISUER", "https://id.example.vn");
    assert!(code == Some(2) && words.contains("http.isuer"), "{words}");
    let (code, words) = run("DANH__HTTP__WORKERS", "many");
    assert!(code == Some(2) && words.contains("http.workers"), "{words}");
    assert_eq!(run("DANH__HTTP__WORKERS", "2").0, Some(0));
    // Names and values that are no text are nobody's concern.
    let mut strange = desk.command(&["check-config"]);
    let bytes = <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(vec![0xff, 0xfe]);
    assert_eq!(strange.env("STRANGE", bytes).output().expect("an end").status.code(), Some(0));
}

#[test]
fn a_database_filled_under_another_root_key_is_refused() {
    let desk = Desk::new();
    desk.danh(&["clients", "list"]).done();
    std::fs::remove_file(desk.path("keys/root.key")).expect("removed");
    desk.danh(&["keys", "new"]).done();
    desk.danh(&["check-config"]).refused(1, "does not fit");
    desk.danh(&["clients", "list"]).refused(1, "does not fit");
}

#[test]
fn production_refuses_what_is_only_for_play() {
    let desk = Desk::new();
    desk.write("danh.toml", PRODUCTION);
    private(&desk, "sms.token", "secret");
    desk.danh(&["check-config"]).done();
    for (from, to, code, word) in [
        ("https://id.example.vn", "http://localhost:8080", 2, "http.issuer"),
        ("ribbon = false", "ribbon = true", 2, "pages.ribbon"),
        ("https://population.example.vn", "http://127.0.0.1:8090/p", 1, "population_url"),
        ("https://insurance.example.vn", "https://localhost/insurance", 1, "insurance_url"),
        ("https://carrier.example.vn", "http://carrier.example.vn", 1, "https://"),
        ("https://sms.example.vn", "https://[::1]/sms", 1, "messages.sms_url"),
        ("token_file = \"sms.token\"", "", 1, "messages.token_file"),
        ("ribbon = false", "ribbon = false\ninbox_url = \"http://a/\"", 1, "pages.inbox_url"),
    ] {
        desk.write("danh.toml", &PRODUCTION.replace(from, to));
        desk.danh(&["check-config"]).refused(code, word);
        desk.danh(&["serve"]).refused(code, word);
    }
}

#[test]
fn production_takes_no_made_up_people_nor_a_database_that_has_some() {
    let desk = Desk::new();
    private(&desk, "sms.token", "secret");
    desk.write("danh.toml", PRODUCTION);
    desk.write("accounts.jsonl", "{\"number\":\"999188000001\"}\n");
    let import = ["accounts", "import", "accounts.jsonl"];
    desk.danh(&import).refused(1, "line 1: number");
    desk.danh(&["check-config"]).done();
    desk.write("danh.toml", "");
    desk.danh(&import).done();
    desk.write("danh.toml", PRODUCTION);
    desk.danh(&["check-config"]).refused(1, "made-up people");
    desk.danh(&["serve"]).refused(1, "made-up people");
}

#[test]
fn a_token_file_is_read_beforehand_and_is_its_owner_s_alone() {
    let desk = Desk::new();
    desk.write("danh.toml", "[messages]\ntoken_file = \"sms.token\"");
    desk.danh(&["check-config"]).refused(1, "`messages.token_file`: sms.token cannot be read");
    desk.write("sms.token", "canary");
    let said = desk.danh(&["check-config"]);
    said.refused(1, "read by others");
    assert!(!said.err.contains("canary"));
    private(&desk, "sms.token", "");
    desk.danh(&["check-config"]).refused(1, "empty");
    private(&desk, "sms.token", "canary");
    desk.danh(&["check-config"]).done();
}

/// Every file here with its bytes, folders too; but for what SQLite keeps of who reads just now.
fn everything(desk: &Desk) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let (mut found, mut folders) = (Vec::new(), vec![desk.path("")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            let of_readers = path.to_string_lossy().ends_with("-shm");
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.push((path, if of_readers { Vec::new() } else { bytes }));
        }
    }
    found.sort();
    found
}

#[test]
fn judging_makes_and_changes_nothing() {
    let desk = Desk::new();
    desk.write("clients.toml", include_str!("../support/shop.toml"));
    let judge = |fact: &str, words: &str| {
        let before = everything(&desk);
        assert_eq!(desk.danh(&["check-config", "--json"]).facts()["database"], fact);
        assert!(desk.danh(&["check-config"]).done().contains(words), "{words}");
        let dry = desk.danh(&["clients", "apply", "clients.toml", "--dry-run"]);
        assert_eq!(dry.done(), "+ shop\nNothing was written.\n");
        assert!(everything(&desk) == before, "{fact}: something was written");
    };
    judge("missing", "danh.sqlite will be made at the start");
    // A file of which nothing was made yet, which SQLite would give a log of its own kind.
    private(&desk, "danh.sqlite", "");
    judge("behind", "lacks");
    desk.danh(&["clients", "list"]).done();
    judge("current", "The configuration stands");
    let database = rusqlite::Connection::open(desk.path("danh.sqlite")).expect("a database");
    database.execute("DELETE FROM migrations WHERE number = 8", []).expect("an older database");
    drop(database);
    desk.danh(&["check-config"]).done();
    assert_eq!(desk.danh(&["check-config", "--json"]).facts()["lacks_migrations"], 1);
    desk.danh(&["clients", "apply", "clients.toml", "--dry-run"]).refused(1, "lacks 1 migrations");
}

#[test]
fn a_database_that_cannot_be_opened_is_named_as_it_was_given() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder")).expect("a folder");
    desk.write("words", &"no database, but as long as one".repeat(40));
    for (path, word) in [
        ("folder", "folder is a folder or a link"),
        ("nowhere/danh.sqlite", "nowhere/danh.sqlite stands in no folder"),
        ("words", "words is no sound SQLite database"),
    ] {
        let addresses = "[http]\nlisten = \"127.0.0.1:0\"\nmanagement_listen = \"127.0.0.1:0\"\n";
        desk.write("danh.toml", &format!("{addresses}[database]\npath = \"{path}\""));
        for words in [&["check-config"][..], &["clients", "list"], &["audit", "verify"], &["serve"]]
        {
            let said = desk.danh(words);
            said.refused(1, word);
            assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        }
    }
}
