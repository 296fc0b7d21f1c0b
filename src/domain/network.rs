//! From where a request came, and the networks that an operator or a client names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whom a limit counts: an IPv4 address, or the /64 that one customer has of IPv6. It is compared and
/// never shown: where somebody is belongs in no log.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallerNetwork(IpAddr);

impl CallerNetwork {
    /// The network of an address. An IPv4 address that is written as one of IPv6 stays what it is:
    /// else all of IPv4 would be one customer.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6) >> 64 << 64).into(),
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

impl fmt::Debug for CallerNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallerNetwork(…)")
    }
}

/// The address that a request came from, as far as we know it: the peer's, or what a trusted proxy says.
/// It is compared and never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallerAddress(IpAddr);

impl CallerAddress {
    /// An address; one of IPv4 that is written as one of IPv6 is what it is.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Whom limits count.
    #[must_use]
    pub fn network(self) -> CallerNetwork {
        CallerNetwork::of(self.0)
    }

    /// Whether it lies in one of these.
    #[must_use]
    pub fn is_in(self, networks: &[Network]) -> bool {
        networks.iter().any(|network| network.contains(self.0))
    }
}

impl fmt::Debug for CallerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallerAddress(…)")
    }
}

/// A network in CIDR form. One of IPv4 that is written within IPv6 (`::ffff:10.0.0.0/104`) is one of IPv4.
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
            Some((address, bits)) => (address, Some(length(bits)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = bits.unwrap_or(width(address));
        if bits > width(address) {
            return None;
        }
        let (address, bits) = match address.to_canonical() {
            v4 if v4.is_ipv4() && address.is_ipv6() && bits >= 96 => (v4, bits - 96),
            _ => (address, bits),
        };
        Some(Self { address: number(address), bits, is_v4: address.is_ipv4() })
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let cut = |value: u128| value.checked_shr(self.open()).unwrap_or(0);
        address.is_ipv4() == self.is_v4 && cut(number(address)) == cut(self.address)
    }

    /// Whether it is written by its first address, so that nobody takes it for a single one.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let kept = self.address.checked_shr(self.open()).unwrap_or(0);
        kept.checked_shl(self.open()).unwrap_or(0) == self.address
    }

    /// Whether everybody is in it.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.bits == 0
    }

    /// How many bits are anybody's.
    fn open(&self) -> u32 {
        if self.is_v4 { 32 - self.bits } else { 128 - self.bits }
    }
}

impl fmt::Display for Network {
    /// Writes what [`Network::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v6 = Ipv6Addr::from(self.address);
        match u32::try_from(self.address) {
            Ok(v4) if self.is_v4 => write!(f, "{}/{}", Ipv4Addr::from(v4), self.bits),
            _ => write!(f, "{v6}/{}", self.bits),
        }
    }
}

/// Digits alone: `+8` and `08` are nobody's way to write it.
fn length(text: &str) -> Option<u32> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    if digits && plain { text.parse().ok() } else { None }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
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

    fn whole(text: &str) -> Network {
        Network::parse(text).expect("a network")
    }

    #[test]
    fn a_network_holds_its_own_addresses_only() {
        let ten = whole("10.0.0.0/8");
        assert!(ten.contains(address("10.255.0.1")));
        assert!(!ten.contains(address("11.0.0.1")));
        assert!(!ten.contains(address("::a00:1")));
        assert!(whole("0.0.0.0/0").contains(address("1.2.3.4")));
        assert!(whole("::/0").contains(address("2001:db8::1")));
        assert!(whole("2001:db8::/32").contains(address("2001:db8:ffff::1")));
        assert!(!whole("2001:db8::/32").contains(address("2001:db9::1")));
        for wrong in [
            "10.0.0.0/33",
            "10.0.0",
            "",
            "10.0.0.0/x",
            "::/129",
            "10.0.0.0/+8",
            "10.0.0.0/08",
            "10.0.0.0/",
            "010.0.0.1",
            " 10.0.0.1",
            "10.0.0.1/8/8",
        ] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_of_ipv4_is_the_same_in_the_clothes_of_ipv6() {
        for network in ["203.0.113.0/24", "::ffff:203.0.113.0/120"] {
            assert!(whole(network).contains(address("::ffff:203.0.113.7")), "{network}");
            assert!(whole(network).contains(address("203.0.113.7")), "{network}");
            assert!(!whole(network).contains(address("::ffff:203.0.114.7")), "{network}");
            let seen = CallerAddress::of(address("::ffff:203.0.113.7"));
            assert!(seen.is_in(&[whole(network)]), "{network}");
        }
    }

    #[test]
    fn what_is_written_reads_back_and_a_network_is_named_by_its_first_address() {
        for text in ["10.0.0.0/8", "203.0.113.7/32", "2001:db8::/32", "0.0.0.0/0", "::/0"] {
            assert_eq!(whole(text).to_string(), text);
            assert!(whole(text).is_plain(), "{text}");
        }
        for odd in ["10.0.0.1/8", "2001:db8::1/32", "1.0.0.0/0"] {
            assert!(!whole(odd).is_plain(), "{odd}");
        }
        assert!(whole("0.0.0.0/0").is_everywhere() && !whole("128.0.0.0/1").is_everywhere());
    }

    fn network(text: &str) -> CallerNetwork {
        CallerNetwork::of(text.parse().expect("an address"))
    }

    #[test]
    fn one_customer_has_a_whole_64_of_ipv6_and_one_address_of_ipv4() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_ne!(network("::ffff:203.0.113.7"), network("::ffff:203.0.113.8"));
    }

    #[test]
    fn an_address_is_not_shown() {
        assert!(!format!("{:?}", network("203.0.113.7")).contains("203"));
        let address = CallerAddress::of(address("203.0.113.7"));
        assert!(!format!("{address:?}").contains("203"));
    }
}
