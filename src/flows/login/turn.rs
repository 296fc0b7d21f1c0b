//! What a network may do, and whose turn it is at the hashes.

use super::candidate::Candidate;
use super::{LoginError, LoginFlow, LoginRefusal};
use crate::domain::network::CallerNetwork;
use crate::domain::time::Timestamp;
use crate::flows::error::Error;
use crate::flows::standing::{Browser, KnownDevice};
use crate::flows::visit::SignedIn;
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
    /// Takes a try of the network's, whoever's password it is.
    pub(super) fn free_network(
        &self,
        candidate: &Candidate,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        let Some(network) = candidate.network else { return Ok(()) };
        let free = self.networks.take(network, now);
        free.map_err(|until| Error::Refused(LoginRefusal::Crowd { until }))
    }

    /// Only what was told to be wrong costs the network a try.
    pub(super) fn settle_network(
        &self,
        network: Option<CallerNetwork>,
        answer: &Result<SignedIn, LoginError>,
    ) {
        let missed = matches!(
            answer,
            Err(Error::Refused(LoginRefusal::Wrong { .. } | LoginRefusal::Wait { .. }))
        );
        if let Some(network) = network.filter(|_| !missed) {
            self.networks.give_back(network);
        }
    }
}
