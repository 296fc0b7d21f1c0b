//! How many requests may wait for somebody who has proven nothing yet: each is a row, and no network
//! fills the disk with them. Counted in this process; the rows themselves are swept soon
//! (`store/expiry.rs`).

use std::num::NonZeroU32;
use std::sync::Arc;

use super::budget::{Budget, Share, Spent};
use crate::domain::client::ClientId;
use crate::domain::network::CallerNetwork;
use crate::ports::clock::Clock;

/// A request that is longer than this takes the room of several.
const PLACE: usize = 4096;

/// The room.
#[derive(Clone)]
pub struct WaitingRoom {
    networks: Arc<Budget<CallerNetwork>>,
    clients: Arc<Budget<ClientId>>,
}

impl WaitingRoom {
    /// Room for so many of each network, and of each client that proves itself.
    #[must_use]
    pub fn new(networks: Share, clients: Share, clock: &Arc<dyn Clock>) -> Self {
        Self {
            networks: Arc::new(Budget::new(networks, Arc::clone(clock))),
            clients: Arc::new(Budget::new(clients, Arc::clone(clock))),
        }
    }

    /// Takes room for a request of so many bytes that came from this network.
    ///
    /// # Errors
    /// If the network has as many waiting as there is room for.
    pub fn let_in(&self, from: Option<CallerNetwork>, length: usize) -> Result<(), Spent> {
        from.map_or(Ok(()), |from| self.networks.take_several(&from, places(length)))
    }

    /// The same for a client that proved itself: it answers for what it does.
    ///
    /// # Errors
    /// If the client has as many waiting as there is room for.
    pub fn let_client_in(&self, client: &ClientId, length: usize) -> Result<(), Spent> {
        self.clients.take_several(client, places(length))
    }
}

fn places(length: usize) -> NonZeroU32 {
    let more = u32::try_from(length / PLACE).unwrap_or(u32::MAX);
    NonZeroU32::MIN.saturating_add(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_request_takes_the_room_of_several() {
        let taken = [0, 4095, 4096, 9_000, 64 * 1024].map(|length| places(length).get());
        assert_eq!(taken, [1, 1, 2, 3, 17]);
    }
}
