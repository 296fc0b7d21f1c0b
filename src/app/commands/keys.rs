//! `danh keys`: the root key, the keys that sign and the keys that open.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Call, moment, rfc3339};
use crate::app::failure::Failure;
use crate::app::wiring::{key_folder, key_folder_with_token};
use crate::connectors::key_file::key_algorithm::KeyAlgorithm;
use crate::connectors::key_file::rotation::{Begins, KeyLine, begin, list, rotate};
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::clock::Clock;

/// A token that was signed at the last moment dies so much later than its life says: clocks differ.
const SKEW_SECONDS: u32 = 600;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make what is missing: the root key, a key of each algorithm, a key for receipts.
    New,
    /// List the keys that sign, and those that open what is encrypted to us; nothing secret.
    List,
    /// Bring the next keys: announced for `keys.announce_hours`, then they sign, or clients should
    /// encrypt to them.
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// One algorithm only: ES256, PS256, RS256, EdDSA, ECDH-ES or RSA-OAEP-256.
    #[arg(long, value_parser = algorithm, conflicts_with = "receipts")]
    algorithm: Option<KeyAlgorithm>,
    /// The key for receipts only.
    #[arg(long)]
    receipts: bool,
    /// Let it sign at once: for drills, and after a loss.
    #[arg(long)]
    now: bool,
}

pub(super) fn run(call: &Call, command: &Keys) -> Result<(), Failure> {
    let now = SystemClock::new().now();
    let lines = match command {
        Keys::New => new(call, now)?,
        Keys::List => list(&key_folder(&call.config), now)?,
        Keys::Rotate(wish) => rotated(call, wish, now)?,
    };
    if call.json {
        println!("{}", json!({ "keys": lines.iter().map(fact).collect::<Vec<_>>() }));
        return Ok(());
    }
    for line in &lines {
        println!(
            "{:<8} {:<12} {:<9} {}  made {}, {} from {}{}{}",
            line.algorithm.purpose(),
            line.algorithm.as_str(),
            line.stage.as_str(line.algorithm),
            line.id,
            moment(line.created_at),
            if opens(line.algorithm) { "to encrypt to" } else { "signs" },
            moment(line.activate_at),
            line.retire_at.map_or_else(String::new, |at| format!(", gone from {}", moment(at))),
            line.token.as_ref().map_or_else(String::new, |label| format!(", in the token {label}")),
        );
    }
    Ok(())
}

fn new(call: &Call, now: Timestamp) -> Result<Vec<KeyLine>, Failure> {
    let folder = key_folder_with_token(&call.config)?;
    let had_root = folder.root().is_ok();
    let before = if had_root { list(&folder, now)?.len() } else { 0 };
    let lines = begin(&folder, &SystemEntropy, now)?;
    if had_root && lines.len() == before {
        return Err(Failure::Refused(
            "the folder has its keys, and none is ever replaced; see `danh keys rotate`".to_owned(),
        ));
    }
    if !call.json {
        let path = call.config.keys.folder.display();
        println!("Keys are in {path}. Keep a copy of root.key: all that is sealed hangs on it.");
    }
    Ok(lines)
}

fn rotated(call: &Call, wish: &Rotate, now: Timestamp) -> Result<Vec<KeyLine>, Failure> {
    let folder = key_folder_with_token(&call.config)?;
    let ahead = Lifetime::hours(call.config.keys.announce_hours);
    let begins = if wish.now { Begins::Now } else { Begins::After(ahead) };
    let spans = &call.config.lifetimes;
    let longest = spans.access_token_seconds.max(spans.id_token_seconds);
    // No longer than what it signed lives: who stole it would else sign what clients still believe.
    let signed = Lifetime::seconds(longest.saturating_add(SKEW_SECONDS));
    let mut lines = list(&folder, now)?;
    for algorithm in KeyAlgorithm::all() {
        // Clients that know only the former go on encrypting to it until they fetch our keys again.
        let kept = if opens(algorithm) { ahead } else { signed };
        let only = if wish.receipts { Some(KeyAlgorithm::SignsReceipts) } else { wish.algorithm };
        // A token need not know every algorithm; what is asked for by name is tried all the same.
        let meant = match only {
            Some(only) => only == algorithm,
            None => folder.makes(algorithm)?,
        };
        if meant {
            lines = rotate(&folder, algorithm, begins, kept, now)?;
        }
    }
    Ok(lines)
}

fn algorithm(text: &str) -> Result<KeyAlgorithm, String> {
    let alike = |known: &KeyAlgorithm| known.as_str().eq_ignore_ascii_case(text);
    let found = KeyAlgorithm::all().find(alike);
    found.ok_or_else(|| "is ES256, PS256, RS256, EdDSA, ECDH-ES or RSA-OAEP-256".to_owned())
}

fn opens(algorithm: KeyAlgorithm) -> bool {
    matches!(algorithm, KeyAlgorithm::Opens(_))
}

fn fact(line: &KeyLine) -> Value {
    json!({
        "kid": line.id,
        "algorithm": line.algorithm.as_str(),
        "use": line.algorithm.purpose(),
        "stage": line.stage.as_str(line.algorithm),
        "created_at": rfc3339(line.created_at),
        "activate_at": rfc3339(line.activate_at),
        "retire_at": line.retire_at.map(rfc3339),
        "token": line.token,
    })
}
