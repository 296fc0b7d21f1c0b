//! The command line: what it answers, with which exit code, and what it never says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of this test's own, gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("danh-commands-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn config(&self, more: &str) -> PathBuf {
        let path = self.0.join("danh.toml");
        let database = self.0.join("danh.sqlite");
        let text = format!("[database]\npath = {:?}\n{more}", database.display().to_string());
        std::fs::write(&path, text).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn danh(config: Option<&Path>, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_danh"));
    command.env_clear().args(words);
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    command.output().expect("danh runs")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn wrong_usage_is_two_and_help_is_nothing_wrong() {
    assert_eq!(code(&danh(None, &["--help"])), Some(0));
    assert_eq!(code(&danh(None, &["--version"])), Some(0));
    for wrong in [&[][..], &["unheard-of"], &["migrate", "--loudly"]] {
        assert_eq!(code(&danh(None, wrong)), Some(2), "{wrong:?}");
    }
}

#[test]
fn wrong_settings_are_two_and_named_in_a_sentence() {
    let folder = Folder::new();
    for (more, word) in [
        ("[http]\nisuer = \"x\"", "http.issuer"),
        ("[http]\nissuer = 3", "http.issuer"),
        ("[http]\nissuer = \"http://id.example.vn\"", "http.issuer"),
        ("[http", "malformed"),
    ] {
        let output = danh(Some(&folder.config(more)), &["check-config"]);
        assert_eq!(code(&output), Some(2), "{more}: {}", error(&output));
        assert!(error(&output).contains(word), "{}", error(&output));
        assert!(!error(&output).contains("panicked"), "{}", error(&output));
    }
    let nowhere = danh(Some(&folder.0.join("nowhere.toml")), &["check-config"]);
    assert_eq!(code(&nowhere), Some(2));
}

#[test]
fn migrating_twice_changes_nothing_the_second_time() {
    let folder = Folder::new();
    let config = folder.config("");
    let first = danh(Some(&config), &["migrate", "--json"]);
    assert_eq!(code(&first), Some(0), "{}", error(&first));
    let applied = |output: &Output| {
        let facts: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("facts as JSON");
        facts["applied"].as_u64().expect("a count")
    };
    assert!(applied(&first) > 0);
    assert_eq!(applied(&danh(Some(&config), &["migrate", "--json"])), 0);
}
