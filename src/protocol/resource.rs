//! `resource`: what the access token is to be good for (RFC 8707 §2).
//!
//! This server's own addresses are the one resource there is; the token's audience is the issuer in any case,
//! so that naming it changes nothing. Judged alike wherever it may stand: a client hears at the beginning
//! what it would hear in the end.

use super::error::OAuthError;
use super::issuer::Issuer;
use super::params::Params;
use super::refusal;

/// None is named, or ours.
pub fn only_ours(params: &Params, issuer: &Issuer) -> Result<(), OAuthError> {
    let ours = |uri: &str| uri == issuer.as_str() || uri == issuer.address("/userinfo");
    if params.text("resource").is_none_or(ours) { Ok(()) } else { Err(refusal::RESOURCE) }
}
