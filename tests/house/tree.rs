//! What stands where: the top of the house, files that nothing reaches, addresses that betray a machine.

use std::collections::BTreeSet;

use crate::assert_none;
use crate::source::{Source, read, rust, tracked};

/// The visible top level; dot-files are tools' settings.
const TOP: [&str; 13] = [
    "Cargo.toml",
    "src",
    "config",
    "keys",
    "migrations",
    "conformance",
    "tests",
    "README.md",
    "benches",
    "LICENSE",
    "SECURITY.md",
    "CHANGELOG.md",
    "Cargo.lock",
];
/// What Cargo demands by this name at the top.
const DEMANDED: [&str; 1] = ["build.rs"];

/// Written in halves, so that this file does not hold what it forbids.
const BETRAYING: [(&str, &str); 12] = [
    ("crates.", "io"),
    ("npm", "js"),
    ("pypi", ".org"),
    ("python", "hosted"),
    ("repo.", "maven"),
    ("repo1.", "maven"),
    ("proxy.", "golang"),
    ("deb.", "debian"),
    ("\u{2f}work", "/"),
    ("\u{2f}farm", "/"),
    ("\u{2f}root", "/"),
    ("\u{2f}home", "/"),
];

fn strangers(paths: &[String]) -> Vec<String> {
    let tops: BTreeSet<_> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    let known =
        |name: &&str| TOP.contains(name) || DEMANDED.contains(name) || name.starts_with('.');
    tops.into_iter().filter(|name| !known(name)).map(str::to_owned).collect()
}

fn betrayals(files: &[(&str, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in files {
        for (number, line) in text.lines().enumerate() {
            for (first, second) in BETRAYING {
                let word = format!("{first}{second}");
                let stands =
                    line.match_indices(&word).any(|(at, _)| !within_a_path(line, at, &word));
                if stands {
                    faults.push(format!("{path}:{}: {word}", number + 1));
                }
            }
        }
    }
    faults
}

/// Whether a folder's name only ends like a machine's path, as `tests/…` might hold `x/work/…`.
fn within_a_path(line: &str, at: usize, word: &str) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    word.starts_with('/') && before.is_some_and(|c| c.is_alphanumeric() || "._-}".contains(c))
}

/// Rust files that no `mod` line, path attribute or build target names.
fn unreached(sources: &[Source], manifest: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // Only lines that can name a file are looked at again and again.
    let lines = |text: &str, word: &str| -> String {
        text.lines().filter(|line| line.contains(word)).collect::<Vec<_>>().join("\n")
    };
    let namings: Vec<_> = sources
        .iter()
        .map(|one| (one.path.as_str(), lines(&one.bare, "mod "), lines(&one.text, ".rs\"]")))
        .collect();
    for source in sources {
        let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        let name = file.trim_end_matches(".rs");
        let is_root = matches!(source.path.as_str(), "src/lib.rs" | "src/main.rs")
            || (name == "main" && folder.starts_with("tests/"))
            || folder == "tests"
            || (folder == "benches" && manifest.contains(&format!("name = \"{name}\"")))
            || manifest.contains(&format!("\"{}\"", source.path));
        // `x/mod.rs` is declared above its folder, everything else beside or above itself.
        let above = folder.rsplit_once('/').unwrap_or(("", folder));
        let (home, word) = if name == "mod" { above } else { (folder, name) };
        let declared = format!("mod {word};");
        let attribute = format!("/{file}\"]");
        let far = format!("{}/{file}\"]", folder.rsplit('/').next().unwrap_or(""));
        let names = |(path, modules, attributes): &(&str, String, String)| {
            let near = *path == format!("{home}.rs") || path.starts_with(&format!("{home}/"));
            let by_name = modules.contains(&declared) || attributes.contains(&attribute);
            (near && by_name) || attributes.contains(&far)
        };
        if !is_root && !namings.iter().any(names) {
            faults.push(source.path.clone());
        }
    }
    faults
}

#[test]
fn the_top_level_holds_only_what_was_agreed() {
    assert_none("Strangers at the top:", &strangers(tracked()));
}

#[test]
fn no_file_betrays_a_machine() {
    let ours = tracked().iter().filter(|path| *path != "Cargo.lock");
    let files: Vec<_> = ours.filter_map(|path| Some((path.as_str(), read(path)?))).collect();
    assert_none("Hosts and paths that belong to no project:", &betrayals(&files));
}

#[test]
fn every_file_is_reached() {
    let manifest = read("Cargo.toml").unwrap_or_default();
    assert_none("Nothing reaches these files:", &unreached(rust(), &manifest));
}

#[test]
fn a_stranger_is_seen() {
    assert_eq!(
        strangers(&["Makefile".into(), ".ci/run".into(), "src/lib.rs".into()]),
        ["Makefile"]
    );
    let line = format!("see https://{}{}/x and {}{}x", "crates.", "io", "/wo", "rk/");
    assert_eq!(betrayals(&[("a", line)]).len(), 2);
    let house = [
        Source::new("src/lib.rs", "pub mod domain;"),
        Source::new("src/domain/mod.rs", "mod time;"),
        Source::new("src/domain/time.rs", ""),
        Source::new("src/domain/lost.rs", ""),
    ];
    assert_eq!(unreached(&house, ""), ["src/domain/lost.rs"]);
}
