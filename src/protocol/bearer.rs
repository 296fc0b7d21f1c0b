//! An access token shown at a resource of ours.
//!
//! RFC 6750 §2.1 (header), §2.2 (form body, which stock software may use), §2.3 (query: refused, RFC 9700
//! §4.3.2), §3 (`WWW-Authenticate`); RFC 9470 §3 (step-up); RFC 9110 §11.1: the scheme's name is case-insensitive.

use super::authentication_context::Acr;
use super::error::OAuthError;
use super::params::Params;
use super::refusal;
use crate::domain::assurance::Assurance;
use crate::domain::text::Secret;

/// Where a token may stand in a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The form body, if there is one.
    pub form: Option<&'a Params>,
    /// The query, if there is one.
    pub query: Option<&'a Params>,
}

/// Why no token was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BearerFault {
    /// None was shown; nothing more is said (RFC 6750 §3.1).
    Absent,
    /// One was shown wrongly, or is not good.
    Refused(OAuthError),
    /// It is good, and what the person did for it is not enough (RFC 9470 §3): this would be.
    StepUp(Assurance),
}

const NAME: &str = "access_token";

/// Takes the one token that was shown.
pub fn token(shown: Shown<'_>) -> Result<Secret, BearerFault> {
    let refused = |error| Err(BearerFault::Refused(error));
    if shown.query.is_some_and(|query| query.text(NAME).is_some()) {
        return refused(refusal::BEARER_IN_QUERY);
    }
    let posted = shown.form.and_then(|form| form.secret(NAME));
    let Some(header) = shown.authorization else { return posted.ok_or(BearerFault::Absent) };
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return posted.ok_or(BearerFault::Absent);
    }
    if posted.is_some() {
        return refused(refusal::BEARER_TWICE);
    }
    let token = token.trim_matches(' ');
    if !is_token(token) {
        return refused(refusal::BEARER_MALFORMED);
    }
    Ok(Secret::new(token.to_owned()))
}

/// `b64token` of RFC 6750 §2.1.
fn is_token(text: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    let body = text.trim_end_matches('=');
    !body.is_empty() && text.len() <= 8 * 1024 && body.bytes().all(legal)
}

impl BearerFault {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Absent => 401,
            Self::Refused(error) => error.status(),
            Self::StepUp(_) => refusal::STEP_UP.status(),
        }
    }

    /// The `WWW-Authenticate` header.
    #[must_use]
    pub fn challenge(self) -> String {
        match self {
            Self::Absent => "Bearer realm=\"danh\"".to_owned(),
            Self::Refused(error) => format!(
                "Bearer realm=\"danh\", error=\"{}\", error_description=\"{}\"",
                error.code().as_str(),
                error.description()
            ),
            Self::StepUp(level) => {
                let rest = Self::Refused(refusal::STEP_UP).challenge();
                format!("{rest}, acr_values=\"{}\"", Acr::Level(level))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(text: &str) -> Params {
        Params::parse(text.as_bytes()).expect("parameters")
    }

    fn by_header(header: &str) -> Result<String, BearerFault> {
        token(Shown { authorization: Some(header), ..Shown::default() })
            .map(|token| token.expose().to_owned())
    }

    /// P66, P67, P74.
    #[test]
    fn p66_p74_a_token_in_the_header_is_taken_however_the_scheme_is_spelt() {
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            assert_eq!(
                by_header(&format!("{scheme} a.b-c_d~e+f/g==")),
                Ok("a.b-c_d~e+f/g==".to_owned())
            );
        }
    }

    /// P68.
    #[test]
    fn p68_a_token_in_the_form_is_taken_but_not_two() {
        let form = params("access_token=abc");
        let shown = Shown { form: Some(&form), ..Shown::default() };
        assert_eq!(token(shown).map(|t| t.expose().to_owned()), Ok("abc".to_owned()));
        let twice = Shown { authorization: Some("Bearer abc"), ..shown };
        assert_eq!(token(twice).err(), Some(BearerFault::Refused(refusal::BEARER_TWICE)));
    }

    /// P129.
    #[test]
    fn p129_a_token_in_the_query_is_never_taken() {
        let query = params("access_token=abc");
        for authorization in [None, Some("Bearer abc")] {
            let shown = Shown { authorization, query: Some(&query), form: None };
            assert_eq!(token(shown).err(), Some(BearerFault::Refused(refusal::BEARER_IN_QUERY)));
        }
    }

    /// P75.
    #[test]
    fn p75_without_a_good_token_the_answer_is_401_with_a_challenge() {
        assert_eq!(token(Shown::default()).err(), Some(BearerFault::Absent));
        assert_eq!(by_header("Basic abc"), Err(BearerFault::Absent));
        let absent = BearerFault::Absent;
        assert_eq!((absent.status(), absent.challenge().as_str()), (401, "Bearer realm=\"danh\""));
        let bad = BearerFault::Refused(refusal::TOKEN);
        assert_eq!(bad.status(), 401);
        assert!(bad.challenge().contains("error=\"invalid_token\""));
        for wrong in ["Bearer", "Bearer ", "Bearer a b", "Bearer =", "Bearer é", "Bearer a,b"] {
            let expected = BearerFault::Refused(refusal::BEARER_MALFORMED);
            assert_eq!(by_header(wrong), Err(expected), "{wrong}");
        }
    }
}
