//! Sign-out that a client starts: what it asks, and what becomes of it.
//!
//! OpenID Connect RP-Initiated Logout 1.0 §2, §3, §4. Nobody is redirected to an address that is not
//! registered for the client in question, and nobody is signed out unasked unless the client shows that
//! it means the person in this very session.

use url::form_urlencoded;

use super::error::OAuthError;
use super::id_token::Hinted;
use super::params::Params;
use super::response_mode::appended;
use super::{refusal, ui_locales};
use crate::domain::client::{Client, ClientId, RedirectUri};
use crate::domain::text::Secret;

/// The parameters of `/end_session`.
#[derive(Clone, Debug)]
pub struct LogoutRequest {
    /// An ID token of ours, not yet verified.
    pub id_token_hint: Option<Secret>,
    /// Who asks, if the hint does not say so.
    pub client_id: Option<ClientId>,
    /// Where to go afterwards.
    pub post_logout_redirect_uri: Option<String>,
    /// Returned unchanged.
    pub state: Option<Secret>,
    /// The language to show.
    pub ui_locale: Option<&'static str>,
}

/// What the hint turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// None was given.
    Absent,
    /// Ours, expired or not.
    Verified(Hinted),
    /// Not ours: another's key, no signature, or text.
    Refused,
}

/// Who is signed in in this browser, seen from the hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Nobody.
    Out,
    /// The person the hint names.
    AsHinted,
    /// Somebody, and no hint names them.
    Otherwise,
}

/// Where to go afterwards, if anywhere: registered for the client in question.
#[derive(Clone, Debug)]
pub struct Afterwards {
    uri: RedirectUri,
    state: Option<Secret>,
}

/// What becomes of the request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// End the session, then go, or say that it is done.
    End(Option<Afterwards>),
    /// Ask the person first; then go, or say that it is done.
    Ask(Option<Afterwards>),
    /// Nobody is signed in: go, or say so.
    AlreadyOut(Option<Afterwards>),
}

impl LogoutRequest {
    /// Reads query or form.
    pub fn parse(params: &Params) -> Result<Self, OAuthError> {
        let plain = |text: &Secret| {
            text.expose().len() <= 2048 && !text.expose().contains(char::is_control)
        };
        let state = params.secret("state");
        if state.as_ref().is_some_and(|state| !plain(state)) {
            return Err(refusal::STATE);
        }
        let hint = params.secret("id_token_hint");
        if hint.as_ref().is_some_and(|hint| hint.expose().len() > 8 * 1024) {
            return Err(refusal::ID_TOKEN_HINT);
        }
        Ok(Self {
            id_token_hint: hint,
            client_id: params.text("client_id").and_then(ClientId::parse),
            post_logout_redirect_uri: params.text("post_logout_redirect_uri").map(str::to_owned),
            state,
            ui_locale: params.text("ui_locales").and_then(ui_locales::choose),
        })
    }

    /// The request as one text, to be kept until a browser comes with its cookies; [`Params::parse`]
    /// and [`LogoutRequest::parse`] read it back.
    #[must_use]
    pub fn frozen(&self) -> Secret {
        let pairs = [
            ("id_token_hint", self.id_token_hint.as_ref().map(Secret::expose)),
            ("client_id", self.client_id.as_ref().map(ClientId::as_str)),
            ("post_logout_redirect_uri", self.post_logout_redirect_uri.as_deref()),
            ("state", self.state.as_ref().map(Secret::expose)),
            ("ui_locales", self.ui_locale),
        ];
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(pairs.iter().filter_map(|(name, value)| value.map(|v| (name, v))));
        Secret::new(text.finish())
    }

    /// Nothing is asked but to sign out.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.id_token_hint.is_none()
            && self.client_id.is_none()
            && self.post_logout_redirect_uri.is_none()
    }

    /// The client in question: the hint's, else the one that is named. If the two differ, none.
    #[must_use]
    pub fn client<'a>(&'a self, hint: &'a Hint) -> Option<&'a ClientId> {
        match (hint, &self.client_id) {
            (Hint::Verified(hinted), None) => Some(&hinted.client),
            (Hint::Verified(hinted), Some(named)) => (hinted.client == *named).then_some(named),
            (Hint::Absent, named) => named.as_ref(),
            (Hint::Refused, _) => None,
        }
    }

    /// What becomes of it; `client` is the registration of [`LogoutRequest::client`].
    #[must_use]
    pub fn judge(&self, hint: &Hint, client: Option<&Client>, signed: Signed) -> Outcome {
        let sure = matches!(hint, Hint::Verified(_)) && self.client(hint).is_some();
        let afterwards =
            self.afterwards(client.filter(|client| Some(&client.id) == self.client(hint)));
        let fits = self.post_logout_redirect_uri.is_none() || afterwards.is_some();
        match signed {
            // Without a hint, or with a wrong address, a redirect would be a blind one.
            Signed::Out if sure && fits => Outcome::AlreadyOut(afterwards),
            Signed::Out => Outcome::AlreadyOut(None),
            Signed::AsHinted if sure && fits => Outcome::End(afterwards),
            Signed::AsHinted | Signed::Otherwise => Outcome::Ask(afterwards),
        }
    }

    fn afterwards(&self, client: Option<&Client>) -> Option<Afterwards> {
        let uri = client?.post_logout_redirect_uri(self.post_logout_redirect_uri.as_deref()?)?;
        Some(Afterwards { uri: uri.clone(), state: self.state.clone() })
    }
}

impl Afterwards {
    /// The address, with the state and nothing else (§3).
    #[must_use]
    pub fn location(&self) -> Secret {
        let state = self.state.as_ref().map(|state| ("state", state.expose()));
        Secret::new(appended(self.uri.as_str(), state.into_iter()))
    }

    /// The registered address, for the page's `form-action`.
    #[must_use]
    pub fn uri(&self) -> &RedirectUri {
        &self.uri
    }
}

#[cfg(test)]
mod tests;
