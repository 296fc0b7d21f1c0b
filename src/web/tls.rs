//! TLS as the provider speaks it (RFC 9325, BCP 195): versions 1.3 and 1.2, forward secrecy and
//! authenticated encryption alone, no compression, no renegotiation and no early data, which could be
//! played twice.

mod any_certificate;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{Ticketer, cipher_suite as suite, default_provider};
use rustls::server::{NoServerSessionStorage, ResolvesServerCert};
use rustls::version::{TLS12, TLS13};
use rustls::{ConfigBuilder, ServerConfig, SupportedCipherSuite, WantsVerifier};

use self::any_certificate::AnyCertificate;

/// The suites of RFC 9325 §4.2 and RFC 8446 §9.1, the strongest first.
const SUITES: [SupportedCipherSuite; 9] = [
    suite::TLS13_AES_256_GCM_SHA384,
    suite::TLS13_AES_128_GCM_SHA256,
    suite::TLS13_CHACHA20_POLY1305_SHA256,
    suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];

/// How TLS is spoken with this certificate.
///
/// # Errors
/// If the machine has no chance left for the keys of session tickets.
pub(super) fn settings(certificate: Arc<dyn ResolvesServerCert>) -> std::io::Result<ServerConfig> {
    let mut settings = versions()?.with_no_client_auth().with_cert_resolver(certificate);
    // Tickets let a phone come back without a whole handshake; their keys change every six hours.
    settings.ticketer = Ticketer::new().map_err(std::io::Error::other)?;
    Ok(settings)
}

/// The same where clients are asked for a certificate. Nothing is resumed: each connection proves anew that
/// the certificate's key is held.
///
/// # Errors
/// If the versions and suites did not belong together, which would be a fault of ours.
pub(super) fn mutual_settings(
    certificate: Arc<dyn ResolvesServerCert>,
) -> std::io::Result<ServerConfig> {
    let algorithms = default_provider().signature_verification_algorithms;
    let mut settings = versions()?
        .with_client_cert_verifier(Arc::new(AnyCertificate(algorithms)))
        .with_cert_resolver(certificate);
    settings.session_storage = Arc::new(NoServerSessionStorage {});
    settings.send_tls13_tickets = 0;
    Ok(settings)
}

fn versions() -> std::io::Result<ConfigBuilder<ServerConfig, WantsVerifier>> {
    let provider = CryptoProvider { cipher_suites: SUITES.to_vec(), ..default_provider() };
    ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(std::io::Error::other)
}
