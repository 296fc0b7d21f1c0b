//! **The visible walk** of an authorization request: the rules in order, a line each.
//!
//! OpenID Connect Core 3.1.2.1–3.1.2.2, RFC 6749 §4.1.1, RFC 9126, RFC 9700 §2.1. Two steps: first who
//! asks and where an answer may go ([`address`]); until that is sure, a fault is a page of our own. After
//! it, a fault travels to the client, by a [`ReplyTo`] that only the first step can make.

use std::collections::BTreeSet;

use super::authentication_context::RequestedContext;
use super::claims_request::ClaimsRequest;
use super::error::OAuthError;
use super::issuer::Issuer;
use super::params::{Params, ParamsError};
use super::pkce::{self, Challenge};
use super::prompt::Prompt;
pub use super::request_object::Origin;
use super::response_mode::{ReplyTo, ResponseMode};
use super::scope::Scopes;
use super::{
    authorization_details, max_age, refusal, request_object, resource, response_type, ui_locales,
};
use crate::domain::authorization_detail::AuthorizationDetail;
use crate::domain::claim::Claim;
use crate::domain::client::{Client, ClientId, RedirectUri};
use crate::domain::confirmation::Thumbprint;
use crate::domain::interaction::AskedAuthentication;
use crate::domain::resource::Resource;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;

mod values;

use values::{claims, code_key, id_token_hint, nonce, scopes, state};

/// The longest request that is kept, in bytes.
const LONGEST: usize = 24 * 1024;

/// A request whose every rule holds.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes, how, and with which `state`.
    pub reply_to: ReplyTo,
    /// Scopes asked and registered, `openid` among them.
    pub scopes: Scopes,
    /// The `claims` parameter.
    pub claims: ClaimsRequest,
    /// Returned unchanged in the ID token.
    pub nonce: Option<String>,
    /// Pages that must, or must not, be shown.
    pub prompt: Prompt,
    /// How long ago the person may have signed in; the registered age stands in.
    pub max_age: Option<Lifetime>,
    /// What is asked of the sign-in.
    pub context: RequestedContext,
    /// Binds the code to who asked for it.
    pub challenge: Option<Challenge>,
    /// The key that the code is bound to (`dpop_jkt`, RFC 9449 §10).
    pub code_key: Option<Thumbprint>,
    /// What the client wants to be allowed this once (RFC 9396).
    pub details: Vec<AuthorizationDetail>,
    /// What its tokens are to be good for, besides ourselves (RFC 8707).
    pub resources: Vec<Resource>,
    /// What the person may be known by; fills the form, decides nothing, is never confirmed.
    pub login_hint: Option<Secret>,
    /// An ID token of ours, not yet verified.
    pub id_token_hint: Option<Secret>,
    /// The language to show, `vi` or `en`.
    pub ui_locale: Option<&'static str>,
}

/// A fault found before it is sure where an answer may go: shown on a page of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageError(pub OAuthError);

/// A refused request.
#[derive(Clone, Debug)]
pub enum Rejected {
    /// Shown on a page of our own.
    Page(PageError),
    /// Sent to the client.
    Reply {
        /// Where.
        reply_to: Box<ReplyTo>,
        /// What.
        error: OAuthError,
    },
}

impl Rejected {
    /// What is wrong, for `/par`, which answers the client itself.
    #[must_use]
    pub fn error(&self) -> OAuthError {
        match self {
            Self::Page(PageError(error)) | Self::Reply { error, .. } => *error,
        }
    }
}

/// What is asked about the person, within what is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// At UserInfo.
    pub userinfo: BTreeSet<Claim>,
    /// In the ID token.
    pub id_token: BTreeSet<Claim>,
    /// Of both, what the request calls essential.
    pub essential: BTreeSet<Claim>,
}

/// The name of who asks, to look up its registration.
pub fn client_id(params: &Params) -> Result<ClientId, PageError> {
    let text = params.text("client_id").ok_or(PageError(refusal::CLIENT_MISSING))?;
    ClientId::parse(text).ok_or(PageError(refusal::CLIENT_UNKNOWN))
}

/// **Step one**: who asks, and where may we answer? Compared byte for byte; a single registered URI
/// does not stand in for a missing one (Core 3.1.2.1).
pub fn address(params: &Params, client: Option<&Client>) -> Result<ReplyTo, PageError> {
    let named = client_id(params)?;
    let client =
        client.filter(|client| client.id == named).ok_or(PageError(refusal::CLIENT_UNKNOWN))?;
    let text = params.text("redirect_uri").ok_or(PageError(refusal::REDIRECT_URI_MISSING))?;
    let redirect_uri =
        client.redirect_uri(text).ok_or(PageError(refusal::REDIRECT_URI_UNREGISTERED))?;
    Ok(ReplyTo {
        redirect_uri: redirect_uri.clone(),
        mode: ResponseMode::parse(params.text("response_mode")).unwrap_or(ResponseMode::Query),
        state: state(params).unwrap_or(None),
    })
}

