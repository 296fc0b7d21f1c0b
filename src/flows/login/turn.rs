//! What a network may do, and whose turn it is at the hashes.

use super::candidate::Candidate;
use super::{LoginError, LoginFlow, LoginRefusal};
use crate::domain::time::Timestamp;
use crate::flows::error::Error;
use crate::flows::standing::{Browser, KnownDevice};
use crate::ports::password_hasher::Waiting;

/// The account's own device waits for itself alone; everybody else with their network.
#[must_use]
pub fn whose(browser: &Browser, device: Option<&KnownDevice>) -> Waiting {
    match device.filter(|device| device.is_here) {
        Some(device) => Waiting::Device(device.id.clone()),
        None => Waiting::Network(browser.network),
    }
}

impl LoginFlow {
    /// Whether passwords may be tried from there, whoever's they are.
    pub(super) async fn free_network(
        &self,
        candidate: &Candidate,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        let Some(network) = candidate.network else { return Ok(()) };
        let free = self.networks.may_try(network, now).await;
        free.map_err(|until| Error::Refused(LoginRefusal::Crowd { until }))
    }

    /// Counts a wrong password where it came from.
    pub(super) async fn count_network(&self, candidate: &Candidate, now: Timestamp) {
        if let Some(network) = candidate.network {
            self.networks.missed(network, now).await;
        }
    }
}
