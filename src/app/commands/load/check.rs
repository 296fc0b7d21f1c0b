//! The history checker: what a ledger says was acknowledged is compared with what the database holds.
//!
//! Nothing acknowledged may be lost: a code that reached the client has its authorization, a code that
//! brought tokens is used, and its refresh token and its event stand. No code brings tokens twice; one
//! that was shown again after it had brought some is dead with all that came of it. The log is whole.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::{Value, json};

use super::ledger::{Entry, What};
use crate::app::failure::{Failure, unreadable};
use crate::domain::event::EventKind;
use crate::domain::id::{AuthorizationId, RefreshTokenId};
use crate::store::authorizations::find_authorization;
use crate::store::database::Database;
use crate::store::events::{list_events, verify_chains};
use crate::store::tokens::find_refresh_token;

/// More events than an account has in a run.
const MANY: u32 = 100_000;

/// What the ledger knows of one code.
#[derive(Debug, Default)]
struct History {
    tokens: u32,
    refused: u32,
    doubtful: u32,
    refresh: Option<String>,
}

/// What a ledger knows of each code.
pub(super) struct Histories(BTreeMap<String, History>);

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    codes: u64,
    tokens: u64,
    /// Each in a sentence.
    pub(super) faults: Vec<String>,
}

impl Findings {
    /// As facts.
    pub(super) fn facts(&self) -> Value {
        json!({ "codes": self.codes, "acknowledged_exchanges": self.tokens, "faults": self.faults })
    }
}

/// Compares a ledger with a database.
pub(super) async fn check(histories: Histories, database: &Database) -> Result<Findings, Failure> {
    let Histories(histories) = histories;
    let mut findings = Findings { codes: histories.len() as u64, ..Findings::default() };
    let mut issued: BTreeMap<_, u64> = BTreeMap::new();
    for (code, history) in &histories {
        findings.tokens += u64::from(history.tokens);
        if let Some(account) = one(database, (code, history), &mut findings.faults).await? {
            *issued.entry(account).or_default() += u64::from(history.tokens);
        }
    }
    for (account, acknowledged) in issued {
        let events = list_events(database, &account, None, MANY).await?;
        let kind = |row: &&_| is_issue(row);
        let written = events.iter().filter(kind).count() as u64;
        if written < acknowledged {
            let lost = acknowledged - written;
            findings.faults.push(format!("{lost} issues of tokens left no event"));
        }
    }
    for fault in verify_chains(database).await?.faults {
        findings.faults.push(format!("the log is broken: chain {} at {}", fault.chain, fault.seq));
    }
    Ok(findings)
}

fn is_issue(row: &crate::store::chain::EventRow) -> bool {
    row.event.kind == EventKind::TokensIssued
}

/// Judges one code, and says whose it is.
async fn one(
    database: &Database,
    (code, history): (&str, &History),
    faults: &mut Vec<String>,
) -> Result<Option<crate::domain::id::AccountId>, Failure> {
    if history.tokens > 1 {
        faults.push(format!("{code}: brought tokens {} times", history.tokens));
    }
    let id = AuthorizationId::parse(code);
    let row = match &id {
        Some(id) => find_authorization(database, id).await?,
        None => None,
    };
    let Some(row) = row else {
        faults.push(format!("{code}: was given to the client and is lost"));
        return Ok(None);
    };
    if history.tokens > 0 {
        if row.code_used_at.is_none() {
            faults.push(format!("{code}: brought tokens and counts as unused"));
        }
        // Refused means that it was shown again: then all that came of it has to be dead.
        let replayed = history.refused > 0;
        if replayed && !row.ends.revoked {
            faults.push(format!("{code}: was shown twice and what came of it lives"));
        }
        if !replayed && history.doubtful == 0 && row.ends.revoked {
            faults.push(format!("{code}: was shown once and what came of it is dead"));
        }
        let refresh = history.refresh.as_deref().map(RefreshTokenId::parse);
        let kept = match refresh {
            Some(Some(id)) => find_refresh_token(database, &id).await?.is_some(),
            Some(None) => false,
            None => true,
        };
        if !kept {
            faults.push(format!("{code}: its refresh token is lost"));
        }
    }
    Ok(Some(row.account.id))
}

/// Reads a ledger.
pub(super) fn read(path: &Path) -> Result<Histories, Failure> {
    let cannot =
        |error: std::io::Error| Failure::Usage(format!("the ledger {}", unreadable(path, &error)));
    let mut histories: BTreeMap<String, History> = BTreeMap::new();
    for (line, text) in
        BufReader::new(std::fs::File::open(path).map_err(cannot)?).lines().enumerate()
    {
        let entry: Entry = serde_json::from_str(&text.map_err(cannot)?)
            .map_err(|_| Failure::Usage(format!("line {} is none of a ledger", line + 1)))?;
        let history = histories.entry(entry.code).or_default();
        match entry.what {
            What::Authorized | What::NotAsked => {}
            What::Tokens => {
                history.tokens += 1;
                history.refresh = entry.refresh;
            }
            What::Refused => history.refused += 1,
            What::Unknown => history.doubtful += 1,
        }
    }
    Ok(Histories(histories))
}
