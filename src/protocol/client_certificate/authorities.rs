//! The authorities whose word we take for who a client is.
//!
//! RFC 5280 §6: the path is built and judged by OpenSSL, at the given time, with signatures of 112 bits at
//! the least. Only what was configured or sent is looked at: no list or certificate is fetched.

use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509Ref, X509StoreContext, X509StoreContextRef};

use crate::domain::time::Timestamp;

/// Certificates between the client's own and an authority's that we trust.
const DEPTH: i32 = 6;
/// OpenSSL's name for 112 bits: RSA from 2048, curves from 224, no SHA-1.
const LEVEL: i32 = 2;

/// Authorities that we trust to certify clients.
pub struct Authorities(Vec<X509>);

impl Authorities {
    /// Reads them from PEM; nothing if there is none.
    #[must_use]
    pub fn parse(pem: &[u8]) -> Option<Self> {
        let certificates = X509::stack_from_pem(pem).ok()?;
        (!certificates.is_empty()).then_some(Self(certificates))
    }

    /// Whether a path of good certificates leads from this one to an authority, at this time.
    pub(super) fn certify(&self, own: &X509Ref, sent: &[X509], now: Timestamp) -> bool {
        self.path(own, sent, now).unwrap_or(false)
    }

    fn path(&self, own: &X509Ref, sent: &[X509], now: Timestamp) -> Result<bool, ErrorStack> {
        let mut rules = X509VerifyParam::new()?;
        rules.set_time(now.unix());
        rules.set_depth(DEPTH);
        rules.set_auth_level(LEVEL);
        rules.set_purpose(X509PurposeId::SSL_CLIENT)?;
        // An authority that is named in the settings is trusted, whoever may have certified it.
        rules.set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
        let mut store = X509StoreBuilder::new()?;
        for authority in &self.0 {
            store.add_cert(authority.clone())?;
        }
        store.set_param(&rules)?;
        let store = store.build();
        let mut between = Stack::new()?;
        for certificate in sent {
            between.push(certificate.clone())?;
        }
        X509StoreContext::new()?.init(&store, own, &between, X509StoreContextRef::verify_cert)
    }
}

impl std::fmt::Debug for Authorities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}
