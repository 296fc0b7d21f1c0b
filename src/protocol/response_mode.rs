//! The answer to an authorization request, as a value: where, how, and with which parameters.
//!
//! RFC 6749 §4.1.2 (query, a registered query kept), OAuth 2.0 Form Post Response Mode §2, RFC 9207 §2
//! (`iss` always). `fragment` belongs to answers that do not exist here and is refused.

use url::form_urlencoded;

use super::error::OAuthError;
use super::issuer::Issuer;
use super::refusal;
use crate::domain::client::RedirectUri;
use crate::domain::text::Secret;

/// How parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the redirect's query.
    Query,
    /// In the body of a form that the browser posts.
    FormPost,
}

/// Values that discovery announces.
pub const SUPPORTED: [&str; 2] = ["query", "form_post"];

impl ResponseMode {
    /// Reads the parameter; absent means the query, as `response_type=code` has it.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        match text {
            None | Some("query") => Ok(Self::Query),
            Some("form_post") => Ok(Self::FormPost),
            Some(_) => Err(refusal::RESPONSE_MODE),
        }
    }
}

/// Where an answer may go. Made by [`super::authorization_request::address`] alone, from a registered
/// redirect URI; so no error can be sent to a stranger.
#[derive(Clone, Debug)]
pub struct ReplyTo {
    pub(super) redirect_uri: RedirectUri,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<Secret>,
}

impl ReplyTo {
    /// The registered URI.
    #[must_use]
    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// What the client sent along to itself.
    #[must_use]
    pub fn state(&self) -> Option<&Secret> {
        self.state.as_ref()
    }

    /// How parameters travel.
    #[must_use]
    pub fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// Success.
    #[must_use]
    pub fn with_code(&self, issuer: &Issuer, code: &Secret) -> AuthorizationResponse {
        self.with(issuer, vec![("code", code.clone())])
    }

    /// Failure.
    #[must_use]
    pub fn with_error(&self, issuer: &Issuer, error: OAuthError) -> AuthorizationResponse {
        let text = |text: &str| Secret::new(text.to_owned());
        let code = ("error", text(error.code().as_str()));
        let description = ("error_description", text(error.description()));
        let uri = ("error_uri", Secret::new(error.uri(issuer)));
        self.with(issuer, vec![code, description, uri]).refused(error)
    }

    fn with(
        &self,
        issuer: &Issuer,
        mut parameters: Vec<(&'static str, Secret)>,
    ) -> AuthorizationResponse {
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", Secret::new(issuer.as_str().to_owned())));
        AuthorizationResponse { reply_to: self.clone(), parameters, error: None }
    }
}

/// An answer on its way to the client by the person's browser.
#[derive(Clone, Debug)]
pub struct AuthorizationResponse {
    reply_to: ReplyTo,
    parameters: Vec<(&'static str, Secret)>,
    error: Option<OAuthError>,
}

impl AuthorizationResponse {
    fn refused(self, error: OAuthError) -> Self {
        Self { error: Some(error), ..self }
    }

    /// What was refused, for the log; its parameters may be wrapped.
    #[must_use]
    pub fn error(&self) -> Option<OAuthError> {
        self.error
    }

    /// How it travels.
    #[must_use]
    pub fn mode(&self) -> ResponseMode {
        self.reply_to.mode
    }

    /// The target of the form, and of nothing else, when it travels by form_post.
    #[must_use]
    pub fn form_action(&self) -> &RedirectUri {
        &self.reply_to.redirect_uri
    }

    /// The parameters, each once, for the form's hidden fields.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.parameters.iter().map(|(name, value)| (*name, value.expose()))
    }

