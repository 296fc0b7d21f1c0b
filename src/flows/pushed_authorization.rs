//! A client pushes its request (RFC 9126): it proves itself as at the token endpoint, and the request
//! that the person's browser will open is judged and kept now.

use super::authorization::{AuthorizationFlow, Pushed};
use super::client_authentication::{ClientAuthentication, Proven};
use super::error::Error;
use crate::domain::client::Client;
use crate::domain::confirmation::SenderConstraint;
use crate::protocol::authorization_request::{AuthorizationRequest, Origin};
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
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
    pub async fn push(&self, pushed: &ClientRequest<'_>) -> Result<Pushed, Error<OAuthError>> {
        let now = self.hall.ground.now();
        let (proven, registered) = self.clients.authenticate_holder(pushed, now).await?;
        let how = (&self.hall.issuer, Origin::Pushed);
        let unfolded = self.hall.unfolded(pushed.params.clone(), &registered);
        let params = match Box::pin(unfolded).await {
            Ok(Ok(params)) => params,
            Ok(Err(rejected)) => {
                let refused = Error::Refused(rejected.error());
                return Err(self.clients.ended(proven, refused, Batch::new()).await);
            }
            Err(error) => return Err(self.clients.ended(proven, error, Batch::new()).await),
        };
        let request = AuthorizationRequest::parse(&params, &registered.client, how);
        let judged = request
            .map_err(|rejected| rejected.error())
            .and_then(|request| bound(request, &proven))
            .and_then(|request| self.let_in(&registered.client, pushed).map(|()| request));
        match judged {
            Ok(request) => self.hall.push(&request, &params, proven).await,
            Err(error) => {
                Err(self.clients.ended(proven, Error::Refused(error), Batch::new()).await)
            }
        }
    }

    /// A public client proves nothing, whoever knows its name may push: it is counted with the network.
    fn let_in(&self, client: &Client, pushed: &ClientRequest<'_>) -> Result<(), OAuthError> {
        let (room, length) = (&self.hall.room, pushed.params.frozen().expose().len());
        let let_in = if client.is_public() {
            room.let_network_in(pushed.network, length)
        } else {
            room.let_client_in(&client.id, length)
        };
        let_in.map_err(|_| refusal::BUSY)
    }
}

/// A key that is proven here binds the code as `dpop_jkt` does, and no two keys are named (RFC 9449 §10.1).
fn bound(
    request: AuthorizationRequest,
    proven: &Proven,
) -> Result<AuthorizationRequest, OAuthError> {
    let Some(key) = proven.possession().key() else { return Ok(request) };
    if proven.client().sender_constraint != SenderConstraint::Key {
        return Err(refusal::PROOF_UNREGISTERED);
    }
    match request.code_key {
        Some(named) if named != *key => Err(refusal::PROOF_KEY),
        _ => Ok(AuthorizationRequest { code_key: Some(key.clone()), ..request }),
    }
}
