//! An access token shown at a resource of ours.
//!
//! RFC 6750 §2.1 (header), §2.2 (form body, which stock software may use), §2.3 (query: refused, RFC 9700
//! §4.3.2), §3 (`WWW-Authenticate`); RFC 9449 §7 (the scheme DPoP); RFC 9470 §3 (step-up); RFC 9110 §11.1:
//! a scheme's name is case-insensitive.

use super::authentication_context::Acr;
use super::error::{ErrorCode, OAuthError};
use super::params::Params;
use super::{dpop, refusal};
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

/// By which scheme a token is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// Whoever has it shows it.
    #[default]
    Bearer,
    /// Who holds the key shows it, with a proof.
    Dpop,
}

/// A token that was shown.
#[derive(Clone, Debug)]
pub struct ShownToken {
    /// The token.
    pub token: Secret,
    /// How.
    pub scheme: Scheme,
    /// In the form, where it passes through more hands than a header.
    pub in_form: bool,
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
pub fn token(shown: Shown<'_>) -> Result<ShownToken, BearerFault> {
    let refused = |error| Err(BearerFault::Refused(error));
    if shown.query.is_some_and(|query| query.text(NAME).is_some()) {
        return refused(refusal::BEARER_IN_QUERY);
    }
    let posted = shown.form.and_then(|form| form.secret(NAME));
    let Some((scheme, token)) = shown.authorization.and_then(scheme_and_token) else {
        let shown = |token| ShownToken { token, scheme: Scheme::Bearer, in_form: true };
        return posted.map(shown).ok_or(BearerFault::Absent);
    };
    if posted.is_some() {
        return refused(refusal::BEARER_TWICE);
    }
    let token = token.trim_matches(' ');
    if !is_token(token) {
        return refused(refusal::BEARER_MALFORMED);
    }
    Ok(ShownToken { token: Secret::new(token.to_owned()), scheme, in_form: false })
}

/// The scheme that a request uses, for what is answered to it.
#[must_use]
pub fn scheme(authorization: Option<&str>) -> Scheme {
    authorization.and_then(scheme_and_token).map(|(scheme, _)| scheme).unwrap_or_default()
}

fn scheme_and_token(header: &str) -> Option<(Scheme, &str)> {
    let (name, token) = header.split_once(' ').unwrap_or((header, ""));
    let known = [("Bearer", Scheme::Bearer), ("DPoP", Scheme::Dpop)];
    let (_, scheme) = known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some((scheme, token))
}

/// `b64token` of RFC 6750 §2.1.
fn is_token(text: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b);
    let body = text.trim_end_matches('=');
    !body.is_empty() && text.len() <= 8 * 1024 && body.bytes().all(legal)
}

impl BearerFault {
    /// The HTTP status. At a resource a bad proof is a failed authentication (RFC 9449 §7.1, §9).
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Absent => 401,
            Self::Refused(error) => match error.code() {
                ErrorCode::InvalidDpopProof | ErrorCode::UseDpopNonce => 401,
                _ => error.status(),
            },
            Self::StepUp(_) => refusal::STEP_UP.status(),
        }
    }

    /// The `WWW-Authenticate` headers: both schemes that there are, what is wrong beside the one that was
    /// used (RFC 9449 §7.1, §7.2).
    #[must_use]
    pub fn challenges(self, scheme: Scheme) -> [String; 2] {
        let algorithms: Vec<_> = dpop::ALGORITHMS.iter().map(|one| one.as_str()).collect();
        let bearer = "Bearer realm=\"danh\"".to_owned();
        let dpop = format!("DPoP realm=\"danh\", algs=\"{}\"", algorithms.join(" "));
        let (used, other) = match scheme {
            Scheme::Bearer => (bearer, dpop),
            Scheme::Dpop => (dpop, bearer),
        };
        match self {
            Self::Absent => [used, other],
            Self::Refused(error) => {
                let (code, words) = (error.code().as_str(), error.description());
                let used = format!("{used}, error=\"{code}\", error_description=\"{words}\"");
                [used, other]
            }
            Self::StepUp(level) => {
                let [used, other] = Self::Refused(refusal::STEP_UP).challenges(scheme);
                [format!("{used}, acr_values=\"{}\"", Acr::Level(level)), other]
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
            .map(|shown| shown.token.expose().to_owned())
    }

    /// P66, P67, P74.
    #[test]
    fn p66_p74_a_token_in_the_header_is_taken_however_the_scheme_is_spelt() {
        for name in ["Bearer", "bearer", "BEARER", "bEaReR", "DPoP", "dpop", "DPOP"] {
            let header = format!("{name} a.b-c_d~e+f/g==");
            assert_eq!(by_header(&header), Ok("a.b-c_d~e+f/g==".to_owned()));
            let expected = if name.len() == 4 { Scheme::Dpop } else { Scheme::Bearer };
            assert_eq!(scheme(Some(&header)), expected);
        }
        assert_eq!(scheme(Some("Basic abc")), Scheme::Bearer);
    }

    /// P68.
    #[test]
    fn p68_a_token_in_the_form_is_taken_but_not_two() {
        let form = params("access_token=abc");
        let shown = Shown { form: Some(&form), ..Shown::default() };
        assert!(token(shown).is_ok_and(|it| it.token.expose() == "abc" && it.in_form));
        for header in ["Bearer abc", "DPoP abc"] {
            let twice = Shown { authorization: Some(header), ..shown };
            assert_eq!(token(twice).err(), Some(BearerFault::Refused(refusal::BEARER_TWICE)));
        }
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
        let [bearer, dpop] = absent.challenges(Scheme::Bearer);
        assert_eq!((absent.status(), bearer.as_str()), (401, "Bearer realm=\"danh\""));
        assert_eq!(dpop, "DPoP realm=\"danh\", algs=\"ES256 PS256 EdDSA\"");
        for fault in [refusal::TOKEN, refusal::PROOF_SPENT, refusal::PROOF_NONCE] {
            let fault = BearerFault::Refused(fault);
            assert_eq!(fault.status(), 401);
            let [dpop, bearer] = fault.challenges(Scheme::Dpop);
            assert!(dpop.starts_with("DPoP ") && dpop.contains("error=\""), "{dpop}");
            assert!(!bearer.contains("error"), "{bearer}");
        }
        for wrong in [
            "Bearer",
            "DPoP",
            "DPoP a b",
            "Bearer ",
            "Bearer a b",
            "Bearer =",
            "Bearer é",
            "Bearer a,b",
        ] {
            let expected = BearerFault::Refused(refusal::BEARER_MALFORMED);
            assert_eq!(by_header(wrong), Err(expected), "{wrong}");
        }
    }
}
