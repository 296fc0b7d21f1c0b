//! The carriers' subscriber registers.

use super::registers::Asking;
use crate::domain::person::{NationalId, Phone};
use crate::domain::time::Timestamp;

/// What a carrier says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// True if the number stands in this person's name.
    pub owned: bool,
    /// When SIM or handset last changed, if the carrier tells.
    pub sim_changed_at: Option<Timestamp>,
}

/// Asks whose number it is.
pub trait CarrierRegister: Send + Sync {
    /// The subscription of this phone as far as this person is concerned.
    fn subscription<'a>(
        &'a self,
        phone: &'a Phone,
        number: &'a NationalId,
    ) -> Asking<'a, Subscription>;
}
