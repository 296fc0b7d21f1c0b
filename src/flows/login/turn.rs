//! Whose turn it is at the hashes.

use super::candidate::Candidate;
use crate::flows::standing::Browser;
use crate::ports::password_hasher::Waiting;

/// The account's own device waits for itself alone; everybody else with their network.
pub(super) fn whose(browser: &Browser, candidate: &Candidate) -> Waiting {
    match candidate.device.as_ref().filter(|device| device.is_here) {
        Some(device) => Waiting::Device(device.id.clone()),
        None => Waiting::Network(browser.network),
    }
}
