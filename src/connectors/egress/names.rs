//! Names, looked up once for each way out: what is connected is what was judged, so that a name cannot
//! lead to one host while it is judged and to another a moment later.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::address::is_public;

/// Look-ups under way at once. A look-up cannot be called off and holds a thread until it ends.
const LOOKUPS: usize = 32;

/// Looks names up for the connections of one client.
#[derive(Debug)]
pub(super) struct Names {
    public_only: bool,
    room: Arc<Semaphore>,
}

/// The name leads, at least by one of its addresses, to a host that is not public.
#[derive(Debug)]
pub(super) struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a public host")
    }
}

impl std::error::Error for NotPublic {}

impl Names {
    pub(super) fn new(public_only: bool) -> Self {
        Self { public_only, room: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (room, public_only) = (Arc::clone(&self.room), self.public_only);
        Box::pin(async move {
            // The permit goes with the look-up and not with whoever waits for it.
            let permit = room.acquire_owned().await?;
            let looked_up = tokio::task::spawn_blocking(move || {
                let found = (name.as_str(), 0).to_socket_addrs();
                drop(permit);
                found
            });
            let found: Vec<SocketAddr> = looked_up.await??.collect();
            judged(found, public_only)
        })
    }
}

/// One address that is not public condemns the name: an honest one has none.
fn judged(
    found: Vec<SocketAddr>,
    public_only: bool,
) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
    if public_only && !found.iter().all(|one| is_public(one.ip())) {
        return Err(Box::new(NotPublic));
    }
    Ok(Box::new(found.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_address_among_many_condemns_a_name() {
        let at = |text: &str| SocketAddr::new(text.parse().expect("an address"), 0);
        let both = vec![at("8.8.8.8"), at("10.0.0.1")];
        assert!(judged(both.clone(), true).is_err());
        assert_eq!(judged(both, false).map(Iterator::count).ok(), Some(2));
        assert_eq!(judged(vec![at("8.8.8.8")], true).map(Iterator::count).ok(), Some(1));
    }
}
