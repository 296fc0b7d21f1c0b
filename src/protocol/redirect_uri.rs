//! Which addresses a client may register to be answered at.
//!
//! RFC 6749 §3.1.2 (absolute, no fragment), RFC 9700 §2.1 and §4.1.3 (https, no pattern), RFC 8252 §7.1
//! and §7.3 (private-use schemes and loopback), OpenID Connect Dynamic Client Registration 2. Judged
//! once, here; afterwards compared to the byte and never parsed again.

use url::Url;

use super::issuer::is_loopback;
use crate::domain::client::RedirectUri;

/// Names that our answers carry; a registered query must not say them first (security.md 1.1).
const RESERVED: [&str; 14] = [
    "access_token",
    "client_id",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "response",
    "scope",
    "session_state",
    "state",
    "token_type",
];

/// Reads a URI to register; `public` clients may be apps with a scheme of their own. A refusal is a
/// sentence without its subject.
pub fn judged(text: &str, public: bool) -> Result<RedirectUri, &'static str> {
    if text.len() > 1024 || !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return Err("must be at most 1024 visible ASCII characters without backslash");
    }
    let url = Url::parse(text).map_err(|_| "is not an absolute URI")?;
    if text.contains('#') {
        return Err("must have no fragment");
    }
    if text.contains('*') {
        return Err("must be written out: patterns are not matched");
    }
    if text.split('?').next().is_some_and(|start| start.contains('@')) {
        return Err("must have no user name");
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err("must be https (http only on a loopback host)"),
        _ if !public => return Err("must be https: only a public client has a scheme of its own"),
        scheme if !is_private_use(scheme) => {
            return Err("must have a scheme made of a domain name, as in com.example.app:/answer");
        }
        _ => {}
    }
    if url.query_pairs().any(|(name, _)| RESERVED.contains(&name.as_ref())) {
        return Err(
            "must not have a query that names a parameter of the answer, such as code or state",
        );
    }
    Ok(RedirectUri::judged(text.to_owned()))
}

/// RFC 8252 §7.1: a reversed domain name; so neither `javascript` nor `data` can be one.
fn is_private_use(scheme: &str) -> bool {
    let parts = || scheme.split('.');
    parts().count() >= 2 && parts().all(|part| !part.is_empty())
}

/// The host that a URI names, if it is one that others cannot name too.
#[must_use]
pub fn own_host(uri: &RedirectUri) -> Option<String> {
    let url = Url::parse(uri.as_str()).ok()?;
    let web = matches!(url.scheme(), "https" | "http") && !is_loopback(&url);
    url.host_str().filter(|host| web && !is_shared(host)).map(str::to_owned)
}

/// The host of an address, if not everybody can have an address there; trials have theirs on loopback.
#[must_use]
pub(super) fn unshared_host(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    url.host_str().filter(|host| !is_shared(host)).map(str::to_owned)
}

/// Platforms where each customer has a name below one host; a path or a name there is nobody's sector.
fn is_shared(host: &str) -> bool {
    const PLATFORMS: [&str; 10] = [
        "azurewebsites.net",
        "cloudfront.net",
        "firebaseapp.com",
        "github.io",
        "herokuapp.com",
        "netlify.app",
        "pages.dev",
        "vercel.app",
        "web.app",
        "workers.dev",
    ];
    PLATFORMS.iter().any(|platform| host == *platform || host.ends_with(&format!(".{platform}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_loopback_and_private_schemes_are_taken() {
        for (right, public) in [
            ("https://bank.example/cb", false),
            ("https://bank.example/cb?from=danh", false),
            ("https://bank.example:8443/cb", false),
            ("http://localhost:8081/cb", false),
            ("http://127.0.0.1/cb", true),
            ("http://[::1]:9000/cb", true),
            ("com.example.app:/answer", true),
        ] {
            assert_eq!(judged(right, public).as_ref().map(RedirectUri::as_str), Ok(right));
        }
    }

    /// security.md 1.1: fragments, reserved names, dangerous schemes.
    #[test]
    fn everything_else_is_refused_in_words() {
        for (wrong, public, word) in [
            ("/cb", true, "absolute"),
            ("https://bank.example/cb#", false, "fragment"),
            ("https://bank.example/cb#a", false, "fragment"),
            ("https://u@bank.example/cb", false, "user name"),
            ("https://u:p@bank.example/cb", false, "user name"),
            ("https://bank.example\\@evil.example/", false, "backslash"),
            ("https://*.example/cb", false, "patterns"),
            ("http://bank.example/cb", false, "https"),
            ("http://localhost.bank.example/cb", true, "https"),
            ("com.example.app:/answer", false, "public"),
            ("javascript:alert(1)", true, "domain name"),
            ("data:text/html,x", true, "domain name"),
            ("myapp:/cb", true, "domain name"),
            ("https://bank.example/cb?code=x", false, "parameter"),
            ("https://bank.example/cb?a=1&st%61te=x", false, "parameter"),
            ("https://bank.example/cb?iss", false, "parameter"),
            ("https://bank.example/a b", false, "ASCII"),
            ("https://ngân.example/", false, "ASCII"),
        ] {
            let sentence = judged(wrong, public).expect_err(wrong);
            assert!(sentence.contains(word), "{wrong}: {sentence}");
        }
        assert!(judged(&format!("https://a.example/{}", "a".repeat(1024)), false).is_err());
    }

    #[test]
    fn only_a_host_that_is_ones_own_names_a_sector() {
        for (uri, host) in [
            ("https://bank.example/cb", Some("bank.example")),
            ("http://localhost:8081/cb", None),
            ("https://bank.github.io/cb", None),
            ("com.example.app:/cb", None),
        ] {
            let uri = judged(uri, true).expect("a URI");
            assert_eq!(own_host(&uri).as_deref(), host);
        }
    }
}
