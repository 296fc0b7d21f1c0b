//! `danh check-config`: everything short of listening, and nothing is made or changed by it.

use super::Call;
use crate::app::failure::Failure;
use crate::app::wiring::{self, Seen, behind};

pub(super) async fn run(call: &Call) -> Result<(), Failure> {
    let seen = wiring::check(&call.config).await?;
    let issuer = &call.config.http.issuer;
    let (fact, lacking) = match &seen {
        Seen::Nothing => ("missing", None),
        Seen::Behind(_, count) => ("behind", Some(*count)),
        Seen::Current(_) => ("current", Some(0)),
    };
    if call.json {
        let facts = serde_json::json!({ "ok": true, "issuer": issuer, "database": fact,
            "lacks_migrations": lacking });
        println!("{facts}");
        return Ok(());
    }
    println!("The configuration stands: {issuer}");
    match seen {
        Seen::Nothing => {
            println!("{} will be made at the start.", call.config.database.path.display());
        }
        Seen::Behind(_, count) => println!("For now {}.", behind(count)),
        Seen::Current(_) => {}
    }
    Ok(())
}