/// What becomes of a text that is no list of parameters: if all but the repeated ones say where to
/// answer, the client is told; otherwise it is a page.
#[must_use]
pub fn malformed(error: &ParamsError, client: Option<&Client>) -> Rejected {
    let ParamsError::Repeated(rest) = error else {
        return Rejected::Page(PageError(error.refusal()));
    };
    match address(rest, client) {
        Ok(reply_to) => Rejected::Reply { reply_to: Box::new(reply_to), error: error.refusal() },
        Err(_) => Rejected::Page(PageError(error.refusal())),
    }
}

impl AuthorizationRequest {
    /// Both steps.
    pub fn parse(
        params: &Params,
        client: &Client,
        (issuer, origin): (&Issuer, Origin),
    ) -> Result<Self, Rejected> {
        let reply_to = address(params, Some(client)).map_err(Rejected::Page)?;
        Self::walk(params, client, (issuer, origin), &reply_to)
            .map_err(|error| Rejected::Reply { reply_to: Box::new(reply_to), error })
    }

    /// Reads a frozen request anew ([`Params::frozen`]). How it came was judged when it came; the
    /// registration is judged as it is now.
    pub fn thaw(frozen: &Secret, client: &Client, issuer: &Issuer) -> Result<Self, Rejected> {
        let params = Params::parse(frozen.expose().as_bytes())
            .map_err(|error| malformed(&error, Some(client)))?;
        Self::parse(&params, client, (issuer, Origin::Pushed))
    }

    /// **Step two**: the rules, a line each.
    fn walk(
        params: &Params,
        client: &Client,
        (issuer, origin): (&Issuer, Origin),
        reply_to: &ReplyTo,
    ) -> Result<Self, OAuthError> {
        not_too_long(params)?;
        request_object::none_of_them(params, origin)?;
        pushed_if_it_must_be(client, origin)?;
        let details = authorization_details::asked(params, client)?;
        let resources = resource::asked(params, client, issuer)?;
        response_type::only_code(params.text("response_type"))?;
        ResponseMode::asked(params.text("response_mode"), client)?;
        state(params)?;
        let nonce = nonce(params)?;
        let scopes = scopes(params, client)?;
        let claims = claims(params)?;
        let prompt = Prompt::parse(params.text("prompt"))?;
        let max_age = max_age::parse(params.text("max_age"), client.default_max_age)?;
        let acr_values = params.text("acr_values");
        let context = RequestedContext::parse(acr_values, claims.acr.as_ref(), client)?;
        let challenge = pkce::challenge(params, client)?;
        let code_key = code_key(params, client)?;
        let id_token_hint = id_token_hint(params)?;
        // `display` and `claims_locales` change nothing here and cause no error (Core 15.1).
        Ok(Self {
            client_id: client.id.clone(),
            reply_to: reply_to.clone(),
            scopes,
            claims,
            nonce,
            prompt,
            max_age,
            context,
            challenge,
            code_key,
            details,
            resources,
            login_hint: params.secret("login_hint").filter(|hint| hint.expose().len() <= 256),
            id_token_hint,
            ui_locale: params.text("ui_locales").and_then(ui_locales::choose),
        })
    }

    /// What the hall is to judge by.
    #[must_use]
    pub fn asked_authentication(&self, client: &Client) -> AskedAuthentication {
        AskedAuthentication {
            acceptable: self.context.acceptable(),
            essential: self.context.must_be_met(),
            default: client.default_assurance,
            again: self.prompt.login(),
            choose: self.prompt.select_account(),
            consent_again: self.prompt.consent(),
            max_age: self.max_age,
        }
    }

    /// What is asked about the person: scopes for UserInfo (Core 5.4), the `claims` parameter for both
    /// places (Core 5.5), never more than is registered.
    #[must_use]
    pub fn asked_claims(&self, client: &Client) -> Asked {
        let registered = |claims: BTreeSet<Claim>| -> BTreeSet<Claim> {
            claims.into_iter().filter(|claim| client.may_ask(*claim)).collect()
        };
        let (userinfo, id_token) = (&self.claims.userinfo, &self.claims.id_token);
        Asked {
            userinfo: registered(&self.scopes.claims() | &userinfo.claims),
            id_token: registered(id_token.claims.clone()),
            essential: registered(&userinfo.essential | &id_token.essential),
        }
    }

    /// The registered URI that the code is bound to.
    #[must_use]
    pub fn redirect_uri(&self) -> &RedirectUri {
        self.reply_to.redirect_uri()
    }
}

/// What is kept for a person is bounded: anybody may send it.
fn not_too_long(params: &Params) -> Result<(), OAuthError> {
    if params.frozen().expose().len() > LONGEST { Err(refusal::TOO_LONG) } else { Ok(()) }
}

/// `require_pushed_authorization_requests` (RFC 9126 §6).
fn pushed_if_it_must_be(client: &Client, origin: Origin) -> Result<(), OAuthError> {
    match origin {
        Origin::Direct if client.pushed_only => Err(refusal::PUSH_REQUIRED),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
