//! Which addresses a client may register for us to go to: its keys, its logo, its sector, its sign-out.
//!
//! OpenID Connect Dynamic Client Registration 2 and 5, Back-Channel Logout 2.2, RFC 9700 §4.13. Where a
//! name leads is judged when we go there (`connectors::egress`), for names change their addresses.

use url::Url;

use super::issuer::is_loopback;
use crate::domain::registered_url::{BrowserUrl, RegisteredUrl};

/// Reads an address to register. A refusal is a sentence without its subject.
pub fn judged(text: &str) -> Result<RegisteredUrl, &'static str> {
    let url = read(text)?;
    if url.scheme() != "https" {
        return Err("must be https");
    }
    Ok(RegisteredUrl::judged(text.to_owned()))
}

/// The same where nobody real is: a client on one's own machine may do without TLS. We go there only if an
/// operator allows that host (`egress.allowed_hosts`).
pub fn for_trials(text: &str) -> Result<RegisteredUrl, &'static str> {
    for_browsers(text).map(|_| RegisteredUrl::judged(text.to_owned()))
}

/// The same for an address that people are led to: their browsers may find it on their own machine.
pub fn for_browsers(text: &str) -> Result<BrowserUrl, &'static str> {
    let url = read(text)?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err("must be https (http only on a loopback host)");
    }
    Ok(BrowserUrl::judged(text.to_owned()))
}

fn read(text: &str) -> Result<Url, &'static str> {
    if text.len() > 1024 || !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return Err("must be at most 1024 visible ASCII characters without backslash");
    }
    let url = Url::parse(text).map_err(|_| "is not an absolute URI")?;
    if text.contains('#') {
        return Err("must have no fragment");
    }
    if text.split('?').next().is_some_and(|start| start.contains('@')) {
        return Err("must have no user name");
    }
    if url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
        return Err("must name a host");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_address_is_taken_as_it_was_written() {
        for right in ["https://bank.example/keys", "https://bank.example:8443/keys?tenant=1"] {
            assert_eq!(judged(right).as_ref().map(RegisteredUrl::as_str), Ok(right));
        }
    }

    #[test]
    fn in_trials_a_client_on_this_machine_does_without_tls() {
        let here = "http://127.0.0.1:8085/told";
        assert!(judged(here).is_err());
        assert_eq!(for_trials(here).as_ref().map(RegisteredUrl::as_str), Ok(here));
        assert!(for_trials("http://bank.example/told").is_err());
    }

    #[test]
    fn everything_else_is_refused_in_words() {
        for (wrong, word) in [
            ("/keys", "absolute"),
            ("http://bank.example/keys", "https"),
            ("http://localhost/keys", "https"),
            ("file:///etc/passwd", "host"),
            ("gopher://bank.example/", "https"),
            ("https://bank.example/keys#a", "fragment"),
            ("https://u:p@bank.example/keys", "user name"),
            ("https://bank.example\\@evil.example/", "backslash"),
            ("https://bank.example/\r\nX: y", "visible"),
            ("https://bank.example:0/", "host"),
            ("https://", "absolute"),
            ("https:///", "absolute"),
        ] {
            let sentence = judged(wrong).expect_err(wrong);
            assert!(sentence.contains(word), "{wrong}: {sentence}");
        }
        assert!(judged(&format!("https://a.example/{}", "a".repeat(1024))).is_err());
    }

    #[test]
    fn people_may_be_led_to_their_own_machine_and_nowhere_else_without_tls() {
        for right in ["https://bank.example/bye?a=b", "http://127.0.0.1:8081/bye"] {
            assert_eq!(for_browsers(right).as_ref().map(BrowserUrl::as_str), Ok(right));
        }
        for wrong in [
            "http://bank.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "bye",
            "https://a@b/",
        ] {
            assert!(for_browsers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_not_printed() {
        let url = judged("https://bank.example/keys?token=x").expect("an address");
        assert!(!format!("{url:?}").contains("token"));
    }
}
