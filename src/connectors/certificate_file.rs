//! The certificate that the provider shows, from two files. They are looked at every few seconds, so that
//! what renews them needs no restart; connections that are open go on.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::x509::X509;
use rustls::client::verify_server_name;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::domain::time::Timestamp;
use crate::ports::certificate::Certificate;
use crate::ports::clock::Clock;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Shows the certificate of two files.
#[derive(Debug)]
pub struct CertificateFile {
    files: CertificateFiles,
    held: RwLock<Held>,
}

/// Which files, and whose certificate is to be in them.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// PEM: the chain, the server's own certificate first.
    pub certificate: PathBuf,
    /// PEM: the key, its owner's alone.
    pub key: PathBuf,
    /// The issuer's host.
    pub host: String,
}

/// What a look at the files yielded; replaced as a whole.
#[derive(Debug)]
struct Held {
    footprint: [Mark; 2],
    shown: Arc<CertifiedKey>,
    ends_at: Timestamp,
}

/// When, how large and which a file is.
type Mark = (i64, i64, u64, u64);

/// Why a certificate is not shown.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("{} cannot be read: {}", .0.display(), .1.kind())]
    Unreadable(PathBuf, std::io::Error),
    /// The key can be read by others on this machine.
    #[error("{0} can be read by others on this machine")]
    Exposed(String),
    /// No certificate in PEM.
    #[error("{0} holds no certificate in PEM")]
    NoCertificate(String),
    /// No key in PEM, or of a kind that cannot sign.
    #[error("{0} holds no key that can be used")]
    NoKey(String),
    /// Certificate and key belong to different pairs.
    #[error("the key is not the certificate's")]
    Unfit,
    /// The certificate names other hosts.
    #[error("the certificate is not for {0}")]
    OtherHost(String),
    /// The certificate is over or has not begun.
    #[error("the certificate is not valid now")]
    NotNow,
}

impl CertificateFile {
    /// Reads the files.
    ///
    /// # Errors
    /// If they cannot be read, do not belong together, or hold no certificate that is valid for the
    /// host now.
    pub fn open(files: CertificateFiles, now: Timestamp) -> Result<Self, CertificateError> {
        let held = RwLock::new(files.read(now)?);
        Ok(Self { files, held })
    }

    /// Reads the files again if they changed; says whether they did.
    ///
    /// # Errors
    /// As [`CertificateFile::open`]; the certificate held before stays.
    pub fn refresh(&self, now: Timestamp) -> Result<bool, CertificateError> {
        if self.files.footprint()? == self.held().footprint {
            return Ok(false);
        }
        let fresh = self.files.read(now)?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// Refreshes until the task is dropped.
    pub async fn keep_fresh(self: Arc<Self>, clock: Arc<dyn Clock>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut failures = 0_u32;
        loop {
            ticks.tick().await;
            let (this, now) = (Arc::clone(&self), clock.now());
            match tokio::task::spawn_blocking(move || this.refresh(now)).await {
                Ok(Ok(changed)) => {
                    if changed {
                        tracing::info!("the certificate was read anew");
                    }
                    failures = 0;
                }
                Ok(Err(error)) => {
                    failures = failures.saturating_add(1);
                    // The first look may fall between the writing of the one file and the other;
                    // what is still wrong at the second is said, once.
                    if failures == 2 {
                        tracing::error!(%error, "the certificate cannot be read; the former is shown");
                    }
                }
                Err(_) => {}
            }
        }
    }

    fn held(&self) -> std::sync::RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for CertificateFile {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.held().shown))
    }
}

impl Certificate for CertificateFile {
    fn ends_at(&self) -> Timestamp {
        self.held().ends_at
    }
}

impl CertificateFiles {
    fn read(&self, now: Timestamp) -> Result<Held, CertificateError> {
        // First the footprint: a change while we read is then seen at the next look.
        let footprint = self.footprint()?;
        let chain = self.chain()?;
        let leaf = chain.first().ok_or_else(|| no_certificate(&self.certificate))?;
        self.is_for_the_host(leaf)?;
        let (begins_at, ends_at) =
            validity(leaf).ok_or_else(|| no_certificate(&self.certificate))?;
        if now < begins_at || now > ends_at {
            return Err(CertificateError::NotNow);
        }
        let key = self.private_key()?;
        let signing = any_supported_type(&key);
        let signing = signing.map_err(|_| CertificateError::NoKey(named(&self.key)))?;
        let shown = CertifiedKey::new(chain, signing);
        shown.keys_match().map_err(|_| CertificateError::Unfit)?;
        Ok(Held { footprint, shown: Arc::new(shown), ends_at })
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
        let text = read(&self.certificate)?;
        CertificateDer::pem_slice_iter(&text)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| no_certificate(&self.certificate))
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>, CertificateError> {
        if meta(&self.key)?.mode() & 0o077 != 0 {
            return Err(CertificateError::Exposed(named(&self.key)));
        }
        let text = zeroize::Zeroizing::new(read(&self.key)?);
        PrivateKeyDer::from_pem_slice(&text).map_err(|_| CertificateError::NoKey(named(&self.key)))
    }

    fn is_for_the_host(&self, leaf: &CertificateDer<'_>) -> Result<(), CertificateError> {
        let other = || CertificateError::OtherHost(self.host.clone());
        let parsed =
            ParsedCertificate::try_from(leaf).map_err(|_| no_certificate(&self.certificate))?;
        // An address of IPv6 stands in brackets in a URL alone.
        let host = self.host.trim_matches(['[', ']']);
        let host = ServerName::try_from(host).map_err(|_| other())?;
        verify_server_name(&parsed, &host).map_err(|_| other())
    }

    fn footprint(&self) -> Result<[Mark; 2], CertificateError> {
        let mark = |path: &Path| {
            let meta = meta(path)?;
            Ok((meta.mtime(), meta.mtime_nsec(), meta.len(), meta.ino()))
        };
        Ok([mark(&self.certificate)?, mark(&self.key)?])
    }
}

/// When a certificate begins and ends; nothing if its dates cannot be read.
fn validity(leaf: &CertificateDer<'_>) -> Option<(Timestamp, Timestamp)> {
    let leaf = X509::from_der(leaf).ok()?;
    let epoch = Asn1Time::from_unix(0).ok()?;
    let moment = |time: &Asn1TimeRef| {
        let since = epoch.diff(time).ok()?;
        Some(Timestamp::from_unix(i64::from(since.days) * 86_400 + i64::from(since.secs)))
    };
    Some((moment(leaf.not_before())?, moment(leaf.not_after())?))
}

fn no_certificate(path: &Path) -> CertificateError {
    CertificateError::NoCertificate(named(path))
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    fs::read(path).map_err(|error| CertificateError::Unreadable(path.to_owned(), error))
}

fn meta(path: &Path) -> Result<fs::Metadata, CertificateError> {
    fs::metadata(path).map_err(|error| CertificateError::Unreadable(path.to_owned(), error))
}

fn named(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
