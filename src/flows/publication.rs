//! What we say of ourselves: the discovery document and the public keys, made once and handed out as
//! bytes until the keys change.

use std::sync::Arc;

use super::signing::Signer;
use crate::domain::client::SigningAlgorithm;
use crate::protocol::discovery;
use crate::protocol::issuer::Issuer;

/// The documents everybody may read.
#[derive(Clone)]
pub struct Publication {
    signer: Signer,
    discovery: Arc<str>,
}

impl Publication {
    /// The documents of this issuer, with these keys.
    #[must_use]
    pub fn of(issuer: &Issuer, signer: Signer) -> Self {
        let served: Vec<_> =
            SigningAlgorithm::ALL.into_iter().filter(|a| signer.serves(*a)).collect();
        let discovery = discovery::document(issuer, &served).to_string().into();
        Self { signer, discovery }
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
