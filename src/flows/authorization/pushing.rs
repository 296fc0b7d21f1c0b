//! Requests that a client pushed (RFC 9126): kept until the person's browser opens them.

use std::sync::Arc;

use super::refusing::under_agreement;
use super::{AuthorizationFlow, Begun, Pushed};
use crate::domain::id::InteractionId;
use crate::domain::session::ProvedHere;
use crate::domain::text::Secret;
use crate::flows::client_authentication::Proven;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::flows::standing::{self, Browser};
use crate::flows::ticket::Ticket;
use crate::flows::visit::{Open, Said};
use crate::protocol::authorization_request::{AuthorizationRequest, PageError};
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::{refusal, request_object};
use crate::sealing::{Handle, Kind};
use crate::store::batch::Batch;
use crate::store::interactions::{self, InteractionKind, VisitRow};

impl AuthorizationFlow {
    /// A client that proved itself pushes its request, which is kept as it was written, with the key it
    /// proved; what it proved itself by is spent in the same transaction.
    pub async fn push(
        &self,
        request: &AuthorizationRequest,
        params: &Params,
        proven: Proven,
    ) -> Result<Pushed, Error<OAuthError>> {
        let now = self.ground.now();
        let id = InteractionId::new(now, self.ground.chance());
        let handle = Handle::new(id, self.ground.chance());
        let asker = &request.client_id;
        let digest = handle.digest(&self.ground.ring, Kind::PushedRequest, asker.as_str());
        let kind = (InteractionKind::Pushed, Some(digest));
        let frozen = params.bound_to(request.code_key.as_ref()).frozen();
        let row = self.row(&handle.id, asker, &frozen, kind, now);
        let mut batch = Batch::new();
        proven.spend(&self.ground, &mut batch);
        interactions::insert_interaction(&mut batch, &row);
        let outcome = self.ground.database.commit(batch).await?;
        proven.witness(&outcome).map_err(Error::Refused)?;
        let request_uri = request_object::pushed_uri(handle.to_text().expose());
        Ok(Pushed { request_uri: Secret::new(request_uri), lifetime: self.rules.pushed })
    }

    /// RFC 9126 §4: bound to its client, and only for a short while until it is first opened.
    pub(super) async fn open_pushed(
        &self,
        handle: &Secret,
        client: Option<Arc<Registered>>,
        browser: &Browser,
    ) -> Result<Begun, Error<PageError>> {
        let gone = || Error::Refused(PageError(refusal::REQUEST_URI_GONE));
        let client = client.ok_or(Error::Refused(PageError(refusal::CLIENT_UNKNOWN)))?;
        let handle = Handle::<InteractionId>::parse(handle.expose()).ok_or_else(gone)?;
        let now = self.ground.now();
        let session = browser.session.as_ref().map(|shown| &shown.id);
        let found =
            interactions::find_visit(&self.ground.database, &handle.id, session, now).await?;
        let VisitRow { interaction: row, standing, recalled, .. } = found.ok_or_else(gone)?;
        let digest = handle.digest(&self.ground.ring, Kind::PushedRequest, row.client.as_str());
        let in_time = now < row.created_at.plus(self.rules.pushed) && row.ended.is_none();
        let fits = row.handle_digest == Some(digest) && row.client == client.client.id;
        // Once somebody proved something for it, the request belongs to that browser's ticket.
        if !fits || !in_time || row.browser_digest.is_some() {
            return Err(gone());
        }
        let request = self.thaw(&row, &client)?.ok_or_else(gone)?;
        let request = match under_agreement(&client.client, request, now) {
            Ok(request) => request,
            Err(rejected) => return self.reject(rejected, &client).await,
        };
        let standing = match standing {
            Some(row) => standing::judge(&self.ground, row, browser, self.sessions, now)?,
            None => None,
        };
        let ticket = Ticket::new(&self.ground.ring, &row.id, self.ground.chance());
        let times = (now, self.until(row.seen_at, row.expires_at));
        let open = Open {
            id: row.id,
            ticket: ticket.clone(),
            here: ProvedHere::default(),
            said: Said::default(),
            typed: None,
            round: None,
        };
        let visit = self
            .gather(Some(open), (client, request), (standing, recalled), times)
            .from_network(browser.network);
        self.answer_or_open(visit, ticket).await
    }
}
