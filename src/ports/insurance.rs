//! The insurer's register (Bảo hiểm xã hội).

use super::registers::Asking;
use crate::domain::person::{HealthInsurance, NationalId};

/// Fetches the health insurance of a person.
pub trait InsuranceRegister: Send + Sync {
    /// The insurance of the person of this number.
    fn health_insurance<'a>(&'a self, number: &'a NationalId) -> Asking<'a, HealthInsurance>;
}
