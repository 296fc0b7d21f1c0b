//! A machine asks for a token in its own name (RFC 6749 §4.4): no person, no code, nothing to renew it by.

use super::{Asker, Ended, Ready, TokenFlow};
use crate::domain::client::{AccessTokenFormat, SigningAlgorithm};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccessTokenId, EventId};
use crate::flows::error::Error;
use crate::flows::signing::Signed;
use crate::protocol::jwt::TokenType;
use crate::protocol::management_token::ManagementToken;
use crate::protocol::refusal;
use crate::protocol::scope::Scopes;
use crate::protocol::token_response::TokenResponse;
use crate::store::batch::Batch;
use crate::store::chain::EventRow;

impl TokenFlow {
    pub(super) async fn for_itself(
        &self,
        asker: &Asker,
        scopes: Option<Scopes>,
    ) -> Result<Ready, Ended> {
        // 2. judge
        let (client, now) = (&asker.client, asker.now);
        if !client.machine {
            return Err(Error::Refused(refusal::GRANT_UNREGISTERED).into());
        }
        let registered = Scopes::parse(&client.scopes.join(" ")).unwrap_or_default();
        let scopes = scopes.unwrap_or_else(|| registered.clone());
        if !scopes.within(&registered) {
            return Err(Error::Refused(refusal::SCOPE_UNREGISTERED).into());
        }
        let bound = asker.bound_to(None)?;
        // 3. issue
        let expires_in = self.issuing.rules.access_token;
        let claims = ManagementToken {
            id: &AccessTokenId::new(now, self.ground.chance()),
            issuer: &self.issuing.issuer,
            client: &client.id,
            issued: (now, expires_in),
            scopes: &scopes,
            bound: bound.as_ref(),
        }
        .claims();
        let algorithm = match client.access_token_format {
            AccessTokenFormat::Signed(algorithm) => algorithm,
            AccessTokenFormat::Opaque => SigningAlgorithm::Es256,
        };
        let signing = self.issuing.signer.sign(algorithm, TokenType::AccessToken, &claims);
        let Signed { text: access_token, mark } = signing.await.map_err(Error::from)?;
        // 4. record
        let mut batch = Batch::new();
        asker.proven.spend(&self.ground, &mut batch);
        let (kind, id) = (EventKind::TokensIssued, EventId::new(now, self.ground.chance()));
        let (client, detail) = (Some(client.id.clone()), scopes.to_text());
        let event = Event { kind, account: None, client, detail };
        batch.event(EventRow { id, at: now, event });
        let response = TokenResponse {
            access_token,
            expires_in,
            id_token: None,
            refresh_token: None,
            scopes,
            details: None,
            bound,
        };
        Ok(Ready { response, marks: vec![mark], batch, taking: None })
    }
}
