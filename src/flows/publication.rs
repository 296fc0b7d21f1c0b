//! What we say of ourselves: the discovery document and the public keys, made once and handed out as
//! bytes until the keys change.

use std::sync::Arc;

use super::signing::Signer;
use crate::domain::client::SigningAlgorithm;
use crate::domain::protection::EncryptionAlgorithm;
use crate::protocol::discovery;
use crate::protocol::issuer::Issuer;
use crate::protocol::mutual_tls::MutualTls;

/// The documents everybody may read.
#[derive(Clone)]
pub struct Publication {
    signer: Signer,
    discovery: Arc<str>,
}

impl Publication {
    /// The documents of this issuer, with these keys, the ways in which requests can be encrypted to us, and
    /// the address where clients show certificates; and whether clients register themselves.
    #[must_use]
    pub fn of(
        issuer: &Issuer,
        signer: Signer,
        opens: &[EncryptionAlgorithm],
        mutual: Option<&MutualTls>,
        registers: bool,
    ) -> Self {
        let served: Vec<_> =
            SigningAlgorithm::ALL.into_iter().filter(|a| signer.serves(*a)).collect();
        let mut document = discovery::document(issuer, &served, opens);
        if let Some(mutual) = mutual {
            mutual.announce(&mut document, issuer);
        }
        if registers {
            discovery::announce_registration(&mut document, issuer);
        }
        Self { signer, discovery: document.to_string().into() }
    }

    /// The discovery document.
    #[must_use]
    pub fn discovery(&self) -> Arc<str> {
        Arc::clone(&self.discovery)
    }

    /// The public keys.
    #[must_use]
    pub fn keys(&self) -> Arc<str> {
        self.signer.public_keys()
    }
}
