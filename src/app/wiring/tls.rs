//! The provider's own certificate.

use std::sync::Arc;

use crate::app::config::Config;
use crate::app::failure::{Failure, unreadable};
use crate::connectors::certificate_file::{CertificateError, CertificateFile, CertificateFiles};
use crate::domain::time::Timestamp;
use crate::web::answer::host;

/// The certificate that the settings name; none if TLS ends in a proxy.
pub(super) fn certificate(
    config: &Config,
    now: Timestamp,
) -> Result<Option<Arc<CertificateFile>>, Failure> {
    if !config.tls.ends_here() {
        return Ok(None);
    }
    let files = CertificateFiles {
        certificate: config.tls.certificate_file.clone(),
        key: config.tls.key_file.clone(),
        host: host(&config.http.issuer),
    };
    let refused = |error: CertificateError| {
        let words = match error {
            CertificateError::Unreadable(path, error) => unreadable(&path, &error),
            error => error.to_string(),
        };
        Failure::Refused(format!("`[tls]`: {words}"))
    };
    Ok(Some(Arc::new(CertificateFile::open(files, now).map_err(refused)?)))
}
