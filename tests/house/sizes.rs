//! Small files, small functions, few parameters.

use crate::assert_none;
use crate::source::{Source, closing, line_of, rust};

const FILE: usize = 400;
const FILE_WITHOUT_REASON: usize = 300;
const FUNCTION: usize = 70;
const PARAMETERS: usize = 5;
const REASON: &str = "//! Long because: ";

fn long_files(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let explained = source.text.lines().any(|line| line.starts_with(REASON));
        if lines > FILE || (lines > FILE_WITHOUT_REASON && !explained) {
            faults.push(format!("{}: {lines} lines", source.path));
        }
    }
    faults
}

fn large_functions(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        for (start, name) in functions(&source.bare) {
            let Some(open) = parameters_open(&source.bare, start) else { continue };
            let Some(close) = closing(&source.bare, open) else { continue };
            let count = parameters(source.bare.get(open + 1..close).unwrap_or(""));
            let line = line_of(&source.bare, start);
            if count > PARAMETERS {
                faults.push(format!("{}:{line}: {name} has {count} parameters", source.path));
            }
            let body = source.bare.get(close..).and_then(|rest| rest.find(['{', ';']));
            let Some(end) = body.and_then(|step| closing(&source.bare, close + step)) else {
                continue;
            };
            let lines = line_of(&source.bare, end) - line + 1;
            if lines > FUNCTION {
                faults.push(format!("{}:{line}: {name} has {lines} lines", source.path));
            }
        }
    }
    faults
}

/// Where each function's name stands, and the name.
pub fn functions(bare: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, _) in bare.match_indices("fn ") {
        let before = bare.get(..at).and_then(|text| text.chars().next_back());
        let name = bare.get(at + 3..).unwrap_or("").trim_start();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        if end > 0 && !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            found.push((at, name.get(..end).unwrap_or("")));
        }
    }
    found
}

/// The bracket that opens the parameters, behind the type parameters if there are any.
fn parameters_open(bare: &str, start: usize) -> Option<usize> {
    let mut depth = 0_i32;
    let mut before = ' ';
    for (at, letter) in bare.char_indices().skip_while(|(at, _)| *at < start) {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return Some(at),
            '{' | ';' => return None,
            _ => {}
        }
        before = letter;
    }
    None
}

/// Counts parameters, `self` not among them.
fn parameters(list: &str) -> usize {
    let (mut depth, mut before) = (0_i32, ' ');
    let mut parts = vec![String::new()];
    for letter in list.chars() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if before == '-' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
        before = letter;
    }
    let of_self = |part: &str| part.split([':', ' ', '&']).any(|word| word == "self");
    parts
        .iter()
        .filter(|part| !part.trim_matches([',', ' ', '\n']).is_empty() && !of_self(part))
        .count()
}

#[test]
fn files_stay_small() {
    let rule = format!("Over {FILE} lines, or over {FILE_WITHOUT_REASON} without `{REASON}…`:");
    assert_none(&rule, &long_files(rust()));
}

#[test]
fn functions_stay_small() {
    let rule = format!("At most {FUNCTION} lines and {PARAMETERS} parameters a function:");
    assert_none(&rule, &large_functions(rust()));
}

#[test]
fn a_long_file_and_a_large_function_are_seen() {
    let long = Source::new("src/web/x.rs", &"//\n".repeat(FILE_WITHOUT_REASON + 1));
    assert_eq!(long_files(&[long]).len(), 1);
    let body =
        format!("fn f<T: Fn(u8) -> u8>(&self, a: Vec<(u8, u8)>, b: u8) {{\n{}}}", "\n".repeat(70));
    assert_eq!(large_functions(&[Source::new("src/web/x.rs", &body)]).len(), 1);
    let wide = "fn f(&self, a: A<B, C>, b: u8, c: u8, d: u8, e: u8,) {}";
    assert_eq!(large_functions(&[Source::new("src/web/x.rs", wide)]).len(), 0);
    let wider = "fn f(a: u8, b: u8, c: u8, d: u8, e: fn(u8, u8) -> u8, f: u8) {}";
    assert_eq!(large_functions(&[Source::new("src/web/x.rs", wider)]).len(), 1);
}
