//! `danh clients`: relying parties, as a file registers them.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Call, moment, never, rfc3339, told};
use crate::app::failure::{Failure, reason, unreadable};
use crate::app::wiring::{Seen, behind, fits, look, open_ground, open_ring};
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::domain::client::ClientId;
use crate::flows::client_registry::file::{self, Asked, SecretAsked};
use crate::flows::client_registry::{Change, ClientRegistry, Listed, Means, Planned};
use crate::flows::error::Error;
use crate::ports::clock::Clock;
use crate::protocol::client_metadata::sector_name;

use self::invitation::Invite;

mod invitation;

mod warnings;

#[derive(Debug, Subcommand)]
pub(super) enum Clients {
    /// Register the clients of a TOML file; applying it twice changes nothing.
    Apply(Apply),
    /// List all clients.
    List,
    /// Show a client's registration; it holds no secret.
    Show {
        /// Its `client_id`.
        id: String,
    },
    /// Make an initial access token, by which clients register themselves.
    Invite(Invite),
    /// Take an initial access token back; the clients that came of it stay.
    Uninvite {
        /// The name that `invite` told.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Apply {
    /// `[[client]]` tables with the names of RFC 7591.
    file: PathBuf,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Folder for secrets that are made: one file a client, readable by its owner alone.
    #[arg(long, value_name = "FOLDER")]
    secrets: Option<PathBuf>,
}

pub(super) async fn run(call: &Call, command: &Clients) -> Result<(), Failure> {
    match command {
        Clients::Apply(wish) => apply(call, wish).await,
        Clients::List => list(call).await,
        Clients::Show { id } => show(call, id).await,
        Clients::Invite(wish) => invitation::invite(call, wish).await,
        Clients::Uninvite { id } => invitation::uninvite(call, id).await,
    }
}

async fn apply(call: &Call, wish: &Apply) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&wish.file)
        .map_err(|error| Failure::Usage(unreadable(&wish.file, &error)))?;
    let strictness = call.config.http.mode.strictness();
    let faults = |faults: Vec<file::FileFault>| {
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        format!("nothing was applied:\n{}", lines.join("\n"))
    };
    let asked = file::read(&text, strictness).map_err(|found| Failure::Refused(faults(found)))?;
    let asked: Vec<_> = asked.into_iter().map(with_secret).collect::<Result<_, _>>()?;
    let now = SystemClock::new().now();
    let warned = asked.iter().map(|one| warnings::of(&call.config, &one.client, now)).collect();
    if wish.dry_run {
        let planned = judged(call, asked).await?.map_err(|error| told(error, faults))?;
        print_plan(call, wish, (&planned, warned));
        return Ok(());
    }
    let registry = ClientRegistry { ground: open_ground(&call.config).await? };
    let planned = registry.plan(asked).await.map_err(|error| told(error, faults))?;
    let written = hand_over(&planned, wish.secrets.as_deref())?;
    if let Err(error) = registry.apply(&planned).await {
        // A secret that nobody will accept is not left lying about.
        for path in &written {
            let _ = std::fs::remove_file(path);
        }
        let words = |_| "clients were applied elsewhere at this moment; try again".to_owned();
        return Err(told(error, words));
    }
    print_plan(call, wish, (&planned, warned));
    Ok(())
}

/// What applying would do, found out without making or changing anything: where no table of clients
/// stands yet, all are new.
async fn judged(
    call: &Call,
    asked: Vec<Asked>,
) -> Result<Result<Vec<Planned>, Error<Vec<file::FileFault>>>, Failure> {
    let (ring, entropy, now) = (open_ring(&call.config)?, &SystemEntropy, SystemClock::new().now());
    let means = Means { ring: &ring, entropy, now };
    Ok(match look(&call.config).await? {
        Seen::Current(database) => {
            fits(&database, &ring).await?;
            means.plan(asked, &database).await
        }
        Seen::Behind(database, count) if database.has_table("clients").await? => {
            return Err(Failure::Refused(behind(count)));
        }
        Seen::Behind(..) | Seen::Nothing => means.plan_beside(asked, &[]),
    })
}

