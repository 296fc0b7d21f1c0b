//! Parameters, read once from a query string or a form body.
//!
//! RFC 6749 §3.1 and §3.2: an empty value is an absent one, unknown parameters are ignored, none may
//! be given twice but `resource` (RFC 8707 §2). Encoding: application/x-www-form-urlencoded (WHATWG URL §5), UTF-8 only. The first
//! reading is the only one: no later code sees the raw text, so no two readers can disagree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode;
use url::form_urlencoded;

use super::error::OAuthError;
use super::refusal;
use crate::domain::confirmation::Thumbprint;
use crate::domain::text::Secret;

/// Parameters that an authorization request may bring; what is frozen is of these alone.
pub(super) const OF_AUTHORIZATION: &[&str] = &[
    "acr_values",
    "authorization_details",
    "claims",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "dpop_jkt",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    RESOURCE,
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// The other endpoints' parameters.
const OF_THE_REST: &[&str] = &[
    "access_token",
    "client_assertion",
    "client_assertion_type",
    "client_secret",
    "code",
    "code_verifier",
    "grant_type",
    "logout_hint",
    "post_logout_redirect_uri",
    "refresh_token",
    "token",
    "token_type_hint",
];

/// The one parameter that may be given several times (RFC 8707 §2). Its values are URIs and hold no space,
/// so they are kept as one text with spaces between.
const RESOURCE: &str = "resource";

/// No legal request comes near this.
const LONGEST: usize = 64 * 1024;

/// No legal request has so many parameters, known or not.
const MOST: usize = 200;

/// The known parameters of one request; `Debug` shows their names only.
#[derive(Clone, Default)]
pub struct Params {
    values: BTreeMap<&'static str, Secret>,
}

/// Why a text is no list of parameters.
#[derive(Clone, Debug)]
pub enum ParamsError {
    /// Longer than any legal request.
    TooLong,
    /// A known parameter is not UTF-8 text, or has a NUL.
    NotText,
    /// Known parameters were given twice; here is the rest without them, so that an authorization
    /// request can still learn where its error may go.
    Repeated(Params),
}

impl ParamsError {
    /// What the client is told.
    #[must_use]
    pub const fn refusal(&self) -> OAuthError {
        match self {
            Self::TooLong => refusal::TOO_LONG,
            Self::NotText => refusal::NOT_TEXT,
            Self::Repeated(_) => refusal::REPEATED,
        }
    }
}

impl Params {
    /// Reads a query string (without its `?`) or a form body.
    pub fn parse(text: &[u8]) -> Result<Self, ParamsError> {
        if text.len() > LONGEST {
            return Err(ParamsError::TooLong);
        }
        let mut values: BTreeMap<&'static str, Secret> = BTreeMap::new();
        let mut repeated = Vec::new();
        for (count, pair) in text.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).enumerate()
        {
            if count >= MOST {
                return Err(ParamsError::TooLong);
            }
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decoded(halves.next().unwrap_or_default());
            let Some(name) = name.and_then(|name| known(&name)) else { continue };
            let value = decoded(halves.next().unwrap_or_default()).ok_or(ParamsError::NotText)?;
            if name == RESOURCE
                && let Some(before) = values.get(name)
            {
                let all = format!("{} {value}", before.expose());
                values.insert(name, Secret::new(all));
            } else if values.insert(name, Secret::new(value)).is_some() {
                repeated.push(name);
            }
        }
        values.retain(|name, value| !value.expose().is_empty() && !repeated.contains(name));
        if repeated.is_empty() {
            Ok(Self { values })
        } else {
            Err(ParamsError::Repeated(Self { values }))
        }
    }

    /// The parameters that a verified request object holds.
    pub(super) fn inside(values: BTreeMap<&'static str, Secret>) -> Self {
        Self { values }
    }

    /// The value of a known parameter, if it was given and is not empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(Secret::expose)
    }

    /// The same as a secret to keep.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.values.get(name).cloned()
    }

    /// The same parameters with the key that the code is to be bound to (RFC 9449 §10.1): a proof that was
    /// shown when the request was pushed says it as well as `dpop_jkt` does.
    #[must_use]
    pub fn bound_to(&self, key: Option<&Thumbprint>) -> Self {
        let mut bound = self.clone();
        if let Some(key) = key {
            bound.values.insert("dpop_jkt", Secret::new(key.as_str().to_owned()));
        }
        bound
    }

    /// The authorization request among these as one text, in order of names, for the interaction to
    /// keep; credentials and everything unknown stay behind. [`Params::parse`] reads it back.
    #[must_use]
    pub fn frozen(&self) -> Secret {
        let asked = self.values.iter().filter(|(name, _)| OF_AUTHORIZATION.contains(name));
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(asked.map(|(name, value)| (name, value.expose())));
        Secret::new(text.finish())
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn known(name: &str) -> Option<&'static str> {
    OF_AUTHORIZATION.iter().chain(OF_THE_REST).copied().find(|known| *known == name)
}

