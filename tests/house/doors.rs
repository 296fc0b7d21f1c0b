//! One door each: time and chance through connectors, JOSE through its guard, databases through one file;
//! and no way out by panic.

use crate::assert_none;
use crate::source::{Source, line_of, rust};

const CLOCK: [&str; 4] = ["SystemTime::now", "Instant::now", "OffsetDateTime::now_utc", "Utc::now"];
const CHANCE: [&str; 6] =
    ["rand::random", "rand::rng", "thread_rng", "getrandom::", "aws_lc_rs::rand", "openssl::rand"];

/// The files outside `connectors` that ask for time or chance themselves, for which of the two, and why:
/// they belong to programs that stand outside the provider.
const OWN: [(&str, &[&str], &str); 5] = [
    ("src/demo/clock.rs", &CLOCK, "a relying party reads its own clock"),
    ("src/demo/chance.rs", &CHANCE, "a relying party makes its own states and nonces"),
    ("src/app/commands/load/arrivals.rs", &CLOCK, "the load generator measures from outside"),
    ("src/app/commands/load/http.rs", &CLOCK, "the load generator drops connections that lay idle"),
    ("src/app/commands/load/party.rs", &CHANCE, "the load generator signs as a relying party does"),
];

/// A word that may stand only in files whose path begins with one of these.
struct Door {
    words: &'static [&'static str],
    rooms: &'static [&'static str],
    reason: &'static str,
}

const DOORS: [Door; 7] = [
    Door {
        words: &["josekit::"],
        rooms: &["src/protocol/jose.rs", "src/protocol/jose/"],
        reason: "JOSE has one guard",
    },
    Door {
        words: &[".encrypted_by_chance("],
        rooms: &["src/connectors/"],
        reason: "encrypting draws chance, and chance has its port",
    },
    Door {
        words: &["cryptoki::"],
        rooms: &["src/connectors/hsm/"],
        reason: "tokens have one door",
    },
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
        let ports = [
            (&CLOCK[..], "time comes through ports::clock"),
            (&CHANCE[..], "chance comes through ports::entropy"),
        ];
        for (words, reason) in ports {
            let own = OWN.iter().any(|(path, theirs, _)| *path == source.path && *theirs == words);
            if !starts(&["src/connectors/"]) && !own {
                faults.extend(uses(source, words, reason));
            }
        }
    }
    faults
}

/// Exceptions that nothing needs any more.
fn outlived(sources: &[Source]) -> Vec<String> {
    let needed = |path: &str, words: &[&str]| {
        sources.iter().any(|source| source.path == path && !uses(source, words, "").is_empty())
    };
    let outlived = OWN.iter().filter(|(path, words, _)| !needed(path, words));
    outlived
        .map(|(path, words, reason)| format!("{path}: {} ({reason})", words.join(", ")))
        .collect()
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
fn each_exception_is_needed() {
    assert_none("These ask for no exception any more:", &outlived(rust()));
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
    assert_eq!(plant("src/demo/clock.rs", "let now = SystemTime::now(); thread_rng();"), 1);
    assert_eq!(outlived(&[Source::new("src/demo/clock.rs", "let now = Instant::now();")]).len(), 4);
    assert_eq!(plant("src/store/tokens.rs", "use sqlx::PgPool; x.unwrap();"), 2);
    assert_eq!(
        plant("src/store/tokens.rs", "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }"),
        0
    );
    let silenced =
        "#[allow(dead_code)]\nfn f() {}\n#[expect(dead_code, reason = \"kept\")]\nfn g() {}";
    assert_eq!(silences(&[Source::new("src/web/x.rs", silenced)]).len(), 1);
}
