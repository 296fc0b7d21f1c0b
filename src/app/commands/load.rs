//! `danh load`: whole sign-ins over HTTP at an open arrival rate, with latencies from the intended start;
//! and the history checker, which compares what was acknowledged with what the database holds.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

mod arrivals;
mod browser;
mod check;
mod failed;
mod figures;
mod http;
mod ledger;
mod operations;
mod party;
mod prepare;
mod server;
mod walk;
mod world;

use super::Call;
use crate::app::failure::{Failure, unreadable};
use crate::app::wiring::standing_database;
use crate::connectors::system_clock::SystemClock;
use crate::sandbox::accounts;
use arrivals::Plan;
use http::Http;
use ledger::Ledger;
use party::Party;
use server::Watch;
use world::World;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Load {
    #[command(subcommand)]
    command: Option<LoadCommand>,
    #[command(flatten)]
    run: Run,
}

#[derive(Debug, Subcommand)]
enum LoadCommand {
    /// Fill a folder with accounts to import and clients to apply.
    Prepare {
        /// The folder.
        folder: PathBuf,
        /// So many accounts.
        #[arg(long, default_value_t = 10_000)]
        accounts: u32,
        /// Passwords that cost nothing to verify: for measuring all but the hash.
        #[arg(long)]
        light: bool,
    },
    /// Compare a ledger with the database of the settings.
    Check {
        /// What `danh load --ledger` wrote.
        ledger: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Run {
    /// The folder that `danh load prepare` filled.
    #[arg(long, value_name = "FOLDER", default_value = "load")]
    folder: PathBuf,
    /// The provider.
    #[arg(long, value_name = "ADDRESS", default_value = "http://localhost:8080")]
    issuer: String,
    /// The sandbox, where messages arrive.
    #[arg(long, value_name = "ADDRESS", default_value = "http://127.0.0.1:8090")]
    sandbox: String,
    /// What is done.
    #[arg(long, value_enum, default_value = "sign-in")]
    operation: Operation,
    /// Arrivals a second.
    #[arg(long, default_value_t = 50.0, value_parser = positive)]
    rate: f64,
    /// For so many seconds.
    #[arg(long, default_value_t = 10.0, value_parser = positive)]
    seconds: f64,
    /// Draws the moments of arrival.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What is asked for.
    #[arg(long, default_value = "openid phone offline_access")]
    scope: String,
    /// Push each request first (RFC 9126).
    #[arg(long)]
    pushed: bool,
    /// Write down what is acknowledged, for `danh load check`.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Under a ledger: redeem every so manieth code twice at once; 0 for none.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    replay_every: u64,
    /// The provider's process, for processor time and memory.
    #[arg(long, value_name = "PID")]
    server: Option<u32>,
    /// The provider's operator address, for commits and statements.
    #[arg(long, value_name = "ADDRESS")]
    management: Option<String>,
}

/// What is done at each arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Operation {
    /// Read the discovery document.
    Discovery,
    /// Read the keys.
    Jwks,
    /// Exchange a code (private_key_jwt).
    Code,
    /// Read `UserInfo`.
    Userinfo,
    /// Use a refresh token (client_secret_basic).
    Refresh,
    /// Sign in: number, password, code, consent, tokens.
    SignIn,
}

pub(super) async fn run(call: &Call, load: &Load) -> Result<(), Failure> {
    match &load.command {
        None => measure(&load.run).await,
        Some(LoadCommand::Prepare { folder, accounts: count, light }) => {
            let hash = if *light { accounts::LIGHT_HASH } else { accounts::PASSWORD_HASH };
            prepare::prepare(folder, *count, hash)
        }
        Some(LoadCommand::Check { ledger }) => check(call, ledger).await,
    }
}

async fn check(call: &Call, ledger: &Path) -> Result<(), Failure> {
    // The ledger first: nobody need be asked about one that is none.
    let histories = check::read(ledger)?;
    let database = standing_database(&call.config).await?;
    let findings = check::check(histories, &database).await?;
    println!("{}", findings.facts());
    match findings.faults.len() {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("the history does not hold at {count} places"))),
    }
}

async fn measure(run: &Run) -> Result<(), Failure> {
    let management = match &run.management {
        Some(address) => Some(Http::to(address).await.map_err(Failure::Usage)?),
        None => None,
    };
    let watch = Watch { pid: run.server, management };
    let world = Arc::new(world(run).await?);
    let plan = Plan { rate: run.rate, seconds: run.seconds, seed: run.seed };
    let arrivals = plan.moments().count();
    let prepared = operations::prepare(&world, run.operation, arrivals).await;
    let prepared = prepared.map_err(|failed| Failure::Refused(failed.0))?;
    let before = watch.look().await;
    let operation = || operations::one(&world, &prepared);
    let mut figures = arrivals::run(plan, operation).await;
    let after = watch.look().await;
    let spent = watch.facts(before, after, figures.done());
    println!("{}", report(run, &figures.facts(), &spent));
    drop(prepared);
    if let Some(ledger) = Arc::into_inner(world).and_then(|world| world.ledger) {
        ledger.close()?;
    }
    Ok(())
}

fn report(run: &Run, figures: &Value, spent: &Value) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "operation": run.operation.to_possible_value().map(|value| value.get_name().to_owned()),
        "rate": run.rate,
        "seed": run.seed,
        "pushed": run.pushed,
        "scope": run.scope,
        "figures": figures,
        "server": spent,
    })
}

async fn world(run: &Run) -> Result<World, Failure> {
    let cannot = |name: &str, error: std::io::Error| {
        let words = unreadable(&run.folder.join(name), &error);
        Failure::Usage(format!("{words}; see `danh load prepare`"))
    };
    let file = |name: &str| std::fs::read(run.folder.join(name)).map_err(|e| cannot(name, e));
    let secret = String::from_utf8_lossy(&file(prepare::SECRET)?).into_owned();
    let party = Party::new(&run.issuer, &file(prepare::KEY)?, secret)
        .ok_or_else(|| Failure::Usage(format!("{} is no key", prepare::KEY)))?;
    let people = world::people(&run.folder.join(prepare::ACCOUNTS))
        .map_err(|error| cannot(prepare::ACCOUNTS, error))?;
    Ok(World {
        issuer: run.issuer.clone(),
        provider: Http::to(&run.issuer).await.map_err(Failure::Usage)?,
        sandbox: Http::to(&run.sandbox).await.map_err(Failure::Usage)?,
        party,
        people,
        password: accounts::PASSWORD.to_owned(),
        scope: run.scope.clone(),
        pushed: run.pushed,
        replay_every: run.replay_every,
        ledger: run.ledger.as_deref().map(Ledger::open).transpose()?,
        next: AtomicUsize::default(),
        seen: Mutex::default(),
        clock: SystemClock::new(),
    })
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0 && *n < 1e6);
    number.ok_or_else(|| "is a number above 0".to_owned())
}
