//! Why a number and a password signed nobody in.

use crate::domain::account::AccountState;
use crate::domain::person::NationalIdError;
use crate::domain::time::Timestamp;
use crate::flows::visit::VisitRefusal;

/// Why nobody is signed in.
#[derive(Debug)]
pub enum LoginRefusal {
    /// The visit itself came to nothing.
    Visit(VisitRefusal),
    /// The number is none.
    Number(NationalIdError),
    /// No password was typed.
    NoPassword,
    /// More than 128 characters were typed.
    PasswordTooLong,
    /// Number or password is wrong.
    Wrong {
        /// How many tries are left until one has to wait.
        left: u32,
        /// The number was an old card's: it may be that of two people, and then it is always wrong.
        old_number: bool,
    },
    /// Too many were wrong.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// Very many were wrong that came from this network, with whatever numbers.
    Crowd {
        /// Until when.
        until: Timestamp,
    },
    /// The password was right and the account may not be used.
    Closed(AccountState),
    /// Too many are signing in at this moment.
    Busy,
}
