//! From which network a request came, as far as limits care.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

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

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