/// Reads a secret that stands in a file of its own.
fn with_secret(asked: Asked) -> Result<Asked, Failure> {
    let SecretAsked::InFile(path) = &asked.secret else { return Ok(asked) };
    let id = asked.client.id.as_str();
    let refused = |words: String| Failure::Refused(format!("{id}: `client_secret_file` {words}"));
    let cannot = |error: std::io::Error| refused(format!("= {}", unreadable(path, &error)));
    if std::fs::metadata(path).map_err(cannot)?.mode() & 0o077 != 0 {
        return Err(refused("can be read by others on this machine".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(cannot)?;
    let secret = file::acceptable(text.trim())
        .ok_or_else(|| refused("holds no 24 to 256 visible ASCII characters".to_owned()))?;
    Ok(Asked { secret: SecretAsked::Told(secret), ..asked })
}

/// Writes each secret that was made before its client can use it, so that none is ever lost.
fn hand_over(planned: &[Planned], folder: Option<&Path>) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (id, secret) in planned.iter().filter_map(|p| Some((&p.id, p.made.as_ref()?))) {
        let id = id.as_str();
        let Some(folder) = folder else {
            return Err(Failure::Refused(format!(
                "{id} needs a secret: name `client_secret_file` in its registration, or a folder \
                 for a new one with --secrets"
            )));
        };
        let path = folder.join(format!("{id}.secret"));
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let file = made
            .and_then(|()| OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path));
        let done = file.and_then(|mut file| {
            file.write_all(secret.expose().as_bytes())?;
            file.sync_all()
        });
        if let Err(error) = done {
            for path in &written {
                let _ = std::fs::remove_file(path);
            }
            let words = format!("{id}: {} cannot be written: {}", path.display(), reason(&error));
            return Err(Failure::Refused(words));
        }
        written.push(path);
    }
    Ok(written)
}

fn print_plan(call: &Call, wish: &Apply, (planned, warned): (&[Planned], Vec<Vec<String>>)) {
    let secret_of = |one: &Planned| {
        let folder = wish.secrets.as_ref().filter(|_| one.made.is_some() && !wish.dry_run)?;
        Some(folder.join(format!("{}.secret", one.id.as_str())).display().to_string())
    };
    if call.json {
        let facts = planned.iter().zip(&warned).map(|(one, warned)| {
            let (change, keys) = match &one.change {
                Change::Added => ("added", vec![]),
                Change::Changed(keys) => ("changed", keys.clone()),
                Change::None => ("unchanged", vec![]),
            };
            json!({ "client_id": one.id.as_str(), "change": change, "keys": keys,
                "secret_file": secret_of(one), "warnings": warned })
        });
        let facts: Vec<_> = facts.collect();
        println!("{}", json!({ "dry_run": wish.dry_run, "clients": facts }));
        return;
    }
    for (one, warned) in planned.iter().zip(warned) {
        let id = one.id.as_str();
        match &one.change {
            Change::Added => println!("+ {id}"),
            Change::Changed(keys) => println!("~ {id}: {}", keys.join(", ")),
            Change::None => println!("= {id}"),
        }
        if let Some(path) = secret_of(one) {
            println!("  its secret was made and stands, this once, in {path}");
        }
        for sentence in warned {
            println!("! {id}: {sentence}");
        }
    }
    if wish.dry_run {
        println!("Nothing was written.");
    }
}

async fn list(call: &Call) -> Result<(), Failure> {
    let registry = ClientRegistry { ground: open_ground(&call.config).await? };
    let all = registry.list().await.map_err(|error| told(error, never))?;
    if call.json {
        println!("{}", json!({ "clients": all.iter().map(fact).collect::<Vec<_>>() }));
        return Ok(());
    }
    for one in &all {
        let (client, since) = (&one.client, moment(one.applied_at));
        println!("{:<24} {}  ({since})", client.id.as_str(), client.name.vi.as_str());
    }
    Ok(())
}

async fn show(call: &Call, id: &str) -> Result<(), Failure> {
    let unknown = || Failure::Refused("there is no such client".to_owned());
    let id = ClientId::parse(id).ok_or_else(unknown)?;
    let registry = ClientRegistry { ground: open_ground(&call.config).await? };
    let found = registry.show(&id).await.map_err(|error| told(error, never))?;
    let found = found.ok_or_else(unknown)?;
    if call.json {
        println!("{}", found.document);
    } else {
        println!("{}", serde_json::to_string_pretty(&found.document)?);
    }
    Ok(())
}

fn fact(one: &Listed) -> Value {
    json!({
        "client_id": one.client.id.as_str(),
        "client_name": one.client.name.vi.as_str(),
        "sector": sector_name(one.client.sector),
        "applied_at": rfc3339(one.applied_at),
    })
}