    /// The address to redirect to when it travels in the query.
    #[must_use]
    pub fn redirect_location(&self) -> Secret {
        let location = appended(self.reply_to.redirect_uri.as_str(), self.parameters());
        Secret::new(location)
    }
}

/// A registered URI with parameters added to the query that it has, or that it gets.
pub(super) fn appended<'a>(
    uri: &str,
    parameters: impl Iterator<Item = (&'static str, &'a str)>,
) -> String {
    let joint = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let query = query.finish();
    if query.is_empty() { uri.to_owned() } else { format!("{uri}{joint}{query}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reply_to(uri: &str, state: Option<&str>) -> ReplyTo {
        ReplyTo {
            redirect_uri: RedirectUri::judged(uri.to_owned()),
            mode: ResponseMode::Query,
            state: state.map(|s| Secret::new(s.to_owned())),
        }
    }

    fn issuer() -> Issuer {
        Issuer::parse("https://danh.example").expect("an issuer")
    }

    fn located(uri: &str, state: Option<&str>) -> String {
        let code = Secret::new("c.d".to_owned());
        let answer = reply_to(uri, state).with_code(&issuer(), &code);
        answer.redirect_location().expose().to_owned()
    }

    /// P22, P28.
    #[test]
    fn p22_a_registered_query_is_kept() {
        let rest = "code=c.d&iss=https%3A%2F%2Fdanh.example";
        for (uri, start) in [
            ("https://a.example/cb", "https://a.example/cb?"),
            ("https://a.example/cb?", "https://a.example/cb?"),
            ("https://a.example/cb?x=1", "https://a.example/cb?x=1&"),
            ("https://a.example/cb?x=1&", "https://a.example/cb?x=1&"),
            ("com.example.app:/cb", "com.example.app:/cb?"),
        ] {
            assert_eq!(located(uri, None), format!("{start}{rest}"));
        }
    }

    /// P25, P132.
    #[test]
    fn p25_state_comes_back_unchanged_and_is_never_invented() {
        assert!(!located("https://a.example/cb", None).contains("state"));
        assert!(located("https://a.example/cb", Some("a b+c")).contains("state=a+b%2Bc"));
    }

    /// P30, P31, P117.
    #[test]
    fn p30_p31_an_error_carries_iss_and_nothing_foreign() {
        let answer =
            reply_to("https://a.example/cb", Some("s")).with_error(&issuer(), refusal::DENIED);
        let names: Vec<_> = answer.parameters().map(|(name, _)| name).collect();
        assert_eq!(names, ["error", "error_description", "error_uri", "state", "iss"]);
        let iss = answer.parameters().find(|(name, _)| *name == "iss");
        assert_eq!(iss, Some(("iss", "https://danh.example")));
    }

    /// P28: `fragment` is refused.
    #[test]
    fn p28_only_query_and_form_post_exist() {
        assert_eq!(ResponseMode::parse(None), Ok(ResponseMode::Query));
        assert_eq!(ResponseMode::parse(Some("form_post")), Ok(ResponseMode::FormPost));
        for wrong in ["fragment", "jwt", "web_message", "Query"] {
            assert_eq!(ResponseMode::parse(Some(wrong)), Err(refusal::RESPONSE_MODE), "{wrong}");
        }
    }

    /// P29: nothing is in the address of a form_post.
    #[test]
    fn p29_a_form_goes_to_the_registered_uri_itself() {
        let reply_to =
            ReplyTo { mode: ResponseMode::FormPost, ..reply_to("https://a.example/cb?x=1", None) };
        let answer = reply_to.with_code(&issuer(), &Secret::new("c".to_owned()));
        assert_eq!(answer.form_action().as_str(), "https://a.example/cb?x=1");
        assert_eq!(answer.mode(), ResponseMode::FormPost);
    }

    proptest! {
        #[test]
        fn p25_each_parameter_stands_once_whatever_the_state_is(state in "\\PC{1,200}") {
            let location = located("https://a.example/cb?x=1", Some(&state));
            let url = url::Url::parse(&location).expect("a URL");
            for name in ["code", "state", "iss", "x"] {
                prop_assert_eq!(url.query_pairs().filter(|(n, _)| n == name).count(), 1);
            }
            let back = url.query_pairs().find(|(n, _)| n == "state").map(|(_, v)| v.into_owned());
            prop_assert_eq!(back.as_deref(), Some(state.as_str()));
            prop_assert!(location.is_ascii());
        }
    }
}
