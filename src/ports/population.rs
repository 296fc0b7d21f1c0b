//! The population register (CSDL quốc gia về dân cư).

use super::registers::Asking;
use crate::domain::person::{NationalId, Person};

/// Fetches what the state holds of a person.
pub trait PopulationRegister: Send + Sync {
    /// The person of this number.
    fn person<'a>(&'a self, number: &'a NationalId) -> Asking<'a, Person>;
}
