//! The command line: one command a file.

mod check_config;
mod logs;
mod migrate;
mod serve;
mod signals;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::config::Config;
use super::failure::Failure;

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
    /// The provider.
    Serve,
    /// Bring the database's tables up to date.
    Migrate,
    /// Judge the settings and all they name, short of listening.
    CheckConfig,
}

/// What a command needs from the command line.
struct Call {
    config: Config,
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
    let config = Config::load(line.config.as_deref(), std::env::vars())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let call = Call { config, json: line.json };
    match line.command {
        Command::Serve => block_on(serve::run(&call))?,
        Command::Migrate => block_on(migrate::run(&call))?,
        Command::CheckConfig => block_on(check_config::run(&call))?,
    }
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
