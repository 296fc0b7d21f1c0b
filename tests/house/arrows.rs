//! Which way arrows run: every room may use the rooms below it that the table names, and no other.

use crate::assert_none;
use crate::references::references;
use crate::source::{Source, rust};

const FLOORS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("protocol", &["domain"]),
    ("credential", &["domain"]),
    ("sealing", &["domain"]),
    ("ports", &["domain", "protocol", "credential", "sealing"]),
    ("store", &["domain", "credential", "sealing"]),
    // Connectors name what stands in the signatures of their ports.
    ("connectors", &["ports", "domain", "protocol", "credential", "sealing"]),
    ("flows", &["store", "ports", "protocol", "credential", "sealing", "domain"]),
    ("web", &["flows", "protocol", "domain"]),
    ("sandbox", &["domain"]),
    ("demo", &[]),
    ("manual", &[]),
    (
        "app",
        &[
            "web",
            "flows",
            "connectors",
            "store",
            "ports",
            "protocol",
            "credential",
            "sealing",
            "domain",
            "sandbox",
            "demo",
            "manual",
        ],
    ),
];

/// Foreign crates that a room must not touch: what would make a pure room impure, or open a second door.
const FOREIGN: [(&str, &[&str]); 11] = [
    (
        "domain",
        &[
            "serde",
            "serde_json",
            "tokio",
            "actix_web",
            "reqwest",
            "sqlx",
            "rusqlite",
            "josekit",
            "tracing",
        ],
    ),
    ("protocol", &["tokio", "actix_web", "reqwest", "sqlx", "rusqlite", "tracing"]),
    ("credential", &["tokio", "actix_web", "reqwest", "sqlx", "rusqlite", "josekit", "tracing"]),
    ("sealing", &["tokio", "actix_web", "reqwest", "sqlx", "rusqlite", "josekit", "tracing"]),
    ("ports", &["actix_web", "reqwest", "sqlx", "rusqlite", "josekit"]),
    ("store", &["actix_web", "reqwest", "josekit"]),
    ("connectors", &["actix_web", "sqlx", "rusqlite", "josekit"]),
    ("flows", &["actix_web", "reqwest", "sqlx", "rusqlite", "josekit"]),
    ("web", &["reqwest", "sqlx", "rusqlite", "josekit"]),
    ("sandbox", &["sqlx", "rusqlite", "josekit"]),
    ("demo", &["sqlx", "rusqlite", "josekit"]),
];

/// Rooms in which nothing may wait.
const PURE: [&str; 4] = ["domain", "protocol", "credential", "sealing"];

fn upward(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let Some(room) = source.room().filter(|room| !["lib", "main"].contains(room)) else {
            continue;
        };
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: the room {room} is not in the plan", source.path));
            continue;
        };
        let foreign =
            FOREIGN.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, list)| list);
        for reference in references(source) {
            let Some(first) = reference.words.first().map(String::as_str) else { continue };
            let is_room = FLOORS.iter().any(|(name, _)| *name == first);
            let up = reference.inside && is_room && first != room && !allowed.contains(&first);
            let out = !reference.inside && (foreign.contains(&first) || first == "danh");
            if up || out {
                faults.push(format!("{}:{}: {room} uses {first}", source.path, reference.line));
            }
        }
    }
    faults
}

fn waiting(sources: &[Source]) -> Vec<String> {
    let pure = |source: &&Source| source.room().is_some_and(|room| PURE.contains(&room));
    let waits = |line: &str| line.contains("async ") || line.contains(".await");
    let mut faults = Vec::new();
    for source in sources.iter().filter(pure) {
        for (number, _) in source.code.lines().enumerate().filter(|(_, line)| waits(line)) {
            faults.push(format!("{}:{}: a pure room waits", source.path, number + 1));
        }
    }
    faults
}

#[test]
fn every_arrow_runs_down() {
    assert_none("An arrow runs up or outside:", &upward(rust()));
}

#[test]
fn pure_rooms_never_wait() {
    assert_none("Floors 1 and 2 hold no async code:", &waiting(rust()));
}

#[test]
fn a_forbidden_arrow_is_seen() {
    let plant = |path: &str, text: &str| upward(&[Source::new(path, text)]).len();
    assert_eq!(plant("src/web/oidc/token.rs", "use crate::{flows::token, store::tokens};"), 1);
    assert_eq!(plant("src/web/pages/mod.rs", "fn f() { super::super::ports::clock::now() }"), 1);
    assert_eq!(plant("src/domain/person.rs", "use serde::Serialize;"), 1);
    assert_eq!(plant("src/attic/mod.rs", ""), 1);
    assert_eq!(plant("src/flows/token.rs", "use crate::{ports, store};\nuse super::issue;"), 0);
    assert_eq!(waiting(&[Source::new("src/protocol/x.rs", "async fn f() {}")]).len(), 1);
}
