//! The built binary, command by command: what it does, what it says when it is asked wrongly, and that
//! nothing is lost by it.

#![expect(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]

mod accounts;
mod audit;
mod clients;
mod conformance;
mod invitations;
mod keys;
mod load;
mod one_process;
mod sandbox;
mod settings;
mod tls;

#[path = "../support/mutants.rs"]
mod mutants;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder with settings of its own, gone when the test is.
struct Desk(PathBuf);

/// What a command said.
struct Said {
    /// Its exit code.
    code: i32,
    /// On standard output.
    out: String,
    /// On standard error.
    err: String,
}

impl Desk {
    /// A desk without keys.
    fn bare() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("danh-desk-{}-{number}", std::process::id());
        let desk = Self(std::env::temp_dir().join(name));
        std::fs::create_dir_all(&desk.0).expect("a folder");
        desk.write("danh.toml", "");
        desk
    }

    /// A desk with keys.
    fn new() -> Self {
        let desk = Self::bare();
        assert_eq!(desk.danh(&["keys", "new"]).code, 0);
        desk
    }

    /// A file here.
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file here.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).expect("a file");
        self.path(name)
    }

    /// Reads a file here.
    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    /// Runs `danh` here.
    fn danh(&self, words: &[&str]) -> Said {
        self.danh_reading(words, "")
    }

    /// Runs `danh` here with this on standard input.
    fn danh_reading(&self, words: &[&str], input: &str) -> Said {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        // It may have ended without listening.
        let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
        Said::of(child.wait_with_output().expect("an end"))
    }

    /// `danh` as it would be run here.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_danh"));
        command.args(["--config", "danh.toml"]).args(words).current_dir(&self.0);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DANH")) {
            command.env_remove(name);
        }
        command
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Said {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal ended it"),
            out: String::from_utf8(output.stdout).expect("a text"),
            err: String::from_utf8(output.stderr).expect("a text"),
        }
    }

    /// It refused (1) or was asked wrongly (2), in words that hold this one, and did not fall.
    fn refused(&self, code: i32, word: &str) {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains(word), "no `{word}` in: {}", self.err);
        assert!(!self.err.contains("panicked") && !self.err.contains("backtrace"), "{}", self.err);
    }

    /// It did it.
    fn done(&self) -> &str {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        &self.out
    }

    /// It did it and told facts.
    fn facts(&self) -> serde_json::Value {
        serde_json::from_str(self.done()).expect("JSON")
    }
}

/// Whether a file is its owner's alone.
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).expect("a file").permissions().mode().trailing_zeros() >= 6
}

#[test]
fn what_is_no_command_is_answered_with_how_to_ask() {
    let desk = Desk::bare();
    desk.danh(&["fly"]).refused(2, "unrecognized subcommand");
    desk.danh(&[]).refused(2, "Usage");
    desk.danh(&["keys", "rotate", "--algorithm", "none"]).refused(2, "ES256");
    desk.danh(&["accounts", "lock"]).refused(2, "--by");
    assert!(desk.danh(&["--help"]).done().contains("check-config"));
    assert!(desk.danh(&["--version"]).done().starts_with("danh "));
}

#[test]
fn no_help_text_asks_for_a_secret_on_the_command_line() {
    let desk = Desk::bare();
    for words in [vec!["--help"], vec!["clients", "apply", "--help"], vec!["sandbox", "--help"]] {
        let help = desk.danh(&words);
        let options = help.done().lines().filter(|line| line.trim_start().starts_with("--"));
        for option in options.filter(|line| !line.contains("FILE") && !line.contains("FOLDER")) {
            for word in ["secret", "password", "token", "number"] {
                assert!(!option.contains(word), "{option}");
            }
        }
    }
}
