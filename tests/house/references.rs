//! Which modules a file names: its `use` lines and every path written out in its code.

use std::collections::BTreeSet;

use crate::source::Source;

/// A path as it stands in code, read from the top of the crate, or a foreign crate's name first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Whether it leads into this crate.
    pub inside: bool,
    /// Its words, without `crate`.
    pub words: Vec<String>,
    /// The line in which it begins.
    pub line: usize,
}

/// The module that a file is: `src/domain/time.rs` is `[domain, time]`.
pub fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut words: Vec<_> = inner.split('/').map(str::to_owned).collect();
    if words.last().is_some_and(|last| last == "mod" || last == "lib" || last == "main") {
        words.pop();
    }
    words
}

/// Every module path this file names outside its tests.
pub fn references(source: &Source) -> BTreeSet<Reference> {
    let tokens = tokens(&source.code);
    let here = module_of(&source.path);
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < tokens.len() {
        let (word, line) = tokens.get(at).map_or(("", 0), |(word, line)| (word.as_str(), *line));
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map(|t| t.0.as_str());
        let begins_path = word == "use"
            || (is_name(word)
                && before != Some("::")
                && tokens.get(at + 1).is_some_and(|next| next.0 == "::"));
        if begins_path {
            let start = if word == "use" { at + 1 } else { at };
            let mut paths = Vec::new();
            at = tree(&tokens, start, &[], &mut paths, word == "use").max(at + 1);
            found.extend(paths.into_iter().filter_map(|path| rooted(&here, path, line)));
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one path or tree of paths; returns where it ends.
fn tree(
    tokens: &[(String, usize)],
    start: usize,
    prefix: &[String],
    paths: &mut Vec<Vec<String>>,
    braces: bool,
) -> usize {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.0.as_str());
    let mut path = prefix.to_vec();
    let mut at = start;
    loop {
        if word(at) == "{" && braces {
            at += 1;
            while word(at) != "}" && at < tokens.len() {
                at = tree(tokens, at, &path, paths, true).max(at + 1);
                if word(at) == "," {
                    at += 1;
                }
            }
            return at + 1;
        }
        if !is_name(word(at)) && word(at) != "*" {
            break;
        }
        path.push(word(at).to_owned());
        at += 1;
        if word(at) != "::" {
            break;
        }
        at += 1;
    }
    while braces && word(at) == "as" {
        at += 2;
    }
    paths.push(path);
    at
}

/// Resolves `crate`, `self` and `super`; other first words are foreign crates or names near by.
fn rooted(here: &[String], mut path: Vec<String>, line: usize) -> Option<Reference> {
    let mut base = here.to_vec();
    let first = path.first()?.clone();
    let inside = match first.as_str() {
        "crate" => {
            base.clear();
            path.remove(0);
            true
        }
        "self" => {
            path.remove(0);
            true
        }
        "super" => {
            while path.first().is_some_and(|word| word == "super") {
                base.pop();
                path.remove(0);
            }
            true
        }
        _ => false,
    };
    if inside {
        base.extend(path);
        path = base;
    }
    Some(Reference { inside, words: path, line })
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single marks, each with its line.
fn tokens(code: &str) -> Vec<(String, usize)> {
    let mut tokens: Vec<(String, usize)> = Vec::new();
    let mut line = 1;
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\n' {
            line += 1;
        } else if letter.is_alphanumeric() || letter == '_' {
            let mut word = letter.to_string();
            while let Some(more) = letters.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(more);
            }
            tokens.push((word, line));
        } else if letter == ':' && letters.next_if_eq(&':').is_some() {
            tokens.push(("::".into(), line));
        } else if !letter.is_whitespace() {
            tokens.push((letter.to_string(), line));
        }
    }
    tokens
}

#[test]
fn paths_are_read_from_use_trees_and_from_code() {
    let source = Source::new(
        "src/flows/token.rs",
        "use crate::{domain::{client::Client as C, id}, ports};\nuse super::issue;\n\
         fn f() -> std::io::Result<()> { crate::store::tokens::take::<u8>() }\n",
    );
    let found: Vec<_> = references(&source).iter().map(|one| one.words.join("/")).collect();
    for path in ["domain/client/Client", "domain/id", "ports", "flows/issue", "store/tokens/take"] {
        assert!(found.iter().any(|one| one == path), "{path} is missing in {found:?}");
    }
    assert!(found.iter().any(|one| one == "std/io/Result"));
}
