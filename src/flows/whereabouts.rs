//! From where a client speaks, if it said so at its registration. Who proves to be a client and comes from
//! elsewhere has got hold of its key or its token: nothing is served, and the operator finds it in the
//! events.

use super::client_authentication::{ClientAuthentication, Proven};
use super::error::Error;
use super::ground::Ground;
use super::userinfo::UserinfoFlow;
use crate::domain::client::Client;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::EventId;
use crate::domain::network::CallerAddress;
use crate::domain::time::Timestamp;
use crate::protocol::bearer::BearerFault;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::refusal;
use crate::store::batch::Batch;
use crate::store::chain::EventRow;

impl ClientAuthentication {
    /// A client that proved itself, if it did so from where it is.
    pub(super) async fn at_home(
        &self,
        proven: Proven,
        request: &ClientRequest<'_>,
        now: Timestamp,
    ) -> Result<Proven, Error<OAuthError>> {
        if proven.client().speaks_from(request.address) {
            return Ok(proven);
        }
        let noted = kept_out(&self.ground, proven.client(), request.endpoint, now);
        Err(self.ended(proven, Error::Refused(refusal::CLIENT_NETWORK), noted).await)
    }

    /// The same client, if it is still bound by what it agreed to. One that is not may give tokens back.
    pub(super) async fn agreed(
        &self,
        proven: Proven,
        now: Timestamp,
    ) -> Result<Proven, Error<OAuthError>> {
        if !proven.client().agreement_ended(now) {
            return Ok(proven);
        }
        let refused = Error::Refused(refusal::AGREEMENT_ENDED);
        Err(self.ended(proven, refused, Batch::new()).await)
    }
}

impl UserinfoFlow {
    /// Whether the client of a good token may show it at this path, from there, today.
    pub(super) async fn welcome(
        &self,
        client: &Client,
        (address, path): (Option<CallerAddress>, &str),
        now: Timestamp,
    ) -> Result<(), Error<BearerFault>> {
        let refused = |error| Err(Error::Refused(BearerFault::Refused(error)));
        if client.agreement_ended(now) {
            return refused(refusal::TOKEN_AGREEMENT);
        }
        if client.speaks_from(address) {
            return Ok(());
        }
        self.ground.database.commit(kept_out(&self.ground, client, path, now)).await?;
        refused(refusal::TOKEN_NETWORK)
    }
}

/// What is written of it: at which endpoint, and never from where.
fn kept_out(ground: &Ground, client: &Client, path: &str, now: Timestamp) -> Batch {
    let (kind, client) = (EventKind::ClientKeptOut, Some(client.id.clone()));
    let event = Event { kind, account: None, client, detail: path.to_owned() };
    let mut batch = Batch::new();
    batch.event(EventRow { id: EventId::new(now, ground.chance()), at: now, event });
    batch
}
