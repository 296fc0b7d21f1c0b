//! `danh check-config`: everything short of listening.

use super::Call;
use crate::app::failure::Failure;
use crate::app::wiring;

pub(super) async fn run(call: &Call) -> Result<(), Failure> {
    wiring::check(&call.config).await?;
    if call.json {
        println!("{}", serde_json::json!({ "ok": true, "issuer": call.config.http.issuer }));
    } else {
        println!("The configuration stands: {}", call.config.http.issuer);
    }
    Ok(())
}
