//! One door each: time and chance through connectors, JOSE through its guard, databases through one file;
//! and no way out by panic.

use crate::assert_none;
use crate::source::{Source, line_of, rust};

const CLOCK: [&str; 4] = ["SystemTime::now", "Instant::now", "OffsetDateTime::now_utc", "Utc::now"];
const CHANCE: [&str; 6] =
    ["rand::random", "rand::rng", "thread_rng", "getrandom::", "aws_lc_rs::rand", "openssl::rand"];

/// The files outside `connectors` that may ask for time or chance themselves: programs of their own.
const OWN_CLOCKS: [&str; 4] = [
    "src/sandbox/clock.rs",  // the outside world has a clock of its own
    "src/demo/chance.rs",    // a relying party makes its own state and nonce
    "src/demo/clock.rs",     // and reads its own clock
    "src/app/commands/load", // the load generator measures from outside
];

/// A word that may stand only in files whose path begins with one of these.
struct Door {
    words: &'static [&'static str],
    rooms: &'static [&'static str],
    reason: &'static str,
}

const DOORS: [Door; 5] = [
    Door { words: &["josekit::"], rooms: &["src/protocol/jose.rs"], reason: "JOSE has one guard" },
    Door {
        words: &["rusqlite::", "sqlx::"],
        rooms: &["src/store/database"],
        reason: "database drivers have one door",
    },
    Door {
        words: &["Dialect::", "SAVEPOINT"],
        rooms: &["src/store/database", "src/store/migrate"],
        reason: "branches on the database have one door",
    },
    Door {
        words: &[".unwrap()", "panic!(", "todo!(", "unimplemented!(", "unreachable!("],
        rooms: &[],
        reason: "a request never ends in a panic",
    },
    Door {
        words: &["std::env::var", "env::vars"],
        rooms: &["src/app/"],
        reason: "the environment is configuration",
    },
];

fn walls(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/")) {
        let starts = |rooms: &[&str]| rooms.iter().any(|room| source.path.starts_with(room));
        for door in DOORS.iter().filter(|door| !starts(door.rooms)) {
            faults.extend(uses(source, door.words, door.reason));
        }
        if !starts(&["src/connectors/"]) && !starts(&OWN_CLOCKS) {
            faults.extend(uses(source, &CLOCK, "time comes through ports::clock"));
            faults.extend(uses(source, &CHANCE, "chance comes through ports::entropy"));
        }
    }
    faults
}

fn uses(source: &Source, words: &[&str], reason: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for word in words {
        for (at, _) in source.code.match_indices(word) {
            let before = source.code.get(..at).and_then(|text| text.chars().next_back());
            let longer_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if !longer_name || word.starts_with('.') {
                let line = line_of(&source.code, at);
                faults.push(format!("{}:{line}: {word} ({reason})", source.path));
            }
        }
    }
    faults
}

/// An attribute that silences something says why; an ignored test is no test.
fn silences(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (start, word) in ["#[allow(", "#![allow(", "#[expect(", "#![expect("]
            .iter()
            .flat_map(|word| source.bare.match_indices(word))
        {
            let until = source.bare.get(start..).and_then(|rest| rest.find(']'));
            let attribute = until.and_then(|end| source.bare.get(start..start + end)).unwrap_or("");
            if !attribute.contains("reason =") {
                let line = line_of(&source.bare, start);
                faults.push(format!("{}:{line}: {word}…)] without a reason", source.path));
            }
        }
        for (start, _) in source.bare.match_indices("#[ignore") {
            faults.push(format!(
                "{}:{}: an ignored test",
                source.path,
                line_of(&source.bare, start)
            ));
        }
    }
    faults
}

#[test]
fn each_thing_has_one_door() {
    assert_none("These go round the door:", &walls(rust()));
}

#[test]
fn nothing_is_silenced_without_a_reason() {
    assert_none("Silenced:", &silences(rust()));
}

#[test]
fn a_way_round_the_door_is_seen() {
    let plant = |path: &str, text: &str| walls(&[Source::new(path, text)]).len();
    assert_eq!(plant("src/flows/login.rs", "let now = std::time::Instant::now();"), 1);
    assert_eq!(plant("src/connectors/system_clock.rs", "let now = SystemTime::now();"), 0);
    assert_eq!(plant("src/store/tokens.rs", "use sqlx::PgPool; x.unwrap();"), 2);
    assert_eq!(
        plant("src/store/tokens.rs", "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }"),
        0
    );
    let silenced =
        "#[allow(dead_code)]\nfn f() {}\n#[expect(dead_code, reason = \"kept\")]\nfn g() {}";
    assert_eq!(silences(&[Source::new("src/web/x.rs", silenced)]).len(), 1);
}
