//! How many requests may wait for somebody who has proven nothing yet: each is a row, and no network
//! fills the disk with them. Counted in this process; the rows themselves are swept soon
//! (`store/expiry.rs`).
//!
//! Many honest people share an address with strangers, who must not take their room: a browser that shows
//! whose it is has a lane of its account's own, which strangers cannot fill and its owner not beyond.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::budget::{Budget, Share, Spent};
use super::error::Error;
use super::ground::Ground;
use super::standing::{Browser, of_browser};
use crate::domain::client::ClientId;
use crate::domain::id::AccountId;
use crate::domain::network::CallerNetwork;
use crate::domain::session::SessionRules;
use crate::sealing::Kind;
use crate::store::devices::find_device_in_use;

/// A request that is longer than this takes the room of several.
const PLACE: usize = 4096;

/// The room.
#[derive(Clone)]
pub struct WaitingRoom {
    ground: Ground,
    sessions: SessionRules,
    networks: Arc<Budget<CallerNetwork>>,
    clients: Arc<Budget<ClientId>>,
    accounts: Arc<Budget<AccountId>>,
}

/// How much room there is.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Of each network.
    pub networks: Share,
    /// Of each client that proves itself.
    pub clients: Share,
    /// Of each account whose browser finds no room with its network.
    pub accounts: Share,
}

/// Who brings a request.
#[derive(Clone, Copy, Debug)]
pub enum Guest<'b> {
    /// A browser, with its cookies.
    Browser(&'b Browser),
    /// Nobody who shows anything: only the network is known.
    Network(Option<CallerNetwork>),
}

impl WaitingRoom {
    /// So much room; sessions show whose a browser is while they stand by these rules.
    #[must_use]
    pub fn new(room: Room, sessions: SessionRules, ground: &Ground) -> Self {
        let clock = || Arc::clone(&ground.clock);
        Self {
            ground: ground.clone(),
            sessions,
            networks: Arc::new(Budget::new(room.networks, clock())),
            clients: Arc::new(Budget::new(room.clients, clock())),
            accounts: Arc::new(Budget::new(room.accounts, clock())),
        }
    }

    /// Takes room for a request of so many bytes; nothing if there is none. Whose a browser is costs a
    /// read, and is asked where its network has no room left.
    pub async fn let_in<R>(&self, guest: Guest<'_>, length: usize) -> Result<Option<()>, Error<R>> {
        let (network, browser) = match guest {
            Guest::Browser(browser) => (browser.network, Some(browser)),
            Guest::Network(network) => (network, None),
        };
        if self.let_network_in(network, length).is_ok() {
            return Ok(Some(()));
        }
        let Some(browser) = browser else { return Ok(None) };
        let known = self.account_of(browser).await?;
        let lane = known.map(|account| self.accounts.take_several(&account, places(length)));
        Ok(lane.and_then(Result::ok))
    }

    /// Whose browser it is: somebody's who is signed in there, or whose device it is.
    async fn account_of<R>(&self, browser: &Browser) -> Result<Option<AccountId>, Error<R>> {
        let now = self.ground.now();
        if let Some(standing) = of_browser(&self.ground, browser, self.sessions, now).await? {
            return Ok(Some(standing.account.id));
        }
        let Some(shown) = &browser.device else { return Ok(None) };
        let found = find_device_in_use(&self.ground.database, &shown.id).await?;
        let own = found.filter(|(account, digest)| {
            shown.digest(&self.ground.ring, Kind::Device, account.as_str()) == *digest
        });
        Ok(own.map(|(account, _)| account))
    }

    /// Takes room for a request of so many bytes that came from this network.
    ///
    /// # Errors
    /// If the network has as many waiting as there is room for.
    pub fn let_network_in(&self, from: Option<CallerNetwork>, length: usize) -> Result<(), Spent> {
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
