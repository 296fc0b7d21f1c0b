//! Where passwords are hashed: apart from the requests, because one hash costs as much as a hundred
//! other answers.

use std::pin::Pin;

use crate::credential::password::Password;
use crate::credential::password_hash::{AccountPassword, PasswordHash, PasswordMatched};
use crate::domain::id::DeviceId;
use crate::domain::network::CallerNetwork;

/// Too many are waiting already; the person is asked to try again shortly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be hashed")]
pub struct Busy;

/// Who waits for a hash. The waiting are served in turn, one of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Somebody from this network; many honest people may stand behind one address.
    Network(Option<CallerNetwork>),
    /// An account's own device, wherever it is: it need not wait behind its neighbours.
    Device(DeviceId),
}

/// A hasher's answer, later.
pub type Hashing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Busy>> + Send + 'a>>;

/// Hashes passwords at a bounded rate.
pub trait PasswordHasher: Send + Sync {
    /// Tries a password. With no account to try it against the same work is done, and the answer is
    /// no.
    fn verify(
        &self,
        whose: Waiting,
        password: Password,
        against: Option<AccountPassword>,
    ) -> Hashing<'_, Option<PasswordMatched>>;

    /// Hashes a new password; `salt` is sixteen unpredictable bytes.
    fn hash(&self, whose: Waiting, password: Password, salt: [u8; 16])
    -> Hashing<'_, PasswordHash>;

    /// How many hashes were run since the start: counted work, for metrics and for the test that
    /// unknown accounts cost the same as known ones.
    fn hashes_run(&self) -> u64;

    /// How many passwords wait now, for metrics.
    fn waiting(&self) -> usize;
}
