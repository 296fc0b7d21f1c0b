//! `danh migrate`: bring the database's tables up to date.

use super::Call;
use crate::app::failure::Failure;
use crate::app::wiring;
use crate::store::migrate::migrate;

pub(super) async fn run(call: &Call) -> Result<(), Failure> {
    let database = wiring::open_database(&call.config).await?;
    let applied = migrate(&database).await?;
    if call.json {
        println!("{}", serde_json::json!({ "applied": applied }));
    } else if applied == 0 {
        println!("The database is up to date.");
    } else {
        println!("Applied {applied} migrations.");
    }
    Ok(())
}
