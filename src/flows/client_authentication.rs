//! Who the client is. An assertion is spent in the transaction of whatever it was shown for, so that
//! proving oneself costs no commit of its own; a request that comes to nothing spends it by itself
//! (RFC 7523 §3).

use std::sync::Arc;

use super::clients::{Clients, Registered};
use super::error::Error;
use super::ground::Ground;
use crate::domain::client::Client;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::client_authentication::{AuthenticatedClient, Presented, UnspentAssertion};
use crate::protocol::error::OAuthError;
use crate::protocol::issuer::Issuer;
use crate::protocol::params::Params;
use crate::protocol::refusal;
use crate::sealing::{Kind, digest};
use crate::store::batch::{Batch, Outcome};
use crate::store::tokens::use_assertion;

/// Finds out who the client is.
#[derive(Clone)]
pub struct ClientAuthentication {
    /// Rows, keys and the time.
    pub ground: Ground,
    /// Who is registered.
    pub clients: Clients,
    /// Our name, which assertions must address.
    pub issuer: Issuer,
}

/// A client that proved itself, if its assertion can still be spent.
#[derive(Debug)]
pub enum Proven {
    /// Nothing is left to do.
    Client(AuthenticatedClient),
    /// Its assertion has to be spent first.
    Unspent(UnspentAssertion),
}

impl ClientAuthentication {
    /// Reads who the request says it comes from and judges the proof.
    pub async fn authenticate(
        &self,
        params: &Params,
        authorization: Option<&str>,
        now: Timestamp,
    ) -> Result<(Proven, Arc<Registered>), Error<OAuthError>> {
        let presented = Presented::read(params, authorization).map_err(Error::Refused)?;
        let registered = self.clients.find(presented.client_id()).await?;
        let registered = registered.ok_or(Error::Refused(refusal::CLIENT_UNPROVEN))?;
        let client = Arc::clone(&registered.client);
        let proven = match &presented {
            Presented::Basic { .. } | Presented::Post { .. } => {
                AuthenticatedClient::by_secret(client, &presented, |secret| {
                    self.secret_fits(&registered, secret)
                })
                .map(Proven::Client)
            }
            Presented::Assertion { .. } => {
                let keys = registered.keys.as_ref();
                keys.ok_or(refusal::CLIENT_WAY)
                    .and_then(|keys| {
                        let us = (&self.issuer, now);
                        AuthenticatedClient::by_assertion(client, &presented, keys, us)
                    })
                    .map(Proven::Unspent)
            }
            Presented::Named { .. } => {
                AuthenticatedClient::public(client, &presented).map(Proven::Client)
            }
        };
        Ok((proven.map_err(Error::Refused)?, registered))
    }

    /// For a request that writes nothing else: the assertion is spent by itself.
    pub async fn spent(&self, proven: Proven) -> Result<AuthenticatedClient, Error<OAuthError>> {
        self.spent_with(proven, Batch::new()).await
    }

    /// For a request that came to nothing: what was proven for it is spent all the same, with what else
    /// is to be written of its end. What the client hears is the end, unless it proved nothing. A request
    /// that could not be served may be sent again as it is: nothing of it is spent.
    pub async fn ended(
        &self,
        proven: Proven,
        error: Error<OAuthError>,
        rest: Batch,
    ) -> Error<OAuthError> {
        if matches!(error, Error::Unavailable(_)) {
            return error;
        }
        self.spent_with(proven, rest).await.map_or_else(|unspent| unspent, |_| error)
    }

    async fn spent_with(
        &self,
        proven: Proven,
        rest: Batch,
    ) -> Result<AuthenticatedClient, Error<OAuthError>> {
        let mut batch = Batch::new();
        proven.spend(&self.ground, &mut batch);
        batch.append(rest);
        let first_use =
            batch.is_empty() || !proven.was_spent(&self.ground.database.commit(batch).await?);
        proven.witness(first_use).map_err(Error::Refused)
    }

    fn secret_fits(&self, registered: &Registered, secret: &Secret) -> bool {
        let id = registered.client.id.as_str();
        let shown = digest(&self.ground.ring, Kind::ClientSecret, id, secret.expose().as_bytes());
        registered.secret.is_some_and(|kept| kept == shown)
    }
}

impl Proven {
    /// The client in question.
    #[must_use]
    pub fn client(&self) -> &Arc<Client> {
        match self {
            Self::Client(authenticated) => authenticated.client(),
            Self::Unspent(unspent) => unspent.client(),
        }
    }

    /// Adds the spending to a transaction, as its first statement: [`Proven::was_spent`] reads what
    /// came of it.
    pub fn spend(&self, ground: &Ground, batch: &mut Batch) {
        if let Self::Unspent(unspent) = self {
            let (client, assertion) = unspent.assertion();
            let jti = assertion.jti.as_bytes();
            let key = digest(&ground.ring, Kind::Assertion, client.as_str(), jti);
            use_assertion(batch, &key, assertion.remember_until);
        }
    }

    /// Whether a refused transaction was refused because the assertion had been spent before.
    #[must_use]
    pub fn was_spent(&self, outcome: &Outcome) -> bool {
        matches!((self, outcome), (Self::Unspent(_), Outcome::Refused(0)))
    }

    /// The witness, once the assertion is spent.
    ///
    /// # Errors
    /// If it had been spent before.
    pub fn witness(self, first_use: bool) -> Result<AuthenticatedClient, OAuthError> {
        match self {
            Self::Client(authenticated) => Ok(authenticated),
            Self::Unspent(unspent) => unspent.spent(first_use),
        }
    }
}
