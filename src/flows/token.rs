//! A token request in five phases: who asks, what is judged, what is issued, what is taken, what is
//! recorded. Signing is done before the transaction; if the taking fails the tokens are dropped
//! and counted.
//! Wherever the walk ends, what the client proved itself by is spent.
//!
//! Long because: the five phases are read in one place, for codes and for refresh tokens alike.

use std::sync::Arc;

use super::client_authentication::{ClientAuthentication, Proven};
use super::clients::Registered;
use super::error::Error;
use super::ground::Ground;
use super::issue::{Held, Issued, Issuing};
use super::tally::Mark;
use crate::domain::client::Client;
use crate::domain::confirmation::{Confirmation, SenderConstraint, Thumbprint};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AuthorizationId, EventId, RefreshTokenId};
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::params::Params;
use crate::protocol::pkce::{self, Challenge, Verifier};
use crate::protocol::refusal;
use crate::protocol::scope::Scopes;
use crate::protocol::token_request::{Grant, Part, TokenRequest};
use crate::protocol::token_response::TokenResponse;
use crate::sealing::{Handle, Kind};
use crate::store::authorizations::{AuthorizationRow, find_authorization, take_code};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::tokens::{
    RefreshTokenRow, find_refresh_token, insert_refresh_token, rotate_refresh_token,
    slide_refresh_token,
};

/// A client that sends a rotated token again within this time has lost a reply, and is no thief.
const LOST_REPLY: Lifetime = Lifetime::seconds(30);

/// The token endpoint.
#[derive(Clone)]
pub struct TokenFlow {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who asks.
    pub clients: ClientAuthentication,
    /// What is issued.
    pub issuing: Issuing,
}

mod ends;
mod machine;
mod part;

type TokenError = Error<OAuthError>;

impl Asker {
    /// What the tokens of this client are bound to, as this request has proven it.
    fn holds(&self) -> Option<&Thumbprint> {
        let possession = self.proven.possession();
        match self.client.sender_constraint {
            SenderConstraint::Certificate => possession.certificate(),
            SenderConstraint::Key | SenderConstraint::None => possession.key(),
        }
    }

    /// The same for a refresh token that is bound to a certificate (RFC 8705 §4).
    fn refreshes(&self, kept: Option<&Thumbprint>) -> Result<Option<Confirmation>, TokenError> {
        if self.client.sender_constraint != SenderConstraint::Certificate {
            return self.bound_to(kept);
        }
        let bound = self.proven.bind().map_err(Error::Refused)?;
        if kept.is_some() && self.holds() != kept {
            return Err(Error::Refused(refusal::REFRESH_TOKEN));
        }
        Ok(bound)
    }

    /// What the tokens are bound to; a code or refresh token that is bound to a key is redeemed by its
    /// holder alone (RFC 9449 §5, §10).
    fn bound_to(&self, key: Option<&Thumbprint>) -> Result<Option<Confirmation>, TokenError> {
        match (key, self.proven.possession().key()) {
            (Some(_), None) => return Err(Error::Refused(refusal::PROOF_MISSING)),
            (Some(key), Some(shown)) if key != shown => {
                return Err(Error::Refused(refusal::PROOF_KEY));
            }
            _ => {}
        }
        self.proven.bind().map_err(Error::Refused)
    }
}

/// Who asks, with what it takes to prove it.
struct Asker {
    proven: Proven,
    client: Arc<Client>,
    now: Timestamp,
}

/// A request that was judged good: tokens that are given if the transaction takes what they cost.
struct Ready {
    response: TokenResponse,
    marks: Vec<Mark>,
    batch: Batch,
    /// The statement that takes it, if anything is taken, and what those hear who come too late.
    taking: Option<(usize, OAuthError)>,
}

/// A request that ends without tokens, and what is written of it.
struct Ended {
    error: TokenError,
    rest: Batch,
}

impl<E: Into<TokenError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self { error: error.into(), rest: Batch::new() }
    }
}

impl TokenFlow {
    /// Answers a token request.
    pub async fn exchange(&self, request: &ClientRequest<'_>) -> Result<TokenResponse, TokenError> {
        let now = self.ground.now();
        // 1. client
        let (proven, registered) = self.clients.authenticate_holder(request, now).await?;
        let client = Arc::clone(proven.client());
        let asker = Asker { proven, client, now };
        let ready = match self.prepare(&asker, request.params).await {
            Ok(ready) => self.enclosed(ready, &registered).await,
            ended => ended,
        };
        match ready {
            Ok(ready) => self.take(asker, ready).await,
            Err(Ended { error, rest }) => Err(self.clients.ended(asker.proven, error, rest).await),
        }
    }

