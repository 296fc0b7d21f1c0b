//! A client asks whether a token of its own lives (RFC 7662). Of anything else it learns nothing.

use serde_json::Value;

use super::client_authentication::ClientAuthentication;
use super::error::Error;
use super::issue::{Held, Issuing};
use super::signing::Signed;
use super::userinfo::UserinfoFlow;
use crate::domain::client::Client;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, RefreshTokenId};
use crate::domain::resource::Resource;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::access_token::ReadAccessToken;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::introspection::{self, ActiveToken, inactive};
use crate::protocol::jwt::TokenType;
use crate::protocol::refusal;
use crate::protocol::revocation::NamedToken;
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

/// The answer, as it was wanted.
#[derive(Debug)]
pub enum Introspection {
    /// JSON.
    Json(Value),
    /// A signed token, encrypted if that is registered.
    Token(Secret),
}

impl IntrospectionFlow {
    /// Answers for one token, as a token if that is wanted (RFC 9701).
    pub async fn introspect(
        &self,
        request: &ClientRequest<'_>,
        as_token: bool,
    ) -> Result<Introspection, Error<OAuthError>> {
        let now = self.userinfo.ground.now();
        let (proven, registered) = self.clients.authenticate(request, now).await?;
        let asker = self.clients.spent(self.clients.agreed(proven, now).await?).await?;
        if asker.client().is_public() {
            return Err(Error::Refused(refusal::CLIENT_WAY));
        }
        let named = NamedToken::parse(request.params).map_err(Error::Refused)?;
        let mut answer = self.access_token(&named.token, asker.client(), now).await?;
        if answer.is_none() {
            answer = self.refresh_token(&named.token, asker.client(), now).await?;
        }
        let answer = answer.unwrap_or_else(inactive);
        if !as_token {
            return Ok(Introspection::Json(answer));
        }
        let Issuing { issuer, signer, envelopes, .. } = &self.userinfo.issuing;
        let claims = introspection::as_token(answer, issuer, &registered.client.id, now);
        let how = registered.client.protections.introspection;
        let kind = TokenType::Introspection;
        let signed = envelopes.signed(signer, (&registered, how), kind, &claims);
        let Signed { text, mark } = signed.await?;
        mark.hand_out();
        Ok(Introspection::Token(text))
    }

    async fn access_token(
        &self,
        token: &Secret,
        client: &Client,
        now: Timestamp,
    ) -> Result<Option<Value>, Error<OAuthError>> {
        // Its own client may ask, and the resource that it is for (RFC 7662 §4). We are nobody's resource:
        // who registers itself by our name would be told of every client's tokens.
        let ours = self.userinfo.issuing.issuer.as_str();
        let is_for = |read: &ReadAccessToken| {
            let resource = client.own_resource.as_ref().map(Resource::as_str);
            let resource = resource.filter(|resource| *resource != ours);
            read.client == client.id || resource == Some(read.audience.as_str())
        };
        let Some(read) = self.userinfo.verified(token, now).filter(is_for) else {
            return Ok(None);
        };
        let Some(held) = self.userinfo.living(&read, now).await? else { return Ok(None) };
        self.note(&held, client, now).await?;
        let active = ActiveToken {
            issuer: &self.userinfo.issuing.issuer,
            subject: &read.subject,
            client: &read.client,
            scopes: &read.scopes,
            issued_at: read.issued_at,
            expires_at: read.expires_at,
            auth_time: held.authorization.auth_time,
            acr: &held.authorization.terms.acr,
            audience: Some(&read.audience),
            details: read.details.as_ref(),
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
        let subject = issuing.subject(&held, client);
        let active = ActiveToken {
            issuer: &issuing.issuer,
            subject: subject.as_str(),
            client: &client.id,
            scopes: &scopes,
            issued_at: kept.created_at,
            expires_at: kept.expires_at,
            auth_time: held.authorization.auth_time,
            acr: &held.authorization.terms.acr,
            audience: None,
            details: None,
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
