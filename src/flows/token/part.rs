//! What of a grant the tokens are to say: one resource, and what of the details was asked for.

use super::{TokenError, TokenFlow};
use crate::domain::confirmation::Confirmation;
use crate::flows::error::Error;
use crate::flows::issue::{Held, Wanted};
use crate::protocol::scope::Scopes;
use crate::protocol::token_request::Part;
use crate::protocol::{authorization_details, resource};

impl TokenFlow {
    /// The part of the grant that was asked for, never more than it.
    pub(super) fn wanted<'a>(
        &self,
        held: &Held,
        part: &Part,
        (scopes, nonce): (Scopes, Option<&'a str>),
        bound: Option<Confirmation>,
    ) -> Result<Wanted<'a>, TokenError> {
        let terms = &held.authorization.terms;
        let audience = resource::audience(&part.resources, &terms.resources, &self.issuing.issuer)
            .map_err(Error::Refused)?;
        let granted = match &terms.details {
            Some(text) => authorization_details::read_text(text)
                .ok_or_else(|| Error::inconsistent("authorizations", "detail"))?,
            None => Vec::new(),
        };
        let details =
            authorization_details::narrowed(&part.details, &granted).map_err(Error::Refused)?;
        let details = (!details.is_empty()).then(|| authorization_details::written(&details));
        Ok(Wanted { scopes, nonce, audience, details, bound })
    }
}
