//! Whom a request means: `id_token_hint` and a `sub` asked by value (OpenID Connect Core 3.1.2.1,
//! 5.5.1). A hint only ever narrows; it signs nobody in.

use std::sync::Arc;

use super::signing::Signer;
use crate::domain::account::Account;
use crate::domain::client::Client;
use crate::domain::text::Secret;
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::id_token::{Hinted, hinted};
use crate::protocol::issuer::Issuer;
use crate::protocol::jwt::Returned;
use crate::sealing::{KeyRing, pairwise};

/// Reads hints.
#[derive(Clone)]
pub struct Hints {
    /// Our name.
    pub issuer: Issuer,
    /// Our own keys, to know our own tokens.
    pub signer: Signer,
    /// Keys of names.
    pub ring: Arc<KeyRing>,
}

impl Hints {
    /// Whether the account is whom the request means; nothing if it means nobody in particular.
    /// A hint that is none of our tokens fits nobody.
    #[must_use]
    pub fn fits(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        account: Option<&Account>,
    ) -> Option<bool> {
        let hint = request.id_token_hint.as_ref();
        let named = hint.map(|hint| self.read(hint).map(|hinted| hinted.subject));
        let wanted = request.claims.subject.clone().map(Some);
        let subject = account.map(|a| pairwise(&self.ring, &client.subject_sector, &a.id));
        let is = |named: Option<String>| match (&subject, named) {
            (Some(subject), Some(named)) => subject.as_str() == named,
            _ => false,
        };
        match (named.map(is), wanted.map(is)) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(true) && b.unwrap_or(true)),
        }
    }

    /// What a hint says, if it is an ID token of ours, expired or not.
    #[must_use]
    pub fn read(&self, hint: &Secret) -> Option<Hinted> {
        let verified = self.signer.read(hint, Returned::IdTokenHint).ok()?;
        hinted(&verified, &self.issuer)
    }
}
