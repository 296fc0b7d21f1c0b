//! Things that come in pairs: words in every language, migrations for both databases, locked packages.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::source::{has_ending, read, tracked};

/// The keys of one Fluent file: messages and their attributes.
fn keys(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut message = String::new();
    for line in text.lines() {
        let Some((name, _)) = line.split_once('=') else { continue };
        let name = name.trim_end();
        let plain = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        if plain(name) {
            name.clone_into(&mut message);
            keys.insert(message.clone());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.').filter(|one| plain(one))
        {
            keys.insert(format!("{message}.{attribute}"));
        }
    }
    keys
}

/// What one language says: for each file its keys. One house can have several folders of languages.
type Languages = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn missing_words(files: &[(String, String)]) -> Vec<String> {
    let mut houses: BTreeMap<String, Languages> = BTreeMap::new();
    for (path, text) in files {
        let Some((house, rest)) = path.split_once("/locales/") else { continue };
        let Some((language, file)) = rest.split_once('/') else { continue };
        let languages = houses.entry(house.to_owned()).or_default();
        languages.entry(language.to_owned()).or_default().insert(file.to_owned(), keys(text));
    }
    let mut faults = Vec::new();
    for (house, languages) in &houses {
        for (language, files) in languages {
            for (other, others) in languages.iter().filter(|(other, _)| *other != language) {
                for (file, keys) in files {
                    let Some(theirs) = others.get(file) else {
                        faults.push(format!("{house}: {other} has no {file}, as {language} has"));
                        continue;
                    };
                    for key in keys.difference(theirs) {
                        faults.push(format!(
                            "{house}: {other}/{file} lacks {key}, as {language} has"
                        ));
                    }
                }
            }
        }
    }
    faults
}

/// Numbers run without a gap; a dialect's file has its twin, and its first line says why.
fn odd_migrations(files: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut numbers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, text) in files {
        let name = path.trim_start_matches("migrations/");
        let (number, _) = name.split_once('_').unwrap_or((name, ""));
        numbers.entry(number).or_default().push(name);
        let dialect = [(".sqlite.sql", ".postgres.sql"), (".postgres.sql", ".sqlite.sql")];
        for (mine, twin) in dialect {
            let Some(stem) = path.strip_suffix(mine) else { continue };
            let twin = format!("{stem}{twin}");
            if !files.iter().any(|(path, _)| *path == twin) {
                faults.push(format!("{path}: only one database has it"));
            }
            if !text.starts_with("-- ") {
                faults.push(format!("{path}: the first line does not say why it is a twin"));
            }
        }
    }
    for (position, (number, names)) in numbers.iter().enumerate() {
        if *number != format!("{:04}", position + 1) {
            faults.push(format!("migrations/{number}…: expected number {:04}", position + 1));
        }
        let plain = names.iter().filter(|name| name.matches('.').count() == 1).count();
        if plain > 1 || (plain == 1 && names.len() > 1) {
            faults.push(format!("migrations: {number} stands for {}", names.join(" and ")));
        }
    }
    faults
}

fn files(belongs: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let ours = tracked().iter().filter(|path| belongs(path));
    ours.filter_map(|path| Some((path.clone(), read(path)?))).collect()
}

#[test]
fn every_language_has_every_word() {
    let words = files(|path| path.contains("/locales/") && has_ending(path, "ftl"));
    assert_none("Words are missing:", &missing_words(&words));
}

#[test]
fn migrations_are_for_both_databases() {
    let migrations = files(|path| path.starts_with("migrations/") && has_ending(path, "sql"));
    assert_none("Migrations:", &odd_migrations(&migrations));
}

#[test]
fn locked_packages_name_no_address() {
    let locks = files(|path| path.ends_with("package-lock.json"));
    let named = locks.iter().filter(|(_, text)| text.contains("\"resolved\""));
    let faults: Vec<_> = named.map(|(path, _)| format!("{path}: holds \"resolved\"")).collect();
    assert_none("Addresses in a lock file:", &faults);
}

#[test]
fn a_missing_twin_is_seen() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let words = [
        file("src/web/locales/vi/otp.ftl", "title = Mã\n    .hint = x\n"),
        file("src/web/locales/en/otp.ftl", "title = Code\n"),
        file("src/web/locales/vi/login.ftl", "a = b\n"),
    ];
    assert_eq!(missing_words(&words).len(), 2);
    let migrations =
        [file("migrations/0001_a.sql", "create"), file("migrations/0003_b.sqlite.sql", "create")];
    assert_eq!(odd_migrations(&migrations).len(), 3);
}