    async fn prepare(&self, asker: &Asker, params: &Params) -> Result<Ready, Ended> {
        let request = TokenRequest::parse(params, &asker.client, &self.issuing.issuer);
        let TokenRequest { grant, part } = request.map_err(Error::Refused)?;
        match grant {
            Grant::AuthorizationCode { code, redirect_uri, verifier } => {
                let fits = (redirect_uri.as_str(), verifier.as_ref());
                self.redeem(asker, &code, fits, &part).await
            }
            Grant::RefreshToken { token, scopes } => {
                self.refresh(asker, &token, scopes, &part).await
            }
            Grant::ClientCredentials { scopes } => self.for_itself(asker, scopes).await,
        }
    }

    /// Encrypts the ID token, if the client registered that.
    async fn enclosed(&self, mut ready: Ready, to: &Registered) -> Result<Ready, Ended> {
        let how = to.client.protections.id_token;
        if let Some(id_token) = ready.response.id_token.take() {
            let enclosed = self.issuing.envelopes.enclosed(id_token, to, how).await;
            ready.response.id_token = Some(enclosed?);
        }
        Ok(ready)
    }

    async fn take(&self, asker: Asker, ready: Ready) -> Result<TokenResponse, TokenError> {
        let Ready { response, marks, batch, taking } = ready;
        let outcome = self.ground.database.commit(batch).await?;
        asker.proven.witness(&outcome).map_err(Error::Refused)?;
        let late = match (outcome, taking) {
            (Outcome::Done(_), None) => None,
            (Outcome::Done(finished), Some((taken, _))) if finished.took(taken) => None,
            (_, Some((_, late))) => Some(late),
            (Outcome::Refused(_), None) => Some(refusal::BROKEN),
        };
        if let Some(late) = late {
            return Err(Error::Refused(late));
        }
        marks.into_iter().for_each(Mark::hand_out);
        Ok(response)
    }

    async fn redeem(
        &self,
        asker: &Asker,
        code: &Secret,
        (redirect_uri, verifier): (&str, Option<&Verifier>),
        part: &Part,
    ) -> Result<Ready, Ended> {
        // 2. judge: a stranger's client cannot even burn the code
        let no = || Error::Refused(refusal::CODE);
        let (client, now) = (&asker.client, asker.now);
        let shown = Handle::<AuthorizationId>::parse(code.expose()).ok_or_else(no)?;
        let digest = shown.digest(&self.ground.ring, Kind::Code, client.id.as_str());
        let row = find_authorization(&self.ground.database, &shown.id).await?.ok_or_else(no)?;
        if row.client != client.id || row.code_digest != digest {
            return Err(no().into());
        }
        if row.code_used_at.is_some() {
            // A code that comes a second time: everything from it dies (RFC 6749 §4.1.2).
            let dead = row.ends.revoked;
            let rest = if dead { Batch::new() } else { self.revocation(&row, now) };
            return Err(Ended { error: no(), rest });
        }
        let held = self.issuing.held(&row)?;
        let terms = &held.authorization.terms;
        let challenge = terms.challenge.as_deref().and_then(Challenge::parse);
        if terms.redirect_uri != redirect_uri || now >= row.code_expires_at {
            return Err(no().into());
        }
        if !pkce::proves(challenge.as_ref(), verifier) {
            let error = Error::Refused(refusal::VERIFIER);
            return Err(Ended { error, rest: self.burning(&row, now) });
        }
        held.authorization.lives(&held.account, held.ends, now).map_err(|_| no())?;
        let bound = asker.bound_to(terms.code_key.as_ref())?;
        // 3. issue, outside the transaction
        let nonce = terms.nonce.as_deref();
        let asked = self.wanted((&held, client), part, (held.scopes(), nonce), bound)?;
        let Issued { mut response, released, marks } =
            self.issuing.tokens(&held, client, asked, now).await?;
        // 4. take: one caller ever does; for all others what came from the code dies
        let mut batch = Batch::new();
        asker.proven.spend(&self.ground, &mut batch);
        let replay = self.revocation(&row, now);
        let times = (now, held.authorization.is_offline());
        let taken = take_code(&mut batch, (&row.id, &client.id), &digest, times, replay);
        // 5. record
        if held.authorization.is_offline() {
            let (token, text) = self.refresh_token(&held, asker);
            insert_refresh_token(&mut batch, &token);
            response.refresh_token = Some(text);
        }
        self.note(&mut batch, EventKind::TokensIssued, &row, released, now);
        Ok(Ready { response, marks, batch, taking: Some((taken, refusal::CODE)) })
    }

