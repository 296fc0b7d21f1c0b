//! `danh audit verify`: whether the log's chains are whole.

use clap::Subcommand;
use serde_json::json;

use super::Call;
use crate::app::failure::Failure;
use crate::app::wiring::standing_database;
use crate::store::events::{FaultKind, verify_chains};

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Go through every chain of the log from its beginning.
    Verify,
}

pub(super) async fn run(call: &Call, command: &Audit) -> Result<(), Failure> {
    let Audit::Verify = command;
    let verdict = verify_chains(&standing_database(&call.config).await?).await?;
    if call.json {
        let faults = verdict.faults.iter().map(
            |fault| json!({ "chain": fault.chain, "seq": fault.seq, "what": words(fault.what) }),
        );
        let faults: Vec<_> = faults.collect();
        let (chains, events) = (verdict.chains, verdict.events);
        println!("{}", json!({ "chains": chains, "events": events, "faults": faults }));
    } else {
        for fault in &verdict.faults {
            println!("chain {} at {}: {}", fault.chain, fault.seq, words(fault.what));
        }
    }
    let seen = format!("{} events in {} chains", verdict.events, verdict.chains);
    if !verdict.faults.is_empty() {
        let broken = verdict.faults.len();
        return Err(Failure::Refused(format!("the log is broken at {broken} places of {seen}")));
    }
    if !call.json {
        println!("The log is whole: {seen}.");
    }
    Ok(())
}

const fn words(what: FaultKind) -> &'static str {
    match what {
        FaultKind::Gap => "the event before it is missing",
        FaultKind::Cut => "it does not follow the one before it",
        FaultKind::Altered => "it was altered",
    }
}
