//! What of a grant the tokens are to say: one resource, and what of the details was asked for.

use super::{TokenError, TokenFlow};
use crate::domain::client::Client;
use crate::domain::confirmation::Confirmation;
use crate::flows::error::Error;
use crate::flows::issue::{Held, Wanted};
use crate::protocol::scope::Scopes;
use crate::protocol::token_request::Part;
use crate::protocol::{authorization_details, resource};

impl TokenFlow {
    /// The part of the grant that was asked for, never more than it, and never more than the client may
    /// still have: what was taken out of its registration since is not given to what goes on from before.
    pub(super) fn wanted<'a>(
        &self,
        (held, client): (&Held, &Client),
        part: &Part,
        (scopes, nonce): (Scopes, Option<&'a str>),
        bound: Option<Confirmation>,
    ) -> Result<Wanted<'a>, TokenError> {
        let terms = &held.authorization.terms;
        let audience = resource::audience(&part.resources, &terms.resources, &self.issuing.issuer)
            .and_then(|audience| resource::still(audience, client, &self.issuing.issuer))
            .map_err(Error::Refused)?;
        let granted = match &terms.details {
            Some(text) => authorization_details::read_text(text)
                .ok_or_else(|| Error::inconsistent("authorizations", "detail"))?,
            None => Vec::new(),
        };
        let details = authorization_details::narrowed(&part.details, &granted)
            .and_then(|details| authorization_details::registered(details, client))
            .map_err(Error::Refused)?;
        let scopes = scopes.registered(&client.scopes);
        let details = (!details.is_empty()).then(|| authorization_details::written(&details));
        Ok(Wanted { scopes, nonce, audience, details, bound })
    }
}
