//! Single parameters of an authorization request, each read to what it means.

use super::super::claims_request::ClaimsRequest;
use super::super::error::OAuthError;
use super::super::params::Params;
use super::super::refusal;
use super::super::scope::{Scope, Scopes};
use crate::domain::client::Client;
use crate::domain::confirmation::{SenderConstraint, Thumbprint};
use crate::domain::text::Secret;

/// Bounded, because it comes back in an address; free of control characters, otherwise as it is.
pub(super) fn state(params: &Params) -> Result<Option<Secret>, OAuthError> {
    match params.text("state") {
        Some(text) if !plain(text, 2048) => Err(refusal::STATE),
        _ => Ok(params.secret("state")),
    }
}

/// Bounded, because it is kept and signed.
pub(super) fn nonce(params: &Params) -> Result<Option<String>, OAuthError> {
    match params.text("nonce") {
        Some(text) if !plain(text, 512) => Err(refusal::NONCE),
        text => Ok(text.map(str::to_owned)),
    }
}

fn plain(text: &str, longest: usize) -> bool {
    text.len() <= longest && !text.chars().any(char::is_control)
}

pub(super) fn scopes(params: &Params, client: &Client) -> Result<Scopes, OAuthError> {
    let asked = Scopes::parse(params.text("scope").unwrap_or(""))?;
    if !asked.contains(Scope::OpenId) {
        return Err(refusal::SCOPE_OPENID_MISSING);
    }
    Ok(asked.registered(&client.scopes))
}

pub(super) fn claims(params: &Params) -> Result<ClaimsRequest, OAuthError> {
    params.text("claims").map(ClaimsRequest::parse).transpose().map(Option::unwrap_or_default)
}

/// A code that is bound to a key is worth nothing to whoever steals it, even before it is redeemed.
pub(super) fn code_key(params: &Params, client: &Client) -> Result<Option<Thumbprint>, OAuthError> {
    match params.text("dpop_jkt") {
        Some(_) if client.sender_constraint != SenderConstraint::Key => {
            Err(refusal::CODE_KEY_UNREGISTERED)
        }
        Some(text) => Thumbprint::parse(text).map(Some).ok_or(refusal::CODE_KEY),
        None => Ok(None),
    }
}

pub(super) fn id_token_hint(params: &Params) -> Result<Option<Secret>, OAuthError> {
    let hint = params.secret("id_token_hint");
    match &hint {
        Some(text) if text.expose().len() > 8 * 1024 => Err(refusal::ID_TOKEN_HINT),
        _ => Ok(hint),
    }
}
