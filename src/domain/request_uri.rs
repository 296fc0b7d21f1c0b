//! Where a client puts requests that it signed, for us to fetch.

use super::registered_url::RegisteredUrl;

/// A registered `request_uri`. Only registration makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestUri {
    /// Where the request object is.
    pub at: RegisteredUrl,
    /// What its SHA-256 must be in base64url, if that stands behind `#`.
    pub hash: Option<String>,
}

impl RequestUri {
    /// The whole URI, as registered.
    #[must_use]
    pub fn to_text(&self) -> String {
        match &self.hash {
            Some(hash) => format!("{}#{hash}", self.at.as_str()),
            None => self.at.as_str().to_owned(),
        }
    }
}
