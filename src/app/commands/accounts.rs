//! `danh accounts`: bring accounts, look at one, lock one. A personal number is read from standard
//! input: what stands on a command line can be seen by others and is kept by shells.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::{Call, moment, rfc3339, told};
use crate::app::config::Mode;
use crate::app::failure::{Failure, reason, unreadable};
use crate::app::wiring::open_ground;
use crate::domain::account::{AccountState, LockedBy};
use crate::domain::person::{LoginName, Phone};
use crate::flows::accounts::entry::{Door, EntryFault};
use crate::flows::accounts::file::{Lines, tables};
use crate::flows::accounts::import::Imported;
use crate::flows::accounts::{AccountRefusal, AccountsFlow, Shown};

#[derive(Debug, Subcommand)]
pub(super) enum Accounts {
    /// Bring accounts with their evidence: .jsonl (or - for standard input) or .toml.
    Import {
        /// See the manual's page on accounts.
        file: PathBuf,
    },
    /// Show the account whose number is on standard input; numbers are masked.
    Show,
    /// Lock the account whose number is on standard input, and end all it has open. No command of this
    /// release opens it again.
    Lock {
        /// At whose request.
        #[arg(long)]
        by: By,
    },
    /// Let codes count again for the account whose number is on standard input: its person was seen.
    Unbar,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum By {
    /// The person.
    Owner,
    /// The police.
    Police,
    /// We, for the register says so.
    Register,
}

pub(super) async fn run(call: &Call, command: &Accounts) -> Result<(), Failure> {
    match command {
        Accounts::Import { file } => import(call, file).await,
        Accounts::Show => show(call).await,
        Accounts::Lock { by } => lock(call, *by).await,
        Accounts::Unbar => unbar(call).await,
    }
}

async fn import(call: &Call, path: &Path) -> Result<(), Failure> {
    let cannot = |error: io::Error| Failure::Usage(unreadable(path, &error));
    let is = |end: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    let reader: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else if is("jsonl") || is("toml") {
        Box::new(File::open(path).map_err(cannot)?)
    } else {
        return Err(Failure::Usage("the file's name ends in .jsonl or .toml".to_owned()));
    };
    let ground = open_ground(&call.config).await?;
    let production = call.config.http.mode == Mode::Production;
    let door = Door { production, today: ground.now().day() };
    let flow = AccountsFlow { ground };
    let mut tell = |line: u64, fault: EntryFault| {
        eprintln!("danh: line {line}: {} {}", fault.member, fault.reason);
    };
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let came = if is("toml") {
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(cannot)?;
        let entries = tables(&text, door).map_err(|fault| {
            let line = fault.line;
            Failure::Refused(format!("line {line}: not TOML with [[account]] tables alone"))
        })?;
        flow.import(entries.into_iter().map(Ok), &mut tell).await
    } else {
        flow.import(Lines::of(reader, door), &mut tell).await
    };
    let ended = |broken: crate::flows::accounts::import::Broken| {
        format!("reading ended in the middle: {}; run it again", reason(&broken.0))
    };
    finish(call, came.map_err(|error| told(error, ended))?)
}

fn finish(call: &Call, came: Imported) -> Result<(), Failure> {
    let Imported { added, known, refused } = came;
    if call.json {
        println!("{}", json!({ "added": added, "known": known, "refused": refused }));
    } else {
        println!(
            "{added} accounts were added, {known} were known already, {refused} were refused."
        );
    }
    if refused == 0 {
        Ok(())
    } else {
        Err(Failure::Refused(format!("{refused} accounts were refused; the others stand")))
    }
}

/// One line from standard input; never more than a number can be.
fn number() -> Result<LoginName, Failure> {
    if io::stdin().is_terminal() {
        eprint!("Personal number: ");
    }
    let mut typed = String::new();
    let read = io::stdin().lock().take(200).read_line(&mut typed);
    read.map_err(|_| Failure::Usage("standard input cannot be read".to_owned()))?;
    LoginName::parse(&typed).map_err(|_| {
        Failure::Usage(
            "standard input holds no number of 12 digits, nor an old one of 9".to_owned(),
        )
    })
}

async fn unbar(call: &Call) -> Result<(), Failure> {
    let name = number()?;
    let flow = AccountsFlow { ground: open_ground(&call.config).await? };
    let was_counted = flow.unbar(&name).await.map_err(|error| told(error, refusal))?;
    if call.json {
        println!("{}", json!({ "forgotten": was_counted }));
    } else if was_counted {
        println!("Wrong codes of this account are forgotten.");
    } else {
        println!("No wrong codes of this account were counted.");
    }
    Ok(())
}

async fn show(call: &Call) -> Result<(), Failure> {
    let name = number()?;
    let flow = AccountsFlow { ground: open_ground(&call.config).await? };
    let shown = flow.show(&name).await.map_err(|error| told(error, refusal))?;
    let Shown { account, created_at, password_since, today } = &shown;
    let profile = &account.profile;
    let evidence = profile.evidence.iter().map(|shown| {
        json!({ "channel": shown.channel.as_str(), "proven_at": shown.proven_at.day().to_string(),
            "valid_to": shown.valid_to.map(|day| day.to_string()) })
    });
    let facts = json!({
        "account": account.id.as_str(),
        "number": profile.number.masked(),
        "phone": profile.phone.as_ref().map(Phone::masked),
        "receiving": profile.receiving.iter().map(Phone::masked).collect::<Vec<_>>(),
        "kind": profile.kind.as_str(),
        "state": state(account.state),
        "ial": account.ial(*today).as_str(),
        "eid_level": profile.eid_level,
        "evidence": evidence.collect::<Vec<_>>(),
        "card_valid_to": profile.card_valid_to.map(|day| day.to_string()),
        "one_device": account.device_rule,
        "generation": account.generation.0,
        "password_since": password_since.map(rfc3339),
        "known_since": rfc3339(*created_at),
    });
    if call.json {
        println!("{facts}");
    } else {
        println!("{}", serde_json::to_string_pretty(&facts)?);
    }
    Ok(())
}

async fn lock(call: &Call, by: By) -> Result<(), Failure> {
    let name = number()?;
    let by = match by {
        By::Owner => LockedBy::Owner,
        By::Police => LockedBy::Police,
        By::Register => LockedBy::Register,
    };
    let flow = AccountsFlow { ground: open_ground(&call.config).await? };
    let sessions = flow.lock(&name, by).await.map_err(|error| told(error, refusal))?;
    if call.json {
        println!("{}", json!({ "outcome": "is locked", "sessions_ended": sessions }));
    } else {
        println!("The account is locked; {sessions} sessions ended.");
    }
    Ok(())
}

fn refusal(reason: AccountRefusal) -> String {
    match reason {
        AccountRefusal::Unknown => "nobody has this number".to_owned(),
        AccountRefusal::Ambiguous => {
            "this old number leads to two people; give the 12 digits".to_owned()
        }
        AccountRefusal::Changing => "the account is changing at this moment; try again".to_owned(),
        AccountRefusal::Locked { since, by } => {
            format!("the account is locked already: by {}, since {}", by.as_str(), moment(since))
        }
    }
}

fn state(state: AccountState) -> String {
    match state {
        AccountState::Active => "active".to_owned(),
        AccountState::NotActivated => "not activated".to_owned(),
        AccountState::AppOnly => "app only".to_owned(),
        AccountState::Locked { since, by } => {
            format!("locked by {} since {}", by.as_str(), rfc3339(since))
        }
    }
}
