//! From where a request comes, for limits and for clients that named their networks. Parsing the peer's address never fails open:
//! what cannot be read is the peer itself.

use std::net::IpAddr;

use crate::domain::network::{CallerAddress, Network};

/// Where a request came from: the peer's address, or what a trusted proxy says.
#[must_use]
pub fn caller(peer: IpAddr, forwarded: Option<&str>, trusted: &[Network]) -> CallerAddress {
    let mut address = peer.to_canonical();
    for hop in forwarded.unwrap_or("").rsplit(',').map(str::trim).take(8) {
        if !trusted.iter().any(|network| network.contains(address)) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(next) => address = next.to_canonical(),
            Err(_) => break,
        }
    }
    CallerAddress::of(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_forwarded_address_is_believed_from_trusted_proxies_alone() {
        let peer = address("10.0.0.9");
        let trusted = [Network::parse("10.0.0.0/8").expect("a network")];
        let said = Some("6.6.6.6, 203.0.113.7, 10.0.0.8");
        let seen = |text| CallerAddress::of(address(text));
        assert_eq!(caller(peer, said, &[]), seen("10.0.0.9"));
        assert_eq!(caller(peer, said, &trusted), seen("203.0.113.7"));
        assert_eq!(caller(peer, Some("rubbish"), &trusted), seen("10.0.0.9"));
        assert_eq!(caller(address("203.0.113.7"), said, &trusted), seen("203.0.113.7"));
        // A listener for both kinds of addresses sees those of IPv4 in the clothes of IPv6.
        assert_eq!(caller(address("::ffff:10.0.0.9"), said, &trusted), seen("203.0.113.7"));
    }
}
