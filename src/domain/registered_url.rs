//! Addresses that a client registered: for us to go to, as nobody else can make us go anywhere, and for
//! people to be led to.

use std::fmt;

/// A registered `https` address. Only registration makes one; `ports::egress` takes nothing else.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisteredUrl(String);

impl RegisteredUrl {
    /// Takes an address that `protocol::registered_url` has judged; `tests/house.rs` sees that nothing
    /// else calls it.
    #[must_use]
    pub(crate) fn judged(text: String) -> Self {
        Self(text)
    }

    /// The address, as registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a client's public keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// Registered with it (`jwks`): a JWK Set as JSON.
    Here(String),
    /// Published by it (`jwks_uri`).
    At(RegisteredUrl),
}

/// A registered address that people's browsers are led to; we never go there. Only registration makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BrowserUrl(String);

impl BrowserUrl {
    /// Takes an address that `protocol::registered_url` has judged.
    #[must_use]
    pub(crate) fn judged(text: String) -> Self {
        Self(text)
    }

    /// The address, as registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A client may have written a secret of its own into the address.
impl fmt::Debug for RegisteredUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisteredUrl(…)")
    }
}
