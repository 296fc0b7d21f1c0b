//! One certificate's bytes: read whole, and hashed.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::x509::X509;

use crate::domain::confirmation::Thumbprint;

/// One certificate and nothing behind it: what is hashed is then what is read.
pub(super) fn whole(der: &[u8]) -> Option<X509> {
    let certificate = X509::from_der(der).ok()?;
    (certificate.to_der().ok()? == der).then_some(certificate)
}

/// `x5t#S256` (RFC 8705 §3.1).
pub(super) fn thumbprint(der: &[u8]) -> Option<Thumbprint> {
    Thumbprint::parse(&URL_SAFE_NO_PAD.encode(digest(&SHA256, der)))
}
