//! Requests by reference: which addresses a client may register for its request objects, which of them a
//! request names, and what may be fetched there.
//!
//! OpenID Connect Core 6.2 (`#` and the hash of what is there), Dynamic Client Registration 2 (`request_uris`),
//! RFC 9101 §5.2 and §10.4 (only what was registered is fetched).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::OAuthError;
use super::{refusal, registered_url, signed_request};
use crate::domain::client::Client;
use crate::domain::request_uri::RequestUri;
use crate::domain::text::Secret;

/// Core 6.2: no `request_uri` is longer.
const LONGEST: usize = 512;

/// The media types of a JWT; and what a server says of a file that it knows nothing of.
const TYPES: [&str; 5] = [
    "application/oauth-authz-req+jwt",
    "application/jwt",
    "application/jose",
    "application/octet-stream",
    "text/plain",
];

/// Reads an address to register. A refusal is a sentence without its subject.
pub fn judged(text: &str) -> Result<RequestUri, &'static str> {
    if text.len() > LONGEST {
        return Err("must be at most 512 characters");
    }
    let (at, hash) =
        parts(text).ok_or("must have nothing behind # but the SHA-256 in base64url")?;
    let at = registered_url::judged(at)?;
    Ok(RequestUri { at, hash: hash.map(str::to_owned) })
}

/// The registered address that a request names. One that was registered with a hash is meant with that hash;
/// behind one that was not, a request may say which version it means.
pub fn named(text: &str, client: &Client) -> Result<RequestUri, OAuthError> {
    if client.request_uris.is_empty() {
        return Err(refusal::REQUEST_URI_FOREIGN);
    }
    let unregistered = refusal::REQUEST_URI_UNREGISTERED;
    let (at, hash) = parts(text).filter(|_| text.len() <= LONGEST).ok_or(unregistered)?;
    let registered = client.request_uris.iter().find(|registered| {
        registered.at.as_str() == at
            && registered.hash.as_deref().is_none_or(|wanted| hash == Some(wanted))
    });
    let at = registered.ok_or(unregistered)?.at.clone();
    Ok(RequestUri { at, hash: hash.map(str::to_owned) })
}

/// The request object in what was fetched.
pub fn object(
    uri: &RequestUri,
    body: &[u8],
    media_type: Option<&str>,
) -> Result<Secret, OAuthError> {
    let kind = media_type.map(str::to_ascii_lowercase);
    let is_known = kind.is_none_or(|kind| TYPES.contains(&kind.as_str()));
    let hashed = || URL_SAFE_NO_PAD.encode(digest(&SHA256, body));
    let is_meant = uri.hash.as_ref().is_none_or(|hash| *hash == hashed());
    let text = std::str::from_utf8(body).ok().map(str::trim_ascii);
    match text.filter(|text| text.len() <= signed_request::LONGEST && !text.is_empty()) {
        Some(text) if is_known && is_meant => Ok(Secret::new(text.to_owned())),
        _ => Err(refusal::REQUEST_URI_CONTENT),
    }
}

/// What stands before `#`, and the hash behind it.
fn parts(text: &str) -> Option<(&str, Option<&str>)> {
    let Some((at, hash)) = text.split_once('#') else { return Some((text, None)) };
    let bytes = URL_SAFE_NO_PAD.decode(hash).ok()?;
    (bytes.len() == SHA256.output_len()).then_some((at, Some(hash)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::example;

    /// Of `a.b.c`.
    fn hash() -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, b"a.b.c"))
    }

    fn with(uris: &[&str]) -> Client {
        let request_uris = uris.iter().map(|uri| judged(uri).expect("an address")).collect();
        Client { request_uris, ..example::client() }
    }

    /// P45: by https, with the hash of what is there or nothing behind `#`.
    #[test]
    fn p45_an_address_may_have_a_hash_behind_it_and_nothing_else() {
        for right in
            ["https://bank.example/r".to_owned(), format!("https://bank.example/r?a=1#{}", hash())]
        {
            assert_eq!(judged(&right).expect("an address").to_text(), right);
        }
        for (wrong, word) in [
            ("http://bank.example/r".to_owned(), "https"),
            ("https://bank.example/r#top".to_owned(), "SHA-256"),
            ("https://bank.example/r#".to_owned(), "SHA-256"),
            (format!("https://bank.example/r#{}=", hash()), "SHA-256"),
            (format!("https://bank.example/{}", "r".repeat(500)), "512"),
            ("urn:ietf:params:oauth:request_uri:abc".to_owned(), "host"),
        ] {
            let sentence = judged(&wrong).expect_err("a refusal");
            assert!(sentence.contains(word), "{wrong}: {sentence}");
        }
    }

    /// P45: nothing is fetched but what was registered, to the byte.
    #[test]
    fn p45_only_a_registered_address_is_one() {
        let (hash, other) = (hash(), URL_SAFE_NO_PAD.encode([7; 32]));
        let pinned = format!("https://bank.example/p#{hash}");
        let client = with(&["https://bank.example/r?a=1", &pinned]);
        for right in
            ["https://bank.example/r?a=1", &format!("https://bank.example/r?a=1#{hash}"), &pinned]
        {
            assert_eq!(named(right, &client).expect("registered").to_text(), right);
        }
        for wrong in [
            "https://bank.example/r",
            "https://bank.example/r?a=1&b=2",
            "https://bank.example/r?a=1#top",
            "https://bank.example:443/r?a=1",
            "https://BANK.example/r?a=1",
            "https://bank.example/p",
            &format!("https://bank.example/p#{other}"),
            "http://bank.example/r?a=1",
            "https://evil.example/",
            "file:///etc/passwd",
        ] {
            assert_eq!(named(wrong, &client), Err(refusal::REQUEST_URI_UNREGISTERED), "{wrong}");
        }
        let none = named("https://bank.example/r", &example::client());
        assert_eq!(none, Err(refusal::REQUEST_URI_FOREIGN));
    }

    #[test]
    fn what_is_fetched_must_be_of_that_hash_size_and_kind() {
        let taken =
            |uri: &str, body: &[u8], kind| object(&judged(uri).expect("an address"), body, kind);
        let (plain, pinned) = ("https://a.example/r", format!("https://a.example/r#{}", hash()));
        for kind in [
            None,
            Some("application/jwt"),
            Some("Application/OAuth-Authz-Req+JWT"),
            Some("text/plain"),
        ] {
            assert_eq!(taken(plain, b"a.b.c\n", kind).expect("an object").expose(), "a.b.c");
            assert_eq!(taken(&pinned, b"a.b.c", kind).expect("an object").expose(), "a.b.c");
        }
        let long = vec![b'a'; signed_request::LONGEST + 1];
        for (uri, body, kind) in [
            (plain, &b"a.b.c"[..], Some("text/html")),
            (plain, b"a.b.c", Some("application/json")),
            (plain, b"", None),
            (plain, b"\xff", None),
            (plain, &long, None),
            (&pinned, b"a.b.c\n", None),
        ] {
            assert_eq!(taken(uri, body, kind).err(), Some(refusal::REQUEST_URI_CONTENT));
        }
    }
}
