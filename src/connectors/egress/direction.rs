//! Whether an address may lead out at all, as far as the address itself says so. Where a name leads is judged
//! when we go there.

use url::{Host, Url};

use super::address::is_public;
use crate::domain::registered_url::RegisteredUrl;

/// Names that lead nowhere on the public internet, with all below them (RFC 6761, RFC 6762, RFC 9476).
const OWN: [&str; 5] = ["localhost", "local", "internal", "alt", "home.arpa"];

/// Whether we would set out for a registered address, if these hosts and ports are allowed besides.
#[must_use]
pub fn may_lead_out(url: &RegisteredUrl, allowed: &[(String, u16)]) -> bool {
    let Ok(url) = Url::parse(url.as_str()) else { return false };
    match url.scheme() {
        "https" => is_allowed(&url, allowed) || !(is_closed(&url) || is_own(&url)),
        // Without TLS only where an operator sends us.
        "http" => is_allowed(&url, allowed),
        _ => false,
    }
}

/// Whether an operator named the place.
pub(super) fn is_allowed(url: &Url, allowed: &[(String, u16)]) -> bool {
    let place = url.host_str().zip(url.port_or_known_default());
    place.is_some_and(|(host, port)| {
        allowed.iter().any(|one| (one.0.as_str(), one.1) == (host, port))
    })
}

/// Whether it is written in digits, and of nobody's on the public internet.
pub(super) fn is_closed(url: &Url) -> bool {
    let digits = match url.host() {
        Some(Host::Ipv4(address)) => Some(address.into()),
        Some(Host::Ipv6(address)) => Some(address.into()),
        _ => None,
    };
    digits.is_some_and(|address| !is_public(address))
}

fn is_own(url: &Url) -> bool {
    let host = url.host_str().unwrap_or("").trim_end_matches('.');
    OWN.iter().any(|own| {
        host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::registered_url::{for_trials, judged};

    #[test]
    fn an_address_of_our_own_network_leads_nowhere_unless_it_is_allowed() {
        let allowed = [("localhost".to_owned(), 8443)];
        let leads = |text| may_lead_out(&judged(text).expect("an address"), &allowed);
        for out in [
            "https://bank.example/keys",
            "https://localhost:8443/keys",
            "https://8.8.8.8/",
            "https://notlocal/",
        ] {
            assert!(leads(out), "{out}");
        }
        for nowhere in [
            "https://localhost/keys",
            "https://keys.localhost:8443/",
            "https://printer.local/",
            "https://10.0.0.1/",
            "https://2130706433/",
            "https://[::1]:8443/",
        ] {
            assert!(!leads(nowhere), "{nowhere}");
        }
    }

    #[test]
    fn without_tls_only_an_allowed_address_leads_out() {
        let told = for_trials("http://127.0.0.1:8085/told").expect("an address");
        assert!(may_lead_out(&told, &[("127.0.0.1".to_owned(), 8085)]));
        assert!(!may_lead_out(&told, &[("127.0.0.1".to_owned(), 8086)]));
    }
}
