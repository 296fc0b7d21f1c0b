//! The command line: one command a file.

mod accounts;
mod audit;
mod check_config;
mod clients;
mod demo;
mod keys;
mod load;
mod logs;
mod migrate;
mod sandbox;
mod serve;
mod signals;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::config::Config;
use super::failure::Failure;
use crate::domain::time::Timestamp;
use crate::flows;
use crate::flows::error::Never;

/// Danh, an OpenID Connect provider for a national electronic identity.
#[derive(Debug, Parser)]
#[command(name = "danh", version, about, propagate_version = true)]
struct CommandLine {
    /// Settings that differ from the defaults (see config/default.toml).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print facts as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The whole thing on this machine: provider, sandbox and three services.
    Demo(demo::Demo),
    /// The provider.
    Serve,
    /// Bring the database's tables up to date.
    Migrate,
    /// Judge the settings and all they name, short of listening.
    CheckConfig,
    /// The root key and the keys that sign.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Relying parties, as a file registers them.
    #[command(subcommand)]
    Clients(clients::Clients),
    /// Bring accounts, look at one, lock one.
    #[command(subcommand)]
    Accounts(accounts::Accounts),
    /// The log of what happened.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Measure a provider by whole sign-ins, and check what it acknowledged.
    Load(load::Load),
    /// Play every outside system, for trials.
    Sandbox(sandbox::Sandbox),
}

/// What a command needs from the command line.
struct Call {
    config: Config,
    /// Whether the settings were named by a file.
    file: bool,
    json: bool,
}

/// Runs the command that was asked for and says how it went: 0 done, 1 refused, 2 wrong usage.
#[must_use]
pub fn run() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Help and version come this way too; clap knows which of them is a mistake.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match carry_out(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(words)) => {
            eprintln!("danh: {words}");
            ExitCode::from(1)
        }
        Err(Failure::Usage(words)) => {
            eprintln!("danh: {words}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(line: CommandLine) -> Result<(), Failure> {
    install_tls_provider()?;
    let config = Config::load(line.config.as_deref(), environment())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let call = Call { config, file: line.config.is_some(), json: line.json };
    match line.command {
        Command::Demo(demo) => block_on(demo::run(&call, &demo))?,
        Command::Serve => block_on(serve::run(&call))?,
        Command::Migrate => block_on(migrate::run(&call))?,
        Command::CheckConfig => block_on(check_config::run(&call))?,
        Command::Keys(command) => keys::run(&call, &command),
        Command::Clients(command) => block_on(clients::run(&call, &command))?,
        Command::Accounts(command) => block_on(accounts::run(&call, &command))?,
        Command::Audit(command) => block_on(audit::run(&call, &command))?,
        Command::Load(load) => block_on(load::run(&call, &load))?,
        Command::Sandbox(wish) => block_on(sandbox::run(&call, &wish))?,
    }
}

/// The environment; whatever else stands in it need not be text.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().map(|(name, value)| {
        (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
    })
}

/// One TLS provider for all that speaks TLS; chosen once, before anything else runs.
fn install_tls_provider() -> Result<(), Failure> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| Failure::Refused("another TLS provider was installed before ours".to_owned()))
}

fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future))
}

/// A flow's failure in words; `refused` says what the flow's own reason means here.
fn told<R>(error: flows::error::Error<R>, refused: impl FnOnce(R) -> String) -> Failure {
    Failure::Refused(match error {
        flows::error::Error::Refused(reason) => refused(reason),
        flows::error::Error::Unavailable(port) => format!("the {port} does not answer"),
        flows::error::Error::Broken(cause) => cause,
    })
}

/// The words of a flow that refuses nothing.
fn never(reason: Never) -> String {
    match reason {}
}

/// A moment as operators read it, in Viet Nam's time.
fn moment(at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{} {hour:02}:{minute:02} +07:00", at.day())
}

/// A moment as programs read it.
fn rfc3339(at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}:{minute:02}:{:02}+07:00", at.day(), at.unix().rem_euclid(60))
}
