//! `danh sandbox`: plays every outside system, or prints accounts for its people.

use std::io::{self, BufWriter, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::Call;
use super::signals::StopSignals;
use crate::app::failure::{Failure, unreadable};
use crate::connectors::system_clock::SystemClock;
use crate::domain::text::Secret;
use crate::ports::clock::Clock;
use crate::sandbox::settings::{PEOPLE, SEED};
use crate::sandbox::synthetic::{MOST, SyntheticPeople, people_with_adults};
use crate::sandbox::{SandboxSettings, accounts, serve};

#[derive(Debug, Args)]
pub(super) struct Sandbox {
    /// Where it listens.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// How many synthetic people the registers hold.
    #[arg(long, value_name = "COUNT", default_value_t = PEOPLE,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST)))]
    people: u32,
    /// Makes the people; the same seed makes the same ones.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// File with the bearer token that the registers and the gateway ask for.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Serve nothing: print so many accounts as JSON Lines for `danh accounts import`.
    #[arg(long, value_name = "COUNT")]
    accounts: Option<u32>,
}

pub(super) async fn run(call: &Call, wish: &Sandbox) -> Result<(), Failure> {
    let now = SystemClock::new().now();
    if let Some(count) = wish.accounts {
        return print_accounts(wish, count);
    }
    let bearer = match &wish.token_file {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::Refused(unreadable(path, &error)))?,
        None => String::new(),
    };
    let clock = SystemClock::new();
    let mut stop = StopSignals::hear()?;
    let running = serve(SandboxSettings {
        address: wish.listen,
        bearer: Secret::new(bearer.trim().to_owned()),
        people: wish.people,
        seed: wish.seed,
        named_people: None,
        first_start: now,
        tiles: vec![],
        clock: Arc::new(move || clock.now()),
    })
    .await?;
    if call.json {
        println!("{}", serde_json::json!({ "listening": running.address().to_string() }));
    } else {
        println!("The sandbox is at http://{}; Ctrl-C stops it.", running.address());
    }
    let stopper = running.stopper();
    tokio::spawn(async move {
        stop.asked().await;
        stopper.stop(true).await;
    });
    Ok(running.wait().await?)
}

fn print_accounts(wish: &Sandbox, count: u32) -> Result<(), Failure> {
    let needed = people_with_adults(count).max(wish.people);
    if needed > MOST {
        return Err(Failure::Usage(format!("there are no {count} adults among {MOST} people")));
    }
    let today = SystemClock::new().now().day();
    let people = SyntheticPeople::new(wish.seed, needed, today);
    let mut out = BufWriter::new(io::stdout().lock());
    match accounts::write_lines(&people, (count, accounts::PASSWORD_HASH), today, &mut out)
        .and_then(|_| out.flush())
    {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
