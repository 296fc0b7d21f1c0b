//! Whose turn it is at the hashes.

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
