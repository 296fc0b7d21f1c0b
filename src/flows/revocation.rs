//! A client gives a token back (RFC 7009). An unknown token is answered like a known one.

use super::client_authentication::ClientAuthentication;
use super::error::Error;
use super::userinfo::UserinfoFlow;
use crate::domain::client::Client;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, EventId, RefreshTokenId};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::jwt::Returned;
use crate::protocol::management_token;
use crate::protocol::revocation::NamedToken;
use crate::sealing::{Handle, Kind};
use crate::store::authorizations::{RevokedBy, revoke_authorization};
use crate::store::batch::Batch;
use crate::store::chain::EventRow;
use crate::store::tokens::{find_refresh_token, revoke_access_token};

/// The revocation endpoint.
#[derive(Clone)]
pub struct RevocationFlow {
    /// Who asks.
    pub clients: ClientAuthentication,
    /// How access tokens are judged.
    pub userinfo: UserinfoFlow,
}

impl RevocationFlow {
    /// Takes one token back. A failing database is an error, never a success.
    pub async fn revoke(&self, request: &ClientRequest<'_>) -> Result<(), Error<OAuthError>> {
        let now = self.userinfo.ground.now();
        let (proven, _) = self.clients.authenticate(request, now).await?;
        let asker = self.clients.spent(proven).await?;
        let named = NamedToken::parse(request.params).map_err(Error::Refused)?;
        let mut batch = Batch::new();
        if !self.access_token(&named.token, asker.client(), now, &mut batch).await?
            && !self.machines(&named.token, asker.client(), now, &mut batch)
        {
            self.refresh_token(&named.token, asker.client(), now, &mut batch).await?;
        }
        if !batch.is_empty() {
            self.userinfo.ground.database.commit(batch).await?;
        }
        Ok(())
    }

    async fn access_token(
        &self,
        token: &Secret,
        client: &Client,
        now: Timestamp,
        batch: &mut Batch,
    ) -> Result<bool, Error<OAuthError>> {
        let read = self.userinfo.verified(token, now).filter(|read| read.client == client.id);
        let Some(read) = read else { return Ok(false) };
        if let Some(held) = self.userinfo.living::<OAuthError>(&read, now).await? {
            revoke_access_token(batch, &read.id, read.expires_at);
            self.note(batch, client, Some(held.account.id), now);
        }
        Ok(true)
    }

    /// A machine's token for our management resources came from no authorization: it is revoked by itself.
    fn machines(&self, token: &Secret, client: &Client, now: Timestamp, batch: &mut Batch) -> bool {
        let issuing = &self.userinfo.issuing;
        let read = issuing.signer.read(token, Returned::AccessToken).ok();
        let read = read.and_then(|read| management_token::read(&read, &issuing.issuer, now));
        let Some(read) = read.filter(|read| read.client == client.id) else { return false };
        revoke_access_token(batch, &read.id, read.expires_at);
        self.note(batch, client, None, now);
        true
    }

    /// A refresh token takes all that came with it along (RFC 7009 §2.1).
    async fn refresh_token(
        &self,
        token: &Secret,
        client: &Client,
        now: Timestamp,
        batch: &mut Batch,
    ) -> Result<(), Error<OAuthError>> {
        let ground = &self.userinfo.ground;
        let Some(shown) = Handle::<RefreshTokenId>::parse(token.expose()) else { return Ok(()) };
        let Some((kept, row)) = find_refresh_token(&ground.database, &shown.id).await? else {
            return Ok(());
        };
        let digest = shown.digest(&ground.ring, Kind::RefreshToken, client.id.as_str());
        if kept.client == client.id && kept.digest == digest {
            revoke_authorization(batch, &row.id, RevokedBy::Client, now);
            self.note(batch, client, Some(row.account.id), now);
        }
        Ok(())
    }

    fn note(&self, batch: &mut Batch, client: &Client, account: Option<AccountId>, now: Timestamp) {
        let id = EventId::new(now, self.userinfo.ground.chance());
        let client = Some(client.id.clone());
        let kind = EventKind::TokenRevoked;
        let event = Event { kind, account, client, detail: String::new() };
        batch.event(EventRow { id, at: now, event });
    }
}
