//! Other ways to bring a request: by value, by reference, with a registration of its own.
//!
//! OpenID Connect Core 3.1.2.6 and 6: what is not supported is refused by name and never silently
//! ignored. RFC 9126 §2.1: a pushed request brings no `request_uri`; §4: ours are redeemed before the
//! walk begins, so any that arrives here is not ours.

use serde_json::{Value, json};

use super::error::OAuthError;
use super::params::Params;
use super::refusal;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the client itself, to `/par`.
    Pushed,
    /// By the person's browser, to `/authorize`.
    Direct,
}

/// Before the handle of a pushed request (RFC 9126 §2.2).
const OURS: &str = "urn:ietf:params:oauth:request_uri:";

/// Refuses request objects, foreign references and registrations in passing.
pub fn none_of_them(params: &Params, origin: Origin) -> Result<(), OAuthError> {
    if params.text("request").is_some() {
        return Err(refusal::REQUEST_OBJECT);
    }
    if params.text("registration").is_some() {
        return Err(refusal::REGISTRATION);
    }
    match (params.text("request_uri"), origin) {
        (None, _) => Ok(()),
        (Some(_), Origin::Pushed) => Err(refusal::REQUEST_URI_WHILE_PUSHING),
        (Some(uri), Origin::Direct) if uri.starts_with(OURS) => Err(refusal::REQUEST_URI_GONE),
        (Some(_), Origin::Direct) => Err(refusal::REQUEST_URI_FOREIGN),
    }
}

/// The handle of a pushed request, if the request names one of ours. Everything beside it but
/// `client_id` has no effect (RFC 9101 §6.3, RFC 9126 §4).
#[must_use]
pub fn pushed(params: &Params) -> Option<Secret> {
    let handle = params.text("request_uri")?.strip_prefix(OURS)?;
    Some(Secret::new(handle.to_owned()))
}

/// The `request_uri` that names a pushed request.
#[must_use]
pub fn pushed_uri(handle: &str) -> String {
    format!("{OURS}{handle}")
}

/// The answer of `/par` (RFC 9126 §2.2), sent with status 201.
#[must_use]
pub fn pushed_answer(request_uri: &Secret, lifetime: Lifetime) -> Value {
    json!({ "request_uri": request_uri.expose(), "expires_in": lifetime.as_seconds() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Params {
        Params::parse(text.as_bytes()).expect("parameters")
    }

    /// P43, P45, P111: refused by name.
    #[test]
    fn p43_p45_p111_what_is_not_supported_is_refused_by_name() {
        for (text, origin, expected) in [
            ("request=a.b.c", Origin::Direct, refusal::REQUEST_OBJECT),
            ("request=a.b.c", Origin::Pushed, refusal::REQUEST_OBJECT),
            ("registration=%7B%7D", Origin::Direct, refusal::REGISTRATION),
            ("request_uri=https%3A%2F%2Fa", Origin::Direct, refusal::REQUEST_URI_FOREIGN),
            ("request_uri=https%3A%2F%2Fa", Origin::Pushed, refusal::REQUEST_URI_WHILE_PUSHING),
        ] {
            assert_eq!(none_of_them(&read(text), origin), Err(expected), "{text}");
        }
        assert_eq!(none_of_them(&read("scope=openid"), Origin::Direct), Ok(()));
    }

    /// P110.
    #[test]
    fn p110_a_pushed_request_is_named_by_its_handle() {
        let uri = pushed_uri("abc.def");
        let params = read(&format!("request_uri={uri}&client_id=bank"));
        assert_eq!(pushed(&params).expect("a handle").expose(), "abc.def");
        let answer = pushed_answer(&Secret::new(uri.clone()), Lifetime::seconds(60));
        assert_eq!(answer, json!({ "request_uri": uri, "expires_in": 60 }));
        assert!(pushed(&read("request_uri=https%3A%2F%2Fa")).is_none());
        assert_eq!(none_of_them(&params, Origin::Direct), Err(refusal::REQUEST_URI_GONE));
    }
}
