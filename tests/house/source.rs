//! Reads the house: every tracked file, and of Rust files the code without comments, strings and tests.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// One Rust file.
pub struct Source {
    /// Where it lies, from the top of the house.
    pub path: String,
    /// What is written.
    pub text: String,
    /// The same lines with comments and the insides of strings blanked.
    pub bare: String,
    /// The same again without what only tests compile; empty for a file of tests.
    pub code: String,
}

impl Source {
    /// Takes the text apart.
    pub fn new(path: &str, text: &str) -> Self {
        let bare = blank_words(text);
        let only_tests = path.starts_with("tests/")
            || path.ends_with("/tests.rs")
            || (path.starts_with("src/") && path.contains("/tests/"));
        let code = if only_tests { String::new() } else { blank_tests(&bare) };
        Self { path: path.to_owned(), text: text.to_owned(), bare, code }
    }

    /// The first folder or file under `src`, without its ending.
    pub fn room(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("src/")?;
        Some(rest.split('/').next()?.trim_end_matches(".rs"))
    }
}

/// The top of the house.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that git tracks or would track, from the top.
pub fn tracked() -> &'static [String] {
    static FILES: OnceLock<Vec<String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let listing = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(top())
            .output()
            .expect("git lists the files of the house");
        let text = String::from_utf8(listing.stdout).expect("file names are plain text");
        let mut files: Vec<_> = text.lines().map(str::to_owned).collect();
        files.retain(|file| top().join(file).is_file());
        assert!(!files.is_empty(), "git knows no file of this house");
        files
    })
}

/// The text of one tracked file, if it is text.
pub fn read(path: &str) -> Option<String> {
    String::from_utf8(std::fs::read(top().join(path)).ok()?).ok()
}

/// Every Rust file of `src`, `tests` and `benches`.
pub fn rust() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let rooms = ["src/", "tests/", "benches/"];
        let ours = |path: &&String| {
            rooms.iter().any(|room| path.starts_with(room)) && has_ending(path, "rs")
        };
        let read = |path: &String| read(path).map(|text| Source::new(path, &text));
        tracked().iter().filter(ours).filter_map(read).collect()
    })
}

/// Whether the file's name ends in `.ending`.
pub fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
}

/// The line (from 1) in which this byte stands.
pub fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Where the bracket opened at `open` is closed.
pub fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Blanks comments and the insides of string and character literals; lines and bytes stay in place.
fn blank_words(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut kept = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = word_end(text, at);
        if let Some(end) = end {
            for byte in kept.iter_mut().take(end).skip(at) {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end.unwrap_or(at + 1).max(at + 1);
    }
    String::from_utf8(kept).unwrap_or_default()
}

/// If a comment or literal begins at this byte: where it ends.
fn word_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..)?;
    let find = |needle: &str, from: usize| {
        text.as_bytes()
            .windows(needle.len())
            .skip(from)
            .position(|found| found == needle.as_bytes())
            .map_or(text.len(), |step| from + step)
    };
    match rest {
        [b'/', b'/', ..] => Some(find("\n", at)),
        [b'/', b'*', ..] => Some(find("*/", at) + 2),
        [b'"', ..] => Some(string_end(bytes, at + 1, b'"')),
        [b'r', b'"' | b'#', ..] if !follows_name(bytes, at) => {
            let hashes = rest.iter().skip(1).take_while(|byte| **byte == b'#').count();
            let opens = rest.get(1 + hashes) == Some(&b'"');
            let close = format!("\"{}", "#".repeat(hashes));
            opens.then(|| find(&close, at + 2 + hashes) + close.len())
        }
        [b'\'', b'\\', ..] => Some(string_end(bytes, at + 1, b'\'')),
        [b'\'', ..] => {
            let letter = text.get(at + 1..)?.chars().next()?;
            let close = at + 1 + letter.len_utf8();
            (bytes.get(close) == Some(&b'\'')).then_some(close + 1)
        }
        _ => None,
    }
}

fn follows_name(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_some_and(|byte| byte.is_ascii_alphanumeric() && *byte != b'b' || *byte == b'_')
}

fn string_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            found if *found == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Blanks each item that stands under `#[cfg(test)]`.
fn blank_tests(bare: &str) -> String {
    let mut code = bare.to_owned();
    while let Some(start) = code.find("#[cfg(test)]") {
        let mut at = start + "#[cfg(test)]".len();
        // Further attributes of the same item.
        while let Some(next) =
            code.get(at..).and_then(|rest| rest.find(|c: char| !c.is_whitespace()))
        {
            at += next;
            if !code.get(at..).is_some_and(|rest| rest.starts_with("#[")) {
                break;
            }
            at = closing(&code, at + 1).map_or(code.len(), |end| end + 1);
        }
        let stop = code.get(at..).and_then(|rest| rest.find(['{', ';'])).map(|step| at + step);
        let end = match stop {
            Some(open) if code.as_bytes().get(open) == Some(&b'{') => closing(&code, open),
            other => other,
        };
        let end = end.map_or(code.len(), |end| end + 1);
        let blank: String = code
            .get(start..end)
            .unwrap_or("")
            .chars()
            .map(|c| if c == '\n' { c } else { ' ' })
            .collect();
        code.replace_range(start..end, &blank);
    }
    code
}

#[test]
fn comments_strings_and_tests_are_not_code() {
    let source = Source::new(
        "src/domain/x.rs",
        "use a; // crate::web\nlet s = \"}{\"; let c = '{'; let l: &'static str = r#\"\"panic!\"#;\n\
         #[cfg(test)]\n#[path = \"x\"]\nmod tests {\n fn f() { x.unwrap() }\n}\nfn after() {}\n",
    );
    for gone in ["web", "}{", "'{'", "panic", "unwrap"] {
        assert!(!source.code.contains(gone), "{gone} is left in {}", source.code);
    }
    assert!(source.code.contains("fn after() {}") && source.code.contains("'static"));
    assert_eq!(source.code.lines().count(), source.text.lines().count());
    assert!(source.bare.contains("x.unwrap()"));
}
