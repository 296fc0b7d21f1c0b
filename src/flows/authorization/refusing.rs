//! A request is refused at its first sight: on a page of our own while it is not sure where to answer,
//! else to the client, in the form that it asked for.

use std::sync::Arc;

use super::{AuthorizationFlow, Begun};
use crate::domain::client::Client;
use crate::domain::time::Timestamp;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::protocol::authorization_request::{
    AuthorizationRequest, PageError, Rejected, address, client_id, malformed,
};
use crate::protocol::params::{Params, ParamsError};
use crate::protocol::refusal;

impl AuthorizationFlow {
    pub(super) async fn client_of(
        &self,
        params: &Params,
    ) -> Result<Option<Arc<Registered>>, Error<PageError>> {
        match client_id(params) {
            Ok(id) => self.clients.find(&id).await,
            Err(error) => Err(Error::Refused(error)),
        }
    }

    pub(super) async fn refuse_malformed(
        &self,
        error: &ParamsError,
    ) -> Result<Begun, Error<PageError>> {
        let client = match error {
            ParamsError::Repeated(rest) => match client_id(rest) {
                Ok(id) => self.clients.find(&id).await?,
                Err(_) => None,
            },
            _ => None,
        };
        let rejected = malformed(error, client.as_ref().map(|registered| &*registered.client));
        match client {
            Some(client) => self.reject(rejected, &client).await,
            None => Err(Error::Refused(PageError(rejected.error()))),
        }
    }

    pub(super) async fn reject(
        &self,
        rejected: Rejected,
        client: &Registered,
    ) -> Result<Begun, Error<PageError>> {
        match rejected {
            Rejected::Page(error) => Err(Error::Refused(error)),
            Rejected::Reply { reply_to, error } => {
                let answer = reply_to.with_error(&self.issuer, error);
                let answered = self.settling.answering.answered(answer, client, self.ground.now());
                Ok(Begun::Answer(answered.await?.sent()))
            }
        }
    }
}

/// Nobody is signed in for a service whose agreement has ended: the person is told so, and the client where
/// it wants no page.
pub(super) fn under_agreement(
    client: &Client,
    request: AuthorizationRequest,
    now: Timestamp,
) -> Result<AuthorizationRequest, Rejected> {
    if !client.agreement_ended(now) {
        return Ok(request);
    }
    let error = refusal::AGREEMENT_ENDED;
    Err(if request.prompt.is_none() {
        Rejected::Reply { reply_to: Box::new(request.reply_to), error }
    } else {
        Rejected::Page(PageError(error))
    })
}

/// What to say of a request whose client is not known.
pub(super) fn page_error(params: &Params, client: Option<&Client>) -> PageError {
    match address(params, client) {
        Err(error) => error,
        Ok(_) => PageError(refusal::CLIENT_UNKNOWN),
    }
}
