//! A client's certificate, as it was shown with proof that its key is held, and what may be concluded
//! from it.
//!
//! RFC 8705 §2 and §3, RFC 5280 §6. The handshake says that the key is held and nothing more: whether the
//! certificate is to be believed is decided here, per client, and nothing that stands in it is ever fetched.

use std::fmt;

use openssl::asn1::Asn1Time;
use openssl::x509::{X509, X509ExtendedKeyUsage};

use self::authorities::Authorities;
use self::der::{thumbprint, whole};
use self::own_certificates::OwnCertificates;
use crate::domain::certificate::CertificateName;
use crate::domain::confirmation::{Possession, Thumbprint};
use crate::domain::time::Timestamp;

pub mod authorities;
mod der;
mod distinguished_name;
pub mod header;
mod name;
pub mod own_certificates;

pub(super) use name::judged;

/// Certificates of one chain, the client's own included; nobody needs more.
pub const MOST: usize = 8;
/// All their bytes.
pub const LONGEST: usize = 16 * 1024;

/// A certificate whose key the sender holds.
pub struct ClientCertificate {
    own: X509,
    sent: Vec<X509>,
    thumbprint: Thumbprint,
}

/// Why a certificate does not prove who the client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateRefusal {
    /// It has not begun or is over.
    NotNow,
    /// It was made for something else than to prove clients.
    Purpose,
    /// No chain leads from it to an authority that we trust.
    Authority,
    /// It carries another name.
    Name,
    /// It is none of those that the client registered.
    Unregistered,
}

impl ClientCertificate {
    /// Takes the chain of a peer that has proven to hold the first one's key: to us in a handshake, or to
    /// a proxy that we believe. `tests/house.rs` sees that nothing else calls it. Nothing if it is too
    /// long or cannot be read.
    #[must_use]
    pub fn shown<'a>(chain: impl IntoIterator<Item = &'a [u8]>) -> Option<Self> {
        let chain: Vec<&[u8]> = chain.into_iter().take(MOST + 1).collect();
        let length: usize = chain.iter().map(|one| one.len()).sum();
        if chain.len() > MOST || length > LONGEST {
            return None;
        }
        let read: Option<Vec<X509>> = chain.iter().map(|der| whole(der)).collect();
        let mut certificates = read?.into_iter();
        let own = certificates.next()?;
        let thumbprint = thumbprint(chain.first()?)?;
        Some(Self { own, sent: certificates.collect(), thumbprint })
    }

    /// Adds the certificate to what the sender has proven to hold.
    #[must_use]
    pub fn held(&self, beside: Possession) -> Possession {
        beside.of_certificate(self.thumbprint.clone())
    }

    /// Whether an authority that we trust certifies this name (`tls_client_auth`).
    ///
    /// # Errors
    /// Why not.
    pub fn certifies(
        &self,
        name: &CertificateName,
        authorities: &Authorities,
        now: Timestamp,
    ) -> Result<(), CertificateRefusal> {
        self.in_time(now)?;
        // OpenSSL takes a certificate without the extension as good for everything.
        let purposes = self.own.extended_key_usage().unwrap_or(X509ExtendedKeyUsage::empty());
        if !purposes.contains(X509ExtendedKeyUsage::SSL_CLIENT) {
            return Err(CertificateRefusal::Purpose);
        }
        if !authorities.certify(&self.own, &self.sent, now) {
            return Err(CertificateRefusal::Authority);
        }
        if name::carries(&self.own, name) { Ok(()) } else { Err(CertificateRefusal::Name) }
    }

    /// Whether it is one that the client registered (`self_signed_tls_client_auth`).
    ///
    /// # Errors
    /// Why not.
    pub fn is_among(
        &self,
        registered: &OwnCertificates,
        now: Timestamp,
    ) -> Result<(), CertificateRefusal> {
        self.in_time(now)?;
        let purposes = self.own.extended_key_usage();
        if purposes.is_some_and(|named| !named.contains(X509ExtendedKeyUsage::SSL_CLIENT)) {
            return Err(CertificateRefusal::Purpose);
        }
        if registered.have(&self.own, &self.thumbprint) {
            Ok(())
        } else {
            Err(CertificateRefusal::Unregistered)
        }
    }

    fn in_time(&self, now: Timestamp) -> Result<(), CertificateRefusal> {
        let now = Asn1Time::from_unix(now.unix()).map_err(|_| CertificateRefusal::NotNow)?;
        if *self.own.not_before() <= now && *self.own.not_after() >= now {
            Ok(())
        } else {
            Err(CertificateRefusal::NotNow)
        }
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCertificate(…)")
    }
}

#[cfg(test)]
mod tests;
