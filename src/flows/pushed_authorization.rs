//! A client pushes its request (RFC 9126): it proves itself as at the token endpoint, and the request
//! that the person's browser will open is judged and kept now.

use super::authorization::{AuthorizationFlow, Pushed};
use super::client_authentication::ClientAuthentication;
use super::error::Error;
use crate::protocol::authorization_request::{AuthorizationRequest, Origin};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::store::batch::Batch;

/// The pushed authorization request endpoint.
#[derive(Clone)]
pub struct PushedAuthorizationFlow {
    /// Who pushes.
    pub clients: ClientAuthentication,
    /// Where it is kept.
    pub hall: AuthorizationFlow,
}

impl PushedAuthorizationFlow {
    /// Judges and keeps a request.
    pub async fn push(
        &self,
        params: &Params,
        authorization: Option<&str>,
    ) -> Result<Pushed, Error<OAuthError>> {
        let now = self.hall.ground.now();
        let (proven, registered) = self.clients.authenticate(params, authorization, now).await?;
        match AuthorizationRequest::parse(params, &registered.client, Origin::Pushed) {
            Ok(request) => self.hall.push(&request, params, proven).await,
            Err(rejected) => {
                let error = Error::Refused(rejected.error());
                Err(self.clients.ended(proven, error, Batch::new()).await)
            }
        }
    }
}
