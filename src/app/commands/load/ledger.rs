//! What the provider acknowledged, written down outside of it: a line each, made durable ten times a
//! second. Codes and tokens stand by their public half alone.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};

const DURABLE_EVERY: Duration = Duration::from_millis(100);

/// One line.
#[derive(Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// When it was known here, in seconds.
    pub(super) at: i64,
    /// The public half of the code.
    pub(super) code: String,
    /// What is known.
    pub(super) what: What,
    /// The public half of the refresh token that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refresh: Option<String>,
}

/// What is known of a code.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// It was given.
    Authorized,
    /// Tokens came for it.
    Tokens,
    /// It was refused.
    Refused,
    /// It was shown, and no answer came.
    Unknown,
    /// Nobody listened.
    NotAsked,
}

/// What came of an exchange.
pub(super) enum Fate {
    /// Tokens.
    Tokens {
        /// The refresh token, whole.
        refresh: Option<String>,
    },
    /// A refusal.
    Refused,
    /// No answer.
    Unknown,
    /// Nobody listened.
    NotAsked,
}

impl Entry {
    /// A code was given.
    pub(super) fn authorized(code: &str, at: i64) -> Self {
        Self { at, code: public(code), what: What::Authorized, refresh: None }
    }

    /// A code was shown.
    pub(super) fn exchanged(code: &str, fate: &Fate, at: i64) -> Self {
        let (what, refresh) = match fate {
            Fate::Tokens { refresh } => (What::Tokens, refresh.as_deref().map(public)),
            Fate::Refused => (What::Refused, None),
            Fate::Unknown => (What::Unknown, None),
            Fate::NotAsked => (What::NotAsked, None),
        };
        Self { at, code: public(code), what, refresh }
    }
}

/// The half of a handle that names its row and proves nothing.
fn public(handle: &str) -> String {
    handle.split('.').next().unwrap_or_default().to_owned()
}

/// The ledger of a run. It is whole once it is closed.
pub(super) struct Ledger {
    lines: Sender<String>,
    writer: JoinHandle<io::Result<()>>,
    count: AtomicU64,
}

impl Ledger {
    /// A new file; one that stands is continued, so that several runs can be checked together.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
        let (lines, waiting) = channel();
        let writer = std::thread::spawn(move || write(BufWriter::new(file), &waiting));
        Ok(Self { lines, writer, count: AtomicU64::new(0) })
    }

    /// Writes an entry down.
    pub(super) fn note(&self, entry: &Entry) {
        if let Ok(line) = serde_json::to_string(entry) {
            let _ = self.lines.send(line);
        }
    }

    /// Whether it is this exchange's turn to be tried twice at once.
    pub(super) fn is_to_be_replayed(&self, every: u64) -> bool {
        let turn = self.count.fetch_add(1, Ordering::Relaxed);
        every > 0 && turn.checked_rem(every) == Some(every - 1)
    }

    /// Waits until everything is written.
    pub(super) fn close(self) -> io::Result<()> {
        drop(self.lines);
        self.writer.join().unwrap_or_else(|_| Err(io::Error::other("the ledger broke")))
    }
}

fn write(mut file: BufWriter<std::fs::File>, waiting: &Receiver<String>) -> io::Result<()> {
    loop {
        let line = waiting.recv_timeout(DURABLE_EVERY);
        if let Ok(line) = &line {
            writeln!(file, "{line}")?;
        }
        for line in waiting.try_iter() {
            writeln!(file, "{line}")?;
        }
        file.flush()?;
        file.get_ref().sync_data()?;
        if line == Err(RecvTimeoutError::Disconnected) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_holds_public_halves_alone_and_is_continued() {
        let path = std::env::temp_dir().join(format!("danh-ledger-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        for _ in 0..2 {
            let ledger = Ledger::open(&path).unwrap();
            let refresh = Some("r1.secret".to_owned());
            ledger.note(&Entry::authorized("c1.secret", 7));
            ledger.note(&Entry::exchanged("c1.secret", &Fate::Tokens { refresh }, 8));
            ledger.close().unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(text.lines().count() == 4 && !text.contains("secret"));
        let entry: Entry = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        assert_eq!((entry.what, entry.refresh.as_deref()), (What::Tokens, Some("r1")));
    }

    #[test]
    fn every_so_many_is_replayed() {
        let path = std::env::temp_dir().join(format!("danh-ledger-b-{}", std::process::id()));
        let ledger = Ledger::open(&path).unwrap();
        let turns: Vec<_> = (0..6).map(|_| ledger.is_to_be_replayed(3)).collect();
        assert_eq!(turns, [false, false, true, false, false, true]);
        assert!((0..9).all(|_| !ledger.is_to_be_replayed(0)));
        ledger.close().unwrap();
        std::fs::remove_file(&path).unwrap();
    }
}
