//! The issuer identifier, and the addresses under it.
//!
//! OpenID Connect Discovery 1.0 §3 and §4, RFC 8414 §2: https, no query, no fragment. Plain http is for
//! loopback alone. It comes from the configuration and never from a request's Host.

use url::{Host, Url};

/// Who we are, to the byte, in every token and answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

/// Why a text is no issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// No URL at all.
    #[error("is not an absolute URL")]
    NotUrl,
    /// Plain http is for loopback.
    #[error("must begin with https:// (http:// only on a loopback host)")]
    NotHttps,
    /// RFC 8414 §2.
    #[error("must have no query, fragment, user name or trailing slash")]
    Extra,
    /// Compared to the byte, it must have one spelling only.
    #[error("is not written in its usual form (lower-case host, no default port)")]
    Unusual,
}

impl Issuer {
    /// Reads the configured issuer.
    pub fn parse(text: &str) -> Result<Self, IssuerError> {
        let url = Url::parse(text).map_err(|_| IssuerError::NotUrl)?;
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        if !secure {
            return Err(IssuerError::NotHttps);
        }
        let extra = url.query().is_some() || url.fragment().is_some() || url.password().is_some();
        if extra || !url.username().is_empty() || text.ends_with('/') || text.contains('@') {
            return Err(IssuerError::Extra);
        }
        if url.as_str().trim_end_matches('/') == text {
            Ok(Self(text.to_owned()))
        } else {
            Err(IssuerError::Unusual)
        }
    }

    /// The issuer as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An address under the issuer; `path` begins with a slash.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether cookies and headers may insist on TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Where the authorization server's metadata stands: between host and path (RFC 8414 §3.1).
    #[must_use]
    pub fn oauth_metadata_path(&self) -> String {
        let path = Url::parse(&self.0).map(|url| url.path().trim_end_matches('/').to_owned());
        format!("/.well-known/oauth-authorization-server{}", path.unwrap_or_default())
    }
}

/// This machine, by name or by number.
#[must_use]
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(number)) => number.is_loopback(),
        Some(Host::Ipv6(number)) => number.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P2.
    #[test]
    fn p2_an_issuer_is_https_without_query_or_fragment() {
        for right in [
            "https://danh.example",
            "https://danh.example:8443/vn",
            "http://localhost:8080",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
        ] {
            assert_eq!(Issuer::parse(right).map(|i| i.0), Ok(right.to_owned()));
        }
        for (wrong, fault) in [
            ("danh.example", IssuerError::NotUrl),
            ("http://danh.example", IssuerError::NotHttps),
            ("ftp://localhost", IssuerError::NotHttps),
            ("https://danh.example/", IssuerError::Extra),
            ("https://danh.example?a", IssuerError::Extra),
            ("https://danh.example#", IssuerError::Extra),
            ("https://u@danh.example", IssuerError::Extra),
            ("https://Danh.example", IssuerError::Unusual),
            ("https://danh.example:443", IssuerError::Unusual),
            ("https://danh.example/a/../b", IssuerError::Unusual),
        ] {
            assert_eq!(Issuer::parse(wrong), Err(fault), "{wrong}");
        }
    }

    #[test]
    fn the_two_well_known_forms_differ_where_the_issuer_has_a_path() {
        let issuer = Issuer::parse("https://danh.example/vn").expect("an issuer");
        assert_eq!(issuer.oauth_metadata_path(), "/.well-known/oauth-authorization-server/vn");
        assert_eq!(issuer.address("/token"), "https://danh.example/vn/token");
        let bare = Issuer::parse("https://danh.example").expect("an issuer");
        assert_eq!(bare.oauth_metadata_path(), "/.well-known/oauth-authorization-server");
    }
}
