//! `danh clients invite`: an initial access token for an organization that was vetted; `uninvite` takes it
//! back.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use super::{Call, never, told};
use crate::app::failure::{Failure, reason, unreadable};
use crate::app::wiring::open_ground;
use crate::connectors::system_clock::SystemClock;
use crate::domain::client::ClientId;
use crate::domain::id::InvitationId;
use crate::domain::time::Lifetime;
use crate::flows::client_registration::{Invitation, Invitations, Unknown};
use crate::flows::client_registry::file;
use crate::ports::clock::Clock;
use crate::protocol::client_metadata::{self, Strictness};
use crate::protocol::client_registration::{Standing, within};

#[derive(Debug, Args)]
pub struct Invite {
    /// TOML file with what every client that comes of it is: who, what it may ask, and why.
    terms: PathBuf,
    /// File for the token, readable by its owner alone; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many clients may register by it.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    uses: u32,
    /// For how many days.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=365))]
    days: u32,
}

pub(super) async fn invite(call: &Call, wish: &Invite) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&wish.terms)
        .map_err(|error| Failure::Usage(unreadable(&wish.terms, &error)))?;
    let terms = read(&text, call.config.http.mode.strictness())?;
    // The file is made before the token, so that none is ever lost.
    let mut file = OpenOptions::new();
    let file = file.write(true).create_new(true).mode(0o600).open(&wish.out);
    let mut file = file.map_err(|error| unwritable(&wish.out, &error))?;
    let (uses, days) = (wish.uses, wish.days);
    let given = async {
        let invitations = Invitations { ground: open_ground(&call.config).await? };
        let invitation = Invitation { terms, uses, lasts: Lifetime::days(days) };
        let (id, token) = invitations.give(invitation).await.map_err(|error| told(error, never))?;
        let written = file.write_all(token.expose().as_bytes()).and_then(|()| file.sync_all());
        written.map(|()| id).map_err(|error| unwritable(&wish.out, &error))
    };
    let id = match given.await {
        Ok(id) => id,
        Err(failure) => {
            let _ = std::fs::remove_file(&wish.out);
            return Err(failure);
        }
    };
    let (id, out) = (id.as_str(), wish.out.display().to_string());
    if call.json {
        let facts = json!({ "id": id, "token_file": out, "uses": uses, "days": days });
        println!("{facts}");
    } else {
        println!(
            "{id}: an initial access token for {uses} clients and {days} days stands in {out}"
        );
    }
    Ok(())
}

pub(super) async fn uninvite(call: &Call, id: &str) -> Result<(), Failure> {
    let unknown = || Failure::Refused("there is no such initial access token".to_owned());
    let id = InvitationId::parse(id).ok_or_else(unknown)?;
    let invitations = Invitations { ground: open_ground(&call.config).await? };
    let words = |_: Unknown| "there is no such initial access token".to_owned();
    invitations.withdraw(&id).await.map_err(|error| told(error, words))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Refused(format!("{} cannot be written: {}", path.display(), reason(error)))
}

/// The terms, if a client could stand by them. What a client says itself is not asked of them.
fn read(text: &str, strictness: Strictness) -> Result<Map<String, Value>, Failure> {
    let refused = |words: String| Failure::Refused(format!("no token was made: {words}"));
    let table: toml::Value = toml::from_str(text)
        .map_err(|error: toml::de::Error| refused(format!("not TOML: {}", error.message())))?;
    let Value::Object(terms) = file::json(&table) else {
        return Err(refused("the file is no table of keys".to_owned()));
    };
    let Some(id) = ClientId::parse("c.trial") else {
        return Err(refused("no name could be tried".to_owned()));
    };
    let standing = Standing { id: &id, since: SystemClock::new().now().day(), strictness };
    let sentences = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    let document = within(Map::new(), &terms, standing)
        .map_err(|faults| refused(sentences(faults).join("\n")))?;
    let Err(faults) = client_metadata::parse(&document, strictness) else { return Ok(terms) };
    let faults: Vec<_> =
        faults.into_iter().filter(|fault| !is_the_clients(&terms, &fault.key)).collect();
    if faults.is_empty() { Ok(terms) } else { Err(refused(sentences(faults).join("\n"))) }
}

/// What a client brings itself (its method, keys and addresses) is judged when it comes. What the terms say
/// is judged now, and so is what only they can say.
fn is_the_clients(terms: &Map<String, Value>, key: &str) -> bool {
    const BROUGHT: [&str; 7] = [
        "dpop_bound_access_tokens",
        "jwks",
        "jwks_uri",
        "redirect_uris",
        "sector_identifier",
        "tls_client_certificate_bound_access_tokens",
        "token_endpoint_auth_method",
    ];
    BROUGHT.contains(&key) && !terms.contains_key(key)
}
