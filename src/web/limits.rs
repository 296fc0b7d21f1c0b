//! Limits at the door: how much, how often, from where. Parsing the peer's address never fails open:
//! what cannot be read is the peer itself.

use std::net::IpAddr;

use crate::domain::network::CallerNetwork;

/// A network in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: u128,
    bits: u32,
    is_v4: bool,
}

impl Network {
    /// Reads `10.0.0.0/8`, `2001:db8::/32` or a single address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        (bits <= width).then(|| Self { address: number(address), bits, is_v4: address.is_ipv4() })
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let width = if self.is_v4 { 32 } else { 128 };
        let shift = width - self.bits;
        let cut = |value: u128| if shift >= 128 { 0 } else { value >> shift };
        address.is_ipv4() == self.is_v4 && cut(number(address)) == cut(self.address)
    }
}

/// The network that limits count: the peer's, or what a trusted proxy says.
#[must_use]
pub fn caller(peer: IpAddr, forwarded: Option<&str>, trusted: &[Network]) -> CallerNetwork {
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
    CallerNetwork::of(address)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_network_holds_its_own_addresses_only() {
        let ten = Network::parse("10.0.0.0/8").expect("a network");
        assert!(ten.contains(address("10.255.0.1")));
        assert!(!ten.contains(address("11.0.0.1")));
        assert!(!ten.contains(address("::a00:1")));
        assert!(Network::parse("0.0.0.0/0").expect("a network").contains(address("1.2.3.4")));
        for wrong in ["10.0.0.0/33", "10.0.0", "", "10.0.0.0/x", "::/129"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_forwarded_address_is_believed_from_trusted_proxies_alone() {
        let peer = address("10.0.0.9");
        let trusted = [Network::parse("10.0.0.0/8").expect("a network")];
        let said = Some("6.6.6.6, 203.0.113.7, 10.0.0.8");
        let network = |text| CallerNetwork::of(address(text));
        assert_eq!(caller(peer, said, &[]), network("10.0.0.9"));
        assert_eq!(caller(peer, said, &trusted), network("203.0.113.7"));
        assert_eq!(caller(peer, Some("rubbish"), &trusted), network("10.0.0.9"));
        assert_eq!(caller(address("203.0.113.7"), said, &trusted), network("203.0.113.7"));
        // A listener for both kinds of addresses sees those of IPv4 in the clothes of IPv6.
        assert_eq!(caller(address("::ffff:10.0.0.9"), said, &trusted), network("203.0.113.7"));
    }
}
