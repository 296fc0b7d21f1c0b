//! The carriers' subscriber register over HTTP (`src/manual/openapi/carrier.yaml`).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::http::HttpSystem;
use super::register;
use crate::domain::person::{NationalId, Phone};
use crate::domain::time::Timestamp;
use crate::ports::carrier::{CarrierRegister, Subscription};
use crate::ports::clock::Clock;
use crate::ports::registers::Asking;

/// Asks the carriers whose a phone number is.
pub struct CarrierRegistry {
    system: Arc<HttpSystem>,
    clock: Arc<dyn Clock>,
}

impl CarrierRegistry {
    /// A register reached through this system.
    #[must_use]
    pub fn new(system: Arc<HttpSystem>, clock: Arc<dyn Clock>) -> Self {
        Self { system, clock }
    }
}

impl CarrierRegister for CarrierRegistry {
    fn subscription<'a>(
        &'a self,
        phone: &'a Phone,
        number: &'a NationalId,
    ) -> Asking<'a, Subscription> {
        Box::pin(async move {
            let question = json!({ "phone": phone.as_str(), "number": number.as_str() });
            let now = self.clock.now();
            let read = |record: Record| record.subscription(phone, number, now);
            register::ask(&self.system, "/v1/subscription", &question, read).await
        })
    }
}

#[derive(Deserialize)]
struct Record {
    phone: String,
    number: String,
    owned: bool,
    sim_changed_at: Option<i64>,
}

impl Record {
    /// The answer to the question asked, and to no other.
    fn subscription(
        self,
        phone: &Phone,
        number: &NationalId,
        now: Timestamp,
    ) -> Option<Subscription> {
        if self.phone != phone.as_str() || self.number != number.as_str() {
            return None;
        }
        let sim_changed_at = match self.sim_changed_at {
            Some(seconds) => Some(register::past(seconds, now)?),
            None => None,
        };
        Some(Subscription { owned: self.owned, sim_changed_at })
    }
}
