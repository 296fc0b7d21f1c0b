//! `danh accounts`.

use std::fmt::Write;

use crate::Desk;

const MAI: &str = "999188000001";

fn named_people(desk: &Desk) {
    let people = include_str!("../../config/sandbox/accounts.toml");
    desk.write("accounts.toml", people);
    desk.danh(&["accounts", "import", "accounts.toml"]).done();
}

#[test]
fn the_named_people_come_once() {
    let desk = Desk::new();
    named_people(&desk);
    let again = desk.danh(&["accounts", "import", "accounts.toml", "--json"]).facts();
    assert_eq!((&again["added"], &again["refused"]), (&0.into(), &0.into()));
    assert!(again["known"].as_u64() > Some(10));
}

#[test]
fn faulty_lines_are_named_and_not_repeated_and_the_others_stand() {
    let desk = Desk::new();
    let mut lines = String::new();
    for number in 0..500 {
        let _ = writeln!(lines, "{{\"number\":\"999188{number:06}\"}}");
    }
    lines.push_str("{\"number\":\"999188000900\",\"canary\":\"canary\"}\n");
    lines.push_str("canary\n");
    lines.push_str("{\"number\":\"999188000901\",\"phone\":\"canary\"}\n");
    lines.push_str("{\"number\":\"999188000902\"}");
    desk.write("accounts.jsonl", &lines);
    let said = desk.danh(&["accounts", "import", "accounts.jsonl", "--json"]);
    said.refused(1, "3 accounts were refused");
    for word in ["line 501: a member", "line 502: the line", "line 503: phone"] {
        said.refused(1, word);
    }
    assert!(!said.err.contains("canary") && !said.out.contains("canary"));
    assert_eq!(said.out, "{\"added\":501,\"known\":0,\"refused\":3}\n");
}

#[test]
fn a_stream_comes_by_standard_input() {
    let desk = Desk::new();
    let people = desk.danh(&["sandbox", "--accounts", "40"]);
    let said = desk.danh_reading(&["accounts", "import", "-"], people.done());
    assert!(said.done().starts_with("40 accounts were added"));
}

#[test]
fn an_account_is_shown_masked_and_its_number_is_read_from_standard_input() {
    let desk = Desk::new();
    named_people(&desk);
    let shown = desk.danh_reading(&["accounts", "show", "--json"], MAI).facts();
    assert_eq!(shown["number"], "999 ••• ••• 001");
    assert_eq!(shown["phone"], "05•• ••• 088");
    assert_eq!((&shown["ial"], &shown["state"]), (&"ial3".into(), &"active".into()));
    assert!(shown["known_since"].as_str().is_some_and(|at| at.ends_with("+07:00")));
    let said = desk.danh(&["accounts", "show", MAI]);
    assert_eq!(said.code, 2, "a number on the command line");
    for (input, code, word) in [
        ("", 2, "no number"),
        ("abc\n", 2, "no number"),
        ("999188999999\n", 1, "nobody"),
        ("999000016\n", 1, "two people"),
    ] {
        let said = desk.danh_reading(&["accounts", "show"], input);
        said.refused(code, word);
        assert!(input.trim().is_empty() || !said.err.contains(input.trim()));
    }
    let long = "9".repeat(1_000_000);
    desk.danh_reading(&["accounts", "show"], &long).refused(2, "no number");
}

#[test]
fn a_lock_is_set_once_and_says_by_whom() {
    let desk = Desk::new();
    named_people(&desk);
    let lock = ["accounts", "lock", "--by", "police"];
    assert!(desk.danh_reading(&lock, MAI).done().contains("is locked"));
    for by in ["police", "owner", "register"] {
        let said = desk.danh_reading(&["accounts", "lock", "--by", by], MAI);
        said.refused(1, "+07:00");
        said.refused(1, "locked already: by police, since 20");
    }
    let shown = desk.danh_reading(&["accounts", "show", "--json"], MAI).facts();
    assert!(shown["state"].as_str().is_some_and(|state| state.starts_with("locked by police")));
    assert_eq!(shown["generation"], 1);
    desk.danh_reading(&["accounts", "lock", "--by", "neighbour"], MAI).refused(2, "police");
}

#[test]
fn the_police_may_lock_what_its_owner_locked_and_not_the_other_way_round() {
    let desk = Desk::new();
    named_people(&desk);
    for (by, code) in [("owner", 0), ("register", 1), ("police", 0), ("owner", 1)] {
        let said = desk.danh_reading(&["accounts", "lock", "--by", by], MAI);
        assert_eq!(said.code, code, "{by}: {}", said.err);
    }
    let shown = desk.danh_reading(&["accounts", "show", "--json"], MAI).facts();
    assert!(shown["state"].as_str().is_some_and(|state| state.starts_with("locked by police")));
}

/// What the manual shows can be done.
#[test]
fn the_manual_s_examples_are_taken() {
    let manual = include_str!("../../src/manual/accounts.md");
    for (language, file) in [("json", "accounts.jsonl"), ("toml", "accounts.toml")] {
        let desk = Desk::new();
        let example = manual.split(&format!("```{language}\n")).nth(1).expect("an example");
        desk.write(file, example.split("```").next().expect("its end"));
        let came = desk.danh(&["accounts", "import", file, "--json"]).facts();
        assert!(came["added"].as_u64() > Some(0) && came["refused"] == 0, "{came}");
    }
}

#[test]
fn what_is_no_file_of_accounts_is_refused() {
    let desk = Desk::new();
    desk.danh(&["accounts", "import", "nowhere.jsonl"])
        .refused(2, "nowhere.jsonl cannot be read: there is no such file");
    desk.write("accounts.csv", "number\n");
    desk.danh(&["accounts", "import", "accounts.csv"]).refused(2, ".jsonl or .toml");
    desk.write("accounts.toml", "\n[[account]]\nnumber = 09canary");
    let said = desk.danh(&["accounts", "import", "accounts.toml"]);
    said.refused(1, "line 3");
    assert!(!said.err.contains("canary"));
    std::fs::write(desk.path("accounts.jsonl"), [0xff, b'\n', 0xc0]).expect("a file");
    desk.danh(&["accounts", "import", "accounts.jsonl"])
        .refused(1, "line 2: the line is not UTF-8");
}
