//! Names say what a thing is: the words that say nothing are banned where things are defined.

use crate::assert_none;
use crate::sizes::functions;
use crate::source::{Source, line_of, rust};

const EMPTY_WORDS: [&str; 7] = ["Manager", "Service", "Helper", "Util", "Utils", "Common", "Info"];
const DEFINITIONS: [&str; 4] = ["struct ", "enum ", "trait ", "type "];

/// Tools whose own words these are: the trait one implements to sit in the server's chain.
const FOREIGN_WORDS: [&str; 1] = ["SignatureService"];

fn empty_names(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (start, name) in definitions(&source.bare) {
            let empty =
                words(name).iter().any(|word| EMPTY_WORDS.contains(word) || *word == "Data");
            if empty && !FOREIGN_WORDS.contains(&name) {
                faults.push(format!("{}:{}: {name}", source.path, line_of(&source.bare, start)));
            }
        }
        for (start, name) in functions(&source.code) {
            // A test that speaks HTTP has its own verbs.
            if !source.path.starts_with("src/") {
                continue;
            }
            let first = name.split('_').next().unwrap_or("");
            let handles = first == "handle" && !source.path.starts_with("src/web/");
            if (first == "get" && name != "get") || first == "process" || handles {
                faults.push(format!("{}:{}: fn {name}", source.path, line_of(&source.code, start)));
            }
        }
        let file = source.path.rsplit('/').next().unwrap_or("").trim_end_matches(".rs");
        if ["util", "utils", "helper", "helpers", "common", "misc", "manager"].contains(&file) {
            faults.push(format!("{}: a file named for nothing", source.path));
        }
    }
    faults
}

fn definitions(bare: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for keyword in DEFINITIONS {
        for (at, _) in bare.match_indices(keyword) {
            let before = bare.get(..at).and_then(|text| text.chars().next_back());
            let name = bare.get(at + keyword.len()..).unwrap_or("");
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            if before.is_none_or(char::is_whitespace) && end > 0 {
                found.push((at, name.get(..end).unwrap_or("")));
            }
        }
    }
    found
}

/// The words of a name in camel case.
fn words(name: &str) -> Vec<&str> {
    let mut starts: Vec<_> =
        name.char_indices().filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at).collect();
    starts.push(name.len());
    starts.windows(2).filter_map(|pair| name.get(*pair.first()?..*pair.last()?)).collect()
}

#[test]
fn names_say_what_a_thing_is() {
    assert_none("These names say nothing:", &empty_names(rust()));
}

#[test]
fn an_empty_name_is_seen() {
    let text =
        "pub struct TokenManager;\nfn get_token() {}\nfn process() {}\nstruct ClientMetadata;";
    assert_eq!(empty_names(&[Source::new("src/flows/token.rs", text)]).len(), 3);
}
