//! Who the client is. An assertion is spent in the transaction of whatever it was shown for, so that
//! proving oneself costs no commit of its own; a request that comes to nothing spends it by itself
//! (RFC 7523 §3).

mod judging;

use std::sync::Arc;

use super::client_secret;
use super::clients::{Clients, Registered};
use super::error::Error;
use super::ground::Ground;
use super::proofs::{self, Proofs};
use super::remote_keys::RemoteKeys;
use crate::domain::client::Client;
use crate::domain::confirmation::{Confirmation, Possession};
use crate::domain::time::Timestamp;
use crate::protocol::client_authentication::{AuthenticatedClient, Presented, UnspentAssertion};
use crate::protocol::client_certificate::authorities::Authorities;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::dpop::Proof;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::issuer::Issuer;
use crate::protocol::{refusal, sender_constraint};
use crate::sealing::{Kind, digest};
use crate::store::batch::{Batch, Finished, Outcome};
use crate::store::tokens::use_assertion;

/// Finds out who the client is.
#[derive(Clone)]
pub struct ClientAuthentication {
    /// Rows, keys and the time.
    pub ground: Ground,
    /// Who is registered.
    pub clients: Clients,
    /// The keys that clients publish.
    pub remote: RemoteKeys,
    /// Our name, which assertions must address.
    pub issuer: Issuer,
    /// Whose word is taken for clients' certificates, if anybody's.
    pub authorities: Option<Arc<Authorities>>,
    /// What else the sender proves to hold.
    pub proofs: Proofs,
}

/// A client that proved itself, if what it proved by can still be spent, and what else it proved to hold.
#[derive(Debug)]
pub struct Proven {
    who: Who,
    possession: Possession,
    proof: Option<Proof>,
}

#[derive(Debug)]
enum Who {
    /// Nothing is left to do.
    Client(AuthenticatedClient),
    /// Its assertion has to be spent first.
    Unspent(UnspentAssertion),
}

impl ClientAuthentication {
    /// Reads who the request says it comes from and judges the proof.
    pub async fn authenticate(
        &self,
        request: &ClientRequest<'_>,
        now: Timestamp,
    ) -> Result<(Proven, Arc<Registered>), Error<OAuthError>> {
        let presented = Presented::read(request.params, request.authorization);
        let presented = presented.map_err(Error::Refused)?;
        let registered = self.clients.find(presented.client_id()).await?;
        let registered = registered.ok_or(Error::Refused(refusal::CLIENT_UNPROVEN))?;
        let client = Arc::clone(&registered.client);
        let who = match &presented {
            Presented::Basic { .. } | Presented::Post { .. } => {
                AuthenticatedClient::by_secret(client, &presented, |secret| {
                    client_secret::fits(
                        &self.ground,
                        &registered.client,
                        registered.secret.as_ref(),
                        secret,
                    )
                })
                .map(Who::Client)
            }
            Presented::Assertion { .. } => {
                self.by_assertion(&registered, &presented, now).await?.map(Who::Unspent)
            }
            Presented::Named { .. } => {
                let holds = self.by_what_it_holds(&registered, &presented, request, now);
                holds.await?.map(Who::Client)
            }
        };
        let who = who.map_err(Error::Refused)?;
        let certificate = request.certificate.as_ref();
        let possession = Possession::default();
        let possession = certificate.map_or(possession.clone(), |shown| shown.held(possession));
        let proven = Proven { who, possession, proof: None };
        Ok((self.at_home(proven, request, now).await?, registered))
    }

    /// The same where tokens are asked for: who the sender is, and which key it holds.
    pub async fn authenticate_holder(
        &self,
        request: &ClientRequest<'_>,
        now: Timestamp,
    ) -> Result<(Proven, Arc<Registered>), Error<OAuthError>> {
        let (proven, registered) = self.authenticate(request, now).await?;
        let proven = self.agreed(proven, now).await?;
        let to = ("POST", request.endpoint);
        match self.proofs.judge(request.proof, to, None, now).await {
            Ok(proof) => Ok((proven.holding(proof), registered)),
            // The same request comes again with the nonce, so nothing of this one is spent (RFC 9449 §8).
            Err(error) if error.code() == ErrorCode::UseDpopNonce => Err(Error::Refused(error)),
            Err(error) => Err(self.ended(proven, Error::Refused(error), Batch::new()).await),
        }
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
        proven.spend_assertion(&self.ground, &mut batch);
        // A proof gives nothing by itself: it is noted beside what is written anyway, and whoever only
        // names a public client makes us write nothing.
        if let Some(proof) =
            proven.proof.as_ref().filter(|_| !(batch.is_empty() && rest.is_empty()))
        {
            proofs::note(&self.ground, proof, &mut batch);
        }
        batch.append(rest);
        let outcome = if batch.is_empty() {
            Outcome::Done(Finished::default())
        } else {
            self.ground.database.commit(batch).await?
        };
        proven.who.witness(&outcome).map_err(Error::Refused)
    }
}

impl Proven {
    /// The client in question.
    #[must_use]
    pub fn client(&self) -> &Arc<Client> {
        match &self.who {
            Who::Client(authenticated) => authenticated.client(),
            Who::Unspent(unspent) => unspent.client(),
        }
    }

    /// What new tokens for it are bound to.
    ///
    /// # Errors
    /// If it does not show what it registered.
    pub fn bind(&self) -> Result<Option<Confirmation>, OAuthError> {
        let bound = self.possession.bind(self.client().sender_constraint);
        bound.map_err(sender_constraint::refused)
    }

    /// What the sender has proven to hold.
    #[must_use]
    pub fn possession(&self) -> &Possession {
        &self.possession
    }

    fn holding(self, proof: Option<Proof>) -> Self {
        let possession = match &proof {
            Some(proof) => proof.with(self.possession),
            None => self.possession,
        };
        Self { possession, proof, ..self }
    }

    /// Adds the spending to a transaction, before all else: [`Proven::witness`] reads what came of it.
    pub fn spend(&self, ground: &Ground, batch: &mut Batch) {
        self.spend_assertion(ground, batch);
        if let Some(proof) = &self.proof {
            proofs::spend(ground, proof, batch);
        }
    }

    fn spend_assertion(&self, ground: &Ground, batch: &mut Batch) {
        if let Who::Unspent(unspent) = &self.who {
            let (client, assertion) = unspent.assertion();
            let jti = assertion.jti.as_bytes();
            let key = digest(&ground.ring, Kind::Assertion, client.as_str(), jti);
            use_assertion(batch, &key, assertion.remember_until);
        }
    }

    /// The witness, once all that proved it is spent: an assertion that had been spent before refused the
    /// whole transaction, a proof all that stood behind it.
    ///
    /// # Errors
    /// If something had been spent before.
    pub fn witness(self, outcome: &Outcome) -> Result<AuthenticatedClient, OAuthError> {
        let place = usize::from(matches!(self.who, Who::Unspent(_)));
        let witness = self.who.witness(outcome)?;
        match (self.proof, outcome) {
            (Some(_), Outcome::Done(finished)) if !finished.took(place) => {
                Err(refusal::PROOF_SPENT)
            }
            _ => Ok(witness),
        }
    }
}

impl Who {
    fn witness(self, outcome: &Outcome) -> Result<AuthenticatedClient, OAuthError> {
        match self {
            Self::Client(authenticated) => Ok(authenticated),
            Self::Unspent(unspent) => unspent.spent(!matches!(outcome, Outcome::Refused(0))),
        }
    }
}
