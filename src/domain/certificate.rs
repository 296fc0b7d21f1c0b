//! What a certificate must carry to be a client's.

use std::net::IpAddr;

/// The one name that a client's certificate must carry (RFC 8705 §2.1.2), written as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateName {
    /// The whole subject, in the words of RFC 4514.
    Subject(String),
    /// A host name.
    Dns(String),
    /// A URI.
    Uri(String),
    /// An address of a network.
    Ip(IpAddr),
    /// A mail address.
    Email(String),
}
