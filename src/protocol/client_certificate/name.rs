//! The name that a client's certificate must carry: as it may be registered, and whether it is there.
//!
//! RFC 8705 §2.1.2, RFC 5280 §4.2.1.6. Names are compared whole; a wildcard in a certificate stands for
//! itself, for it names no one client.

use std::cmp::Ordering;
use std::net::IpAddr;

use openssl::x509::X509Ref;
use url::Url;

use super::distinguished_name;
use crate::domain::certificate::CertificateName;

/// The name if it may be registered, or what is wrong with it.
pub(in crate::protocol) fn judged(name: CertificateName) -> Result<CertificateName, &'static str> {
    let (fits, otherwise) = match &name {
        CertificateName::Subject(text) => (
            distinguished_name::parse(text).is_some(),
            "must be a subject as RFC 4514 writes it, such as CN=app.bank.example,O=Bank,C=VN",
        ),
        CertificateName::Dns(text) => {
            (is_host(text), "must be a host name, without a wildcard: app.bank.example")
        }
        CertificateName::Uri(text) => (
            text.len() <= 1024 && text.is_ascii() && Url::parse(text).is_ok(),
            "must be an absolute URI in ASCII",
        ),
        CertificateName::Ip(_) => (true, ""),
        CertificateName::Email(text) => (
            text.is_ascii()
                && text.rsplit_once('@').is_some_and(|(user, host)| {
                    (1..=64).contains(&user.len()) && is_host(host) && !user.contains([' ', '@'])
                }),
            "must be a mail address in ASCII",
        ),
    };
    if fits { Ok(name) } else { Err(otherwise) }
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let legal = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (1..=63).contains(&label.len()) && label.bytes().all(legal)
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// Whether the certificate carries the name.
pub(super) fn carries(certificate: &X509Ref, name: &CertificateName) -> bool {
    if let CertificateName::Subject(text) = name {
        let expected = distinguished_name::parse(text);
        return expected.is_some_and(|expected| {
            matches!(certificate.subject_name().try_cmp(&expected), Ok(Ordering::Equal))
        });
    }
    let Some(others) = certificate.subject_alt_names() else { return false };
    others.iter().any(|other| match name {
        CertificateName::Subject(_) => false,
        CertificateName::Dns(host) => {
            other.dnsname().is_some_and(|shown| shown.eq_ignore_ascii_case(host))
        }
        CertificateName::Uri(uri) => other.uri() == Some(uri),
        CertificateName::Ip(address) => match address {
            IpAddr::V4(address) => other.ipaddress() == Some(&address.octets()),
            IpAddr::V6(address) => other.ipaddress() == Some(&address.octets()),
        },
        CertificateName::Email(mail) => {
            let parts = other.email().and_then(|shown| shown.rsplit_once('@'));
            // The host has no case, the mailbox may have (RFC 5280 §7.5).
            parts.zip(mail.rsplit_once('@')).is_some_and(|((user, host), (mailbox, domain))| {
                user == mailbox && host.eq_ignore_ascii_case(domain)
            })
        }
    })
}
