//! A client pushes its request (RFC 9126): it proves itself as at the token endpoint, and the request
//! that the person's browser will open is judged and kept now.

use super::authorization::{AuthorizationFlow, Pushed};
use super::client_authentication::ClientAuthentication;
use super::error::Error;
use crate::domain::client::Client;
use crate::domain::network::CallerNetwork;
use crate::protocol::authorization_request::{AuthorizationRequest, Origin};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::refusal;
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
        network: Option<CallerNetwork>,
    ) -> Result<Pushed, Error<OAuthError>> {
        let now = self.hall.ground.now();
        let (proven, registered) = self.clients.authenticate(params, authorization, now).await?;
        let how = (&self.hall.issuer, Origin::Pushed);
        let request = AuthorizationRequest::parse(params, &registered.client, how);
        let judged = request
            .map_err(|rejected| rejected.error())
            .and_then(|request| self.let_in(&registered.client, params, network).map(|()| request));
        match judged {
            Ok(request) => self.hall.push(&request, params, proven).await,
            Err(error) => {
                Err(self.clients.ended(proven, Error::Refused(error), Batch::new()).await)
            }
        }
    }

    /// A public client proves nothing, whoever knows its name may push: it is counted with the network.
    fn let_in(
        &self,
        client: &Client,
        params: &Params,
        network: Option<CallerNetwork>,
    ) -> Result<(), OAuthError> {
        let (room, length) = (&self.hall.room, params.frozen().expose().len());
        let let_in = if client.is_public() {
            room.let_network_in(network, length)
        } else {
            room.let_client_in(&client.id, length)
        };
        let_in.map_err(|_| refusal::BUSY)
    }
}
