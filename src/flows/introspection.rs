//! A client asks whether a token of its own lives (RFC 7662). Of anything else it learns nothing.

use serde_json::Value;

use super::client_authentication::ClientAuthentication;
use super::error::Error;
use super::issue::Held;
use super::userinfo::UserinfoFlow;
use crate::domain::client::Client;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, RefreshTokenId};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::introspection::{ActiveToken, inactive};
use crate::protocol::refusal;
use crate::protocol::revocation::{NamedToken, TokenKind};
use crate::sealing::{Handle, Kind};
use crate::store::batch::Batch;
use crate::store::chain::EventRow;
use crate::store::tokens::find_refresh_token;

/// The introspection endpoint.
#[derive(Clone)]
pub struct IntrospectionFlow {
    /// Who asks.
    pub clients: ClientAuthentication,
    /// How access tokens are judged.
    pub userinfo: UserinfoFlow,
}

impl IntrospectionFlow {
    /// Answers for one token.
    pub async fn introspect(
        &self,
        request: &ClientRequest<'_>,
    ) -> Result<Value, Error<OAuthError>> {
        let now = self.userinfo.ground.now();
        let (proven, _) = self.clients.authenticate(request, now).await?;
        let asker = self.clients.spent(proven).await?;
        if asker.client().is_public() {
            return Err(Error::Refused(refusal::CLIENT_WAY));
        }
        let named = NamedToken::parse(request.params).map_err(Error::Refused)?;
        if let Some(answer) = self.access_token(&named.token, asker.client(), now).await? {
            return Ok(answer);
        }
        let answer = self.refresh_token(&named.token, asker.client(), now).await?;
        Ok(answer.unwrap_or_else(inactive))
    }

    async fn access_token(
        &self,
        token: &Secret,
        client: &Client,
        now: Timestamp,
    ) -> Result<Option<Value>, Error<OAuthError>> {
        let Some(read) = self.userinfo.verified(token, now).filter(|r| r.client == client.id)
        else {
            return Ok(None);
        };
        let Some(held) = self.userinfo.living(&read, now).await? else { return Ok(None) };
        self.note(&held, client, now).await?;
        let active = ActiveToken {
            kind: TokenKind::Access,
            issuer: &self.userinfo.issuing.issuer,
            subject: &self.userinfo.issuing.subject(&held, client),
            client: &client.id,
            scopes: &read.scopes,
            issued_at: read.issued_at,
            expires_at: read.expires_at,
            auth_time: held.authorization.auth_time,
            acr: &held.authorization.terms.acr,
            bound: read.bound.as_ref(),
        };
        Ok(Some(active.to_json()))
    }

    async fn refresh_token(
        &self,
        token: &Secret,
        client: &Client,
        now: Timestamp,
    ) -> Result<Option<Value>, Error<OAuthError>> {
        let (ground, issuing) = (&self.userinfo.ground, &self.userinfo.issuing);
        let Some(shown) = Handle::<RefreshTokenId>::parse(token.expose()) else { return Ok(None) };
        let Some((kept, row)) = find_refresh_token(&ground.database, &shown.id).await? else {
            return Ok(None);
        };
        let digest = shown.digest(&ground.ring, Kind::RefreshToken, client.id.as_str());
        let good = kept.client == client.id
            && kept.digest == digest
            && kept.rotated.is_none()
            && now < kept.expires_at;
        let held = issuing.held(&row)?;
        if !good || held.authorization.lives(&held.account, held.ends, now).is_err() {
            return Ok(None);
        }
        self.note(&held, client, now).await?;
        let scopes = held.scopes();
        let active = ActiveToken {
            kind: TokenKind::Refresh,
            issuer: &issuing.issuer,
            subject: &issuing.subject(&held, client),
            client: &client.id,
            scopes: &scopes,
            issued_at: kept.created_at,
            expires_at: kept.expires_at,
            auth_time: held.authorization.auth_time,
            acr: &held.authorization.terms.acr,
            bound: None,
        };
        Ok(Some(active.to_json()))
    }

    /// The client learns who and how sure: a read like any other, and the person sees it in the list.
    async fn note(
        &self,
        held: &Held,
        client: &Client,
        now: Timestamp,
    ) -> Result<(), Error<OAuthError>> {
        let ground = &self.userinfo.ground;
        let mut batch = Batch::new();
        batch.event(EventRow {
            id: EventId::new(now, ground.chance()),
            at: now,
            event: Event {
                kind: EventKind::ClaimsRead,
                account: Some(held.account.id.clone()),
                client: Some(client.id.clone()),
                detail: String::new(),
            },
        });
        ground.database.commit(batch).await?;
        Ok(())
    }
}