    async fn refresh(
        &self,
        asker: &Asker,
        token: &Secret,
        scopes: Option<Scopes>,
        part: &Part,
    ) -> Result<Ready, Ended> {
        // 2. judge
        let no = || Error::Refused(refusal::REFRESH_TOKEN);
        let (client, now) = (&asker.client, asker.now);
        let shown = Handle::<RefreshTokenId>::parse(token.expose()).ok_or_else(no)?;
        let digest = shown.digest(&self.ground.ring, Kind::RefreshToken, client.id.as_str());
        let found = find_refresh_token(&self.ground.database, &shown.id).await?;
        let (kept, row) = found.ok_or_else(no)?;
        if kept.client != client.id || kept.digest != digest {
            return Err(no().into());
        }
        if let Some((rotated_at, _)) = &kept.rotated {
            let lost = now.since(*rotated_at) <= LOST_REPLY;
            let rest = if lost { Batch::new() } else { self.family_death(&row, now) };
            return Err(Ended { error: no(), rest });
        }
        if !client.offline {
            return Err(Error::Refused(refusal::GRANT_UNREGISTERED).into());
        }
        let held = self.issuing.held(&row)?;
        let lives = held.authorization.lives(&held.account, held.ends, now).is_ok();
        if !lives || now >= kept.expires_at || !held.authorization.is_offline() {
            return Err(no().into());
        }
        let granted = held.scopes();
        let scopes = match scopes {
            Some(asked) if !asked.within(&granted) => {
                return Err(Error::Refused(refusal::REFRESH_SCOPE).into());
            }
            Some(asked) => asked,
            None => granted,
        };
        let bound = asker.refreshes(kept.key.as_ref())?;
        // 3. issue
        let asked = self.wanted((&held, client), part, (scopes, None), bound)?;
        let Issued { mut response, released, marks } =
            self.issuing.tokens(&held, client, asked, now).await?;
        // 4. take: a public client's token is exchanged for another, a confidential one's lives on
        let mut batch = Batch::new();
        asker.proven.spend(&self.ground, &mut batch);
        let taken = if client.is_public() {
            let (next, text) = self.refresh_token(&held, asker);
            let taken = rotate_refresh_token(&mut batch, (&kept.id, &digest), &next.id, now);
            insert_refresh_token(&mut batch, &next);
            response.refresh_token = Some(text);
            taken
        } else {
            let until = self.issuing.refresh_until(&held, now);
            slide_refresh_token(&mut batch, (&kept.id, &digest), until, now)
        };
        // 5. record
        self.note(&mut batch, EventKind::TokensRefreshed, &row, released, now);
        Ok(Ready { response, marks, batch, taking: Some((taken, refusal::REFRESH_TOKEN)) })
    }

    /// A public client's is bound to the key or certificate that was proven (RFC 9449 §5, RFC 8705 §4); who
    /// proves itself otherwise may change it.
    fn refresh_token(&self, held: &Held, asker: &Asker) -> (RefreshTokenRow, Secret) {
        let (client, now) = (&asker.client, asker.now);
        let key = asker.holds().filter(|_| client.is_public());
        let id = RefreshTokenId::new(now, self.ground.chance());
        let handle = Handle::new(id, self.ground.chance());
        let row = RefreshTokenRow {
            id: handle.id.clone(),
            authorization: held.authorization.id.clone(),
            client: client.id.clone(),
            digest: handle.digest(&self.ground.ring, Kind::RefreshToken, client.id.as_str()),
            key: key.cloned(),
            created_at: now,
            expires_at: self.issuing.refresh_until(held, now),
            rotated: None,
        };
        (row, handle.to_text())
    }

    fn note(
        &self,
        batch: &mut Batch,
        kind: EventKind,
        row: &AuthorizationRow,
        detail: String,
        now: Timestamp,
    ) {
        let (account, client) = (Some(row.account.id.clone()), Some(row.client.clone()));
        let id = EventId::new(now, self.ground.chance());
        batch.event(EventRow { id, at: now, event: Event { kind, account, client, detail } });
    }
}
