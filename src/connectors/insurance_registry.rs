//! The insurer's register over HTTP (`src/manual/openapi/insurance.yaml`).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::http::HttpSystem;
use super::register::{self, digits, optional};
use crate::domain::person::{HealthInsurance, InsuranceStatus, NationalId};
use crate::domain::text::Line;
use crate::domain::time::{Day, Timestamp};
use crate::ports::clock::Clock;
use crate::ports::insurance::InsuranceRegister;
use crate::ports::registers::Asking;

/// Fetches health insurance from the insurer.
pub struct InsuranceRegistry {
    system: Arc<HttpSystem>,
    clock: Arc<dyn Clock>,
}

impl InsuranceRegistry {
    /// A register reached through this system.
    #[must_use]
    pub fn new(system: Arc<HttpSystem>, clock: Arc<dyn Clock>) -> Self {
        Self { system, clock }
    }
}

impl InsuranceRegister for InsuranceRegistry {
    fn health_insurance<'a>(&'a self, number: &'a NationalId) -> Asking<'a, HealthInsurance> {
        Box::pin(async move {
            let question = json!({ "number": number.as_str() });
            let now = self.clock.now();
            let read = |record: Record| record.insurance(number, now);
            register::ask(&self.system, "/v1/card", &question, read).await
        })
    }
}

#[derive(Deserialize)]
struct Record {
    number: String,
    status: String,
    social_insurance_number: Option<String>,
    card_number: Option<String>,
    facility: Option<String>,
    valid_from: Option<String>,
    valid_to: Option<String>,
    checked_at: i64,
}

impl Record {
    /// The insurance of the person asked for. "Unknown" is our word, not one the insurer may say.
    fn insurance(self, asked: &NationalId, now: Timestamp) -> Option<HealthInsurance> {
        if self.number != asked.as_str() {
            return None;
        }
        let status = match self.status.as_str() {
            "valid" => InsuranceStatus::Valid,
            "invalid" => InsuranceStatus::Invalid,
            _ => return None,
        };
        let ten = self.social_insurance_number.as_deref();
        let number10 = optional(ten, digits::<10>).ok()?;
        let number = optional(self.card_number.as_deref(), |text| card_number(text, ten)).ok()?;
        let facility = optional(self.facility.as_deref(), Line::parse).ok()?;
        let valid_from = optional(self.valid_from.as_deref(), Day::parse).ok()?;
        let valid_to = optional(self.valid_to.as_deref(), Day::parse).ok()?;
        if valid_from > valid_to && valid_to.is_some() {
            return None;
        }
        let checked_at = register::past(self.checked_at, now)?;
        Some(HealthInsurance {
            status,
            number10,
            number,
            facility,
            valid_from,
            valid_to,
            checked_at,
        })
    }
}

/// `LL D PP NNNNNNNNNN`: category, benefit digit 1–5, province, the ten digits (`vietnam.md` §10).
fn card_number(text: &str, number10: Option<&str>) -> Option<String> {
    let bytes = text.as_bytes();
    let [first, second, benefit, rest @ ..] = bytes else { return None };
    let category = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    let digits = rest.len() == 12 && rest.iter().all(u8::is_ascii_digit);
    let fits = category && (b'1'..=b'5').contains(benefit) && digits;
    (fits && number10.is_none_or(|ten| text.ends_with(ten))).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_has_its_form_and_ends_with_the_ten_digits() {
        let good = "GD4799990000678";
        assert_eq!(card_number(good, Some("9990000678")).as_deref(), Some(good));
        assert_eq!(card_number(good, None).as_deref(), Some(good));
        assert_eq!(card_number(good, Some("9990000679")), None);
        for wrong in ["GD6799990000678", "gd4799990000678", "GD47999900006789", "GD4", ""] {
            assert_eq!(card_number(wrong, None), None, "{wrong}");
        }
    }

    #[test]
    fn a_record_that_breaks_a_rule_is_none() {
        let now = Timestamp::from_unix(1_800_000_000);
        let asked = NationalId::parse("999188000001").expect("a number");
        let whole = json!({
            "number": "999188000001", "status": "valid", "social_insurance_number": "9990000678",
            "card_number": "GD4799990000678", "facility": "Bệnh viện", "valid_from": "2026-01-01",
            "valid_to": "2026-12-31", "checked_at": now.unix(),
        });
        let read = |name: &str, value: serde_json::Value| {
            let mut record = whole.clone();
            record[name] = value;
            serde_json::from_value::<Record>(record).ok()?.insurance(&asked, now)
        };
        for name in ["social_insurance_number", "card_number", "facility", "valid_from", "valid_to"]
        {
            assert!(read(name, json!(null)).is_some(), "{name}");
        }
        for (name, value) in [
            ("number", json!("999188000002")),
            ("status", json!("unknown")),
            ("status", json!(true)),
            ("card_number", json!("GD4799990000679")),
            ("valid_from", json!("2027-01-01")),
            ("valid_to", json!("31/12/2026")),
            ("checked_at", json!(0)),
        ] {
            assert!(read(name, value).is_none(), "{name}");
        }
    }
}
