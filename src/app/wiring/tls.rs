//! The provider's own certificates, and whose word it takes for certificates of clients.

use std::path::Path;
use std::sync::Arc;

use crate::app::config::Config;
use crate::app::failure::{Failure, unreadable};
use crate::connectors::certificate_file::{CertificateError, CertificateFile, CertificateFiles};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::client_certificate::authorities::Authorities;
use crate::protocol::issuer::Issuer;
use crate::protocol::mutual_tls::MutualTls;
use crate::web::answer::host;
use crate::web::listener::Mutual;
use crate::web::peer::Proxy;

/// A proxy's secret is no word.
const SHORTEST_SECRET: usize = 32;

/// The certificate that the settings name; none if TLS ends in a proxy.
pub(super) fn certificate(
    config: &Config,
    now: Timestamp,
) -> Result<Option<Arc<CertificateFile>>, Failure> {
    if !config.tls.ends_here() {
        return Ok(None);
    }
    let files = (&config.tls.certificate_file, &config.tls.key_file);
    opened(files.0, files.1, (&config.http.issuer, now)).map(Some)
}

/// The certificate of the second address; none if there is no such address or TLS ends in a proxy.
pub(super) fn mutual_certificate(
    config: &Config,
    now: Timestamp,
) -> Result<Option<Arc<CertificateFile>>, Failure> {
    let files = config.tls.mutual_address().and_then(|_| config.tls.mutual_files());
    let base = &config.tls.mutual_issuer_base;
    files.map(|(certificate, key)| opened(certificate, key, (base, now))).transpose()
}

fn opened(
    certificate: &Path,
    key: &Path,
    (address, now): (&str, Timestamp),
) -> Result<Arc<CertificateFile>, Failure> {
    let files = CertificateFiles {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        host: host(address),
    };
    let refused = |error: CertificateError| {
        let words = match error {
            CertificateError::Unreadable(path, error) => unreadable(&path, &error),
            error => error.to_string(),
        };
        Failure::Refused(format!("`[tls]`: {words}"))
    };
    Ok(Arc::new(CertificateFile::open(files, now).map_err(refused)?))
}

/// The authorities that the settings name.
pub(super) fn authorities(config: &Config) -> Result<Option<Arc<Authorities>>, Failure> {
    let path = &config.tls.client_roots_file;
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let refused = |words: String| Failure::Refused(format!("`tls.client_roots_file`: {words}"));
    let pem = std::fs::read(path).map_err(|error| refused(unreadable(path, &error)))?;
    let read = Authorities::parse(&pem).map(Arc::new);
    let none = || refused(format!("{} holds no certificate in PEM", path.display()));
    read.ok_or_else(none).map(Some)
}

/// The second address as it is announced.
pub(super) fn announced(config: &Config) -> Result<Option<MutualTls>, Failure> {
    if config.tls.mutual_address().is_none() {
        return Ok(None);
    }
    let base = Issuer::parse(&config.tls.mutual_issuer_base)
        .map_err(|error| Failure::Usage(format!("`tls.mutual_issuer_base`: {error}")))?;
    let by_authority = !config.tls.client_roots_file.as_os_str().is_empty();
    Ok(Some(MutualTls { base, by_authority }))
}

/// Under which addresses the endpoints for clients stand: the issuer's own first.
pub(super) fn bases(config: &Config, issuer: &Issuer) -> Result<Vec<Issuer>, Failure> {
    let second = announced(config)?.map(|second| second.base);
    Ok(std::iter::once(issuer.clone()).chain(second).collect())
}

/// How the second address listens, if there is one; its certificate comes when it is watched.
pub(super) fn mutual(config: &Config) -> Result<Option<Mutual>, Failure> {
    let here = config.tls.mutual_address();
    here.map(|_| Ok(Mutual { certificate: None, proxy: proxy(config)? })).transpose()
}

/// The proxy that is believed about certificates.
pub(super) fn proxy(config: &Config) -> Result<Option<Proxy>, Failure> {
    let path = &config.tls.proxy_secret_file;
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let refused = |words: String| Failure::Refused(format!("`tls.proxy_secret_file`: {words}"));
    let text = std::fs::read_to_string(path).map_err(|error| refused(unreadable(path, &error)))?;
    let text = text.trim();
    if text.len() < SHORTEST_SECRET || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let words = format!(
            "{} holds fewer than {SHORTEST_SECRET} visible ASCII characters, or others",
            path.display()
        );
        return Err(refused(words));
    }
    Ok(Some(Proxy { networks: config.tls.proxy(), secret: Secret::new(text.to_owned()) }))
}
