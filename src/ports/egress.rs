//! The one way out to addresses that clients registered.

use std::pin::Pin;

use crate::domain::registered_url::RegisteredUrl;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;

/// How much is read, and how long that may take, all of it together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The longest body.
    pub bytes: usize,
    /// The longest time, from the name to the last byte.
    pub within: Lifetime,
}

impl Bounds {
    /// For a document of any kind.
    pub const DOCUMENT: Self = Self { bytes: 256 * 1024, within: Lifetime::seconds(5) };
    /// For a request that a client signed: a person waits for it.
    pub const REQUEST: Self = Self { bytes: 17 * 1024, within: Lifetime::seconds(2) };
    /// For a set of keys.
    pub const KEYS: Self = Self { bytes: 64 * 1024, within: Lifetime::seconds(3) };
}

/// A document that was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its bytes, as they came: nothing was unpacked.
    pub body: Vec<u8>,
    /// What its sender says that it is, without parameters.
    pub media_type: Option<String>,
    /// How long its sender lets it be kept, if it says.
    pub kept_for: Option<Lifetime>,
}

/// Why nothing came of it. It names no address: what a client registered may be its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fruitless {
    /// The host is none of the public internet. Nothing was connected.
    #[error("the address does not lead to a public host")]
    Forbidden,
    /// The name is unknown, nobody answers, or not as its certificate says.
    #[error("the host could not be reached")]
    Unreachable,
    /// The time was up.
    #[error("no whole answer came in time")]
    Late,
    /// More came than is read.
    #[error("the answer is too long")]
    TooLong,
    /// The answer is packed, which nobody asked for.
    #[error("the answer is compressed")]
    Packed,
    /// Another answer than was hoped for; a redirect is one.
    #[error("the answer has the status {0}")]
    Status(u16),
}

/// An answer, later.
pub type Going<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fruitless>> + Send + 'a>>;

/// Goes to registered addresses, by https and to public hosts alone, and follows nothing.
pub trait Egress: Send + Sync {
    /// Fetches a document; only the status 200 is one.
    fn fetch<'a>(&'a self, url: &'a RegisteredUrl, bounds: Bounds) -> Going<'a, Fetched>;

    /// Posts a form, already encoded, and tells the status. What else is answered is not read.
    fn post<'a>(&'a self, url: &'a RegisteredUrl, form: &'a Secret) -> Going<'a, u16>;
}
