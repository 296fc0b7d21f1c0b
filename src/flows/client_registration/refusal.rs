//! Why a registration's request came to nothing.

use crate::flows::error::Error;
use crate::protocol::client_registration::Refusal;

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationRefusal {
    /// It shows no token.
    NoToken,
    /// The token is not good, or not for this.
    Token,
    /// We went out for this client just now.
    TooSoon,
    /// What it says cannot be registered.
    Metadata(Refusal),
}

pub(super) type RegistrationError = Error<RegistrationRefusal>;

pub(super) fn metadata(refusal: Refusal) -> RegistrationError {
    Error::Refused(RegistrationRefusal::Metadata(refusal))
}
