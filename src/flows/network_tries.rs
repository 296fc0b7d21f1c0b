//! Wrong passwords from one network, whatever numbers they were typed with: a list of numbers and common
//! passwords is tried through no address for long. The budget is generous, because many honest people
//! may stand behind one address; and an account's own device is never counted with its neighbours.

use std::sync::Arc;

use super::budget::{Budget, Share};
use crate::domain::network::CallerNetwork;
use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;

/// Counts in this process.
#[derive(Clone)]
pub struct NetworkTries(Arc<Budget<CallerNetwork>>);

impl NetworkTries {
    /// Every network has this share of wrong passwords.
    #[must_use]
    pub fn new(share: Share, clock: &Arc<dyn Clock>) -> Self {
        Self(Arc::new(Budget::new(share, Arc::clone(clock))))
    }

    /// Takes a try before the password is judged: of a crowd that comes at once no more are judged
    /// than of a queue.
    ///
    /// # Errors
    /// With the moment until which to wait.
    pub fn take(&self, from: CallerNetwork, now: Timestamp) -> Result<(), Timestamp> {
        self.0.take(&from).map_err(|spent| now.plus(spent.0))
    }

    /// Gives a try back: the password was right, or was not judged.
    pub fn give_back(&self, from: CallerNetwork) {
        self.0.give_back(&from);
    }
}
