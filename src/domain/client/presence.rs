//! What a relying party shows of itself beside its name.

use super::super::registered_url::{BrowserUrl, RegisteredUrl};

/// Its pages and its picture, as far as it registered them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// The service itself.
    pub home: Option<Page>,
    /// What it does with people's data.
    pub policy: Option<Page>,
    /// On which terms it serves them.
    pub terms: Option<Page>,
    /// Its picture, which we fetch: no browser of a person who decides here is led there.
    pub logo: Option<RegisteredUrl>,
}

/// A page for people, in another language at another address if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In Vietnamese.
    pub vi: BrowserUrl,
    /// In English.
    pub en: Option<BrowserUrl>,
}
