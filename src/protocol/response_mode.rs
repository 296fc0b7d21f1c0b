//! The answer to an authorization request, as a value: where, how, and with which parameters.
//!
//! RFC 6749 §4.1.2 (query, a registered query kept), OAuth 2.0 Form Post Response Mode §2, RFC 9207 §2
//! (`iss` always); JARM 2 for answers that travel as one signed token. `fragment` belongs to answers that
//! do not exist here and is refused, signed or not.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::OAuthError;
use super::issuer::Issuer;
use super::refusal;
use crate::domain::client::{Client, ClientId, Profile, RedirectUri};
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

/// How parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the redirect's query.
    Query,
    /// In the body of a form that the browser posts.
    FormPost,
    /// As one signed token in the redirect's query.
    QueryJwt,
    /// As one signed token in the body of a form.
    FormPostJwt,
}

/// Values that discovery announces.
pub const SUPPORTED: [&str; 5] = ["query", "form_post", "jwt", "query.jwt", "form_post.jwt"];

/// A signed answer is read at once or never; its code lives shorter still (JARM 2.1: ten minutes at most).
const SIGNED_LIVES: Lifetime = Lifetime::minutes(5);

impl ResponseMode {
    /// Reads the parameter; absent means the query, as `response_type=code` has it.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        match text {
            None | Some("query") => Ok(Self::Query),
            Some("form_post") => Ok(Self::FormPost),
            // The code's place is the query (JARM 2.3.4).
            Some("jwt" | "query.jwt") => Ok(Self::QueryJwt),
            Some("form_post.jwt") => Ok(Self::FormPostJwt),
            Some(_) => Err(refusal::RESPONSE_MODE),
        }
    }

    /// The same for a client, which may be held to signed answers (FAPI 2.0 Message Signing 5.4).
    pub fn asked(text: Option<&str>, client: &Client) -> Result<Self, OAuthError> {
        let mode = Self::parse(text)?;
        if client.profile == Profile::Fapi2Signed && !mode.is_signed() {
            return Err(refusal::RESPONSE_MODE_UNSIGNED);
        }
        Ok(mode)
    }

    /// Whether the browser posts a form.
    #[must_use]
    pub fn is_form(self) -> bool {
        matches!(self, Self::FormPost | Self::FormPostJwt)
    }

    /// Whether the answer is one signed token.
    #[must_use]
    pub fn is_signed(self) -> bool {
        matches!(self, Self::QueryJwt | Self::FormPostJwt)
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
    pub fn with_code(&self, issuer: &Issuer, code: &Secret) -> Answer {
        self.answer(issuer, vec![("code", code.clone())], None)
    }

    /// Failure.
    #[must_use]
    pub fn with_error(&self, issuer: &Issuer, error: OAuthError) -> Answer {
        let text = |text: &str| Secret::new(text.to_owned());
        let code = ("error", text(error.code().as_str()));
        let description = ("error_description", text(error.description()));
        let uri = ("error_uri", Secret::new(error.uri(issuer)));
        self.answer(issuer, vec![code, description, uri], Some(error))
    }

    fn answer(
        &self,
        issuer: &Issuer,
        mut parameters: Vec<(&'static str, Secret)>,
        error: Option<OAuthError>,
    ) -> Answer {
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", Secret::new(issuer.as_str().to_owned())));
        let response = AuthorizationResponse { reply_to: self.clone(), parameters, error };
        if self.mode.is_signed() {
            Answer::ToSign(Unsigned(response))
        } else {
            Answer::Plain(response)
        }
    }
}

/// An answer before it leaves.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It can be sent as it is.
    Plain(AuthorizationResponse),
    /// It is signed first; nothing of it travels in the open.
    ToSign(Unsigned),
}

#[cfg(test)]
impl Answer {
    /// The answer that is sent as it is.
    pub(super) fn plain(self) -> AuthorizationResponse {
        match self {
            Self::Plain(response) => response,
            Self::ToSign(_) => unreachable!("it is to be signed"),
        }
    }
}

/// An answer that is to travel as one signed token.
#[derive(Clone, Debug)]
pub struct Unsigned(AuthorizationResponse);

impl Unsigned {
    /// The claims to sign (JARM 2.1): from whom, to whom, until when, and the parameters.
    #[must_use]
    pub fn claims(&self, client: &ClientId, now: Timestamp) -> Map<String, Value> {
        let mut claims: Map<String, Value> =
            self.0.parameters().map(|(name, value)| (name.to_owned(), value.into())).collect();
        claims.insert("aud".to_owned(), client.as_str().into());
        claims.insert("exp".to_owned(), now.plus(SIGNED_LIVES).unix().into());
        claims
    }

    /// The answer that carries the token and nothing beside it (JARM 2.3).
    #[must_use]
    pub fn signed(self, token: Secret) -> AuthorizationResponse {
        AuthorizationResponse { parameters: vec![("response", token)], ..self.0 }
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
mod tests;