/// One half of a pair: `+` is a space, `%xx` a byte, the whole UTF-8 without NUL (which one of the
/// databases cannot keep).
fn decoded(half: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = half.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let bytes: Cow<'_, [u8]> = percent_decode(&spaced).into();
    String::from_utf8(bytes.into_owned()).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Params {
        Params::parse(text.as_bytes()).expect("parameters")
    }

    /// P23.
    #[test]
    fn p23_unknown_parameters_are_ignored_even_twice_and_even_if_not_text() {
        let params = read("utm=1&utm=2&scope=openid&%ff=%ff&x=%ff&&=");
        assert_eq!(params.text("scope"), Some("openid"));
        assert_eq!(params.text("utm"), None);
    }

    /// P24.
    #[test]
    fn p24_the_order_of_parameters_does_not_matter() {
        let (one, other) = (read("scope=openid&state=a"), read("state=a&scope=openid"));
        assert_eq!(one.frozen().expose(), other.frozen().expose());
    }

    #[test]
    fn each_known_parameter_given_twice_is_refused_and_dropped() {
        let once = |name: &&&str| **name != RESOURCE;
        for name in OF_AUTHORIZATION.iter().chain(OF_THE_REST).filter(once) {
            for pair in ["a|b", "a|a", "|a", "a|"] {
                let (one, two) = pair.split_once('|').expect("two values");
                let text = format!("{name}={one}&x=1&{name}={two}");
                match Params::parse(text.as_bytes()) {
                    Err(ParamsError::Repeated(rest)) => assert_eq!(rest.text(name), None),
                    other => panic!("{text}: {other:?}"),
                }
            }
        }
    }

    /// RFC 8707 §2.
    #[test]
    fn resources_alone_may_be_several_and_read_back_the_same() {
        let params = read("resource=https://a.example&state=x&resource=https://b.example");
        let both = Some("https://a.example https://b.example");
        assert_eq!(params.text("resource"), both);
        assert_eq!(read(params.frozen().expose()).text("resource"), both);
    }

    #[test]
    fn an_empty_value_is_an_absent_one() {
        let params = read("state=&nonce&scope=openid");
        assert_eq!((params.text("state"), params.text("nonce")), (None, None));
    }

    #[test]
    fn what_is_not_text_or_too_long_is_refused() {
        for wrong in [&b"state=%ff"[..], b"state=%00", b"state=a%c3", b"state=\xff", b"state=\0"] {
            assert!(matches!(Params::parse(wrong), Err(ParamsError::NotText)), "{wrong:?}");
        }
        let long = vec![b'a'; LONGEST + 1];
        assert!(matches!(Params::parse(&long), Err(ParamsError::TooLong)));
        assert!(matches!(Params::parse("a=1&".repeat(201).as_bytes()), Err(ParamsError::TooLong)));
    }

    #[test]
    fn plus_and_percent_are_decoded_once() {
        assert_eq!(read("scope=openid+a%20b%2Bc%2520").text("scope"), Some("openid a b+c%20"));
        assert_eq!(read("st%61te=Ti%E1%BA%BFng").text("state"), Some("Tiếng"));
        assert_eq!(read("state=100%").text("state"), Some("100%"));
    }

    #[test]
    fn debug_shows_names_only() {
        let shown = format!("{:?}", read("login_hint=999188000001&state=x"));
        assert_eq!(shown, r#"{"login_hint", "state"}"#);
    }

    #[test]
    fn a_frozen_request_keeps_no_credential() {
        let params = read("client_secret=s&client_assertion=j&client_id=bank&state=a+%26b");
        assert_eq!(params.frozen().expose(), "client_id=bank&state=a+%26b");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Params::parse(&bytes);
        }

        #[test]
        fn a_frozen_request_reads_back_the_same(state in "[^\0]{1,80}", hint in "[^\0]{1,80}") {
            let text = form_urlencoded::Serializer::new(String::new())
                .append_pair("state", &state).append_pair("login_hint", &hint).finish();
            let params = read(&text);
            prop_assert_eq!(params.text("state"), Some(state.as_str()));
            let again = read(params.frozen().expose());
            prop_assert_eq!(again.text("state"), Some(state.as_str()));
            prop_assert_eq!(again.text("login_hint"), Some(hint.as_str()));
        }
    }
}
