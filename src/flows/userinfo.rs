//! UserInfo: an access token is judged, claims are released, and the person can see later who read what.

use super::clients::Clients;
use super::error::Error;
use super::ground::Ground;
use super::issue::{Held, Issuing};
use super::opaque_token;
use super::proofs::{self, Proofs};
use super::signing::Signed;
use super::tally::Mark;
use crate::domain::client::Client;
use crate::domain::confirmation::{Confirmation, Possession};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::EventId;
use crate::domain::network::CallerAddress;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::access_token::{self, ReadAccessToken};
use crate::protocol::bearer::{BearerFault, Scheme, ShownToken};
use crate::protocol::dpop::{Proof, ShownProof};
use crate::protocol::error::OAuthError;
use crate::protocol::jwt::{Returned, TokenType};
use crate::protocol::scope::Scope;
use crate::protocol::{refusal, userinfo};
use crate::store::authorizations::find_authorization_for_token;
use crate::store::batch::Batch;
use crate::store::chain::EventRow;

/// The UserInfo endpoint.
#[derive(Clone)]
pub struct UserinfoFlow {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who is registered.
    pub clients: Clients,
    /// Claims and signatures.
    pub issuing: Issuing,
    /// What the sender proves to hold.
    pub proofs: Proofs,
}

/// Who sends a token, as far as the request shows it.
#[derive(Clone, Debug)]
pub struct Sender<'a> {
    /// The method of the request, which a proof names.
    pub method: &'a str,
    /// From where it comes.
    pub address: Option<CallerAddress>,
    /// The `DPoP` header.
    pub proof: ShownProof<'a>,
    /// What the connection shows.
    pub possession: Possession,
}

/// The answer, as the client registered it.
#[derive(Debug)]
pub enum Userinfo {
    /// JSON.
    Json(serde_json::Map<String, serde_json::Value>),
    /// A signed token, encrypted if that is registered (`application/jwt`).
    Signed(Secret),
}

type UserinfoError = Error<BearerFault>;

impl UserinfoFlow {
    /// Answers for one token, if who sent it may use it.
    pub async fn read(
        &self,
        shown: &ShownToken,
        sender: Sender<'_>,
    ) -> Result<Userinfo, UserinfoError> {
        let now = self.ground.now();
        let refused = || Error::Refused(BearerFault::Refused(refusal::TOKEN));
        let read = self.verified(&shown.token, now).ok_or_else(refused)?;
        if read.audience != self.issuing.issuer.as_str() {
            return Err(refused());
        }
        let from = (sender.address, "/userinfo");
        let proof = self.held_by(read.bound.as_ref(), (shown, "/userinfo"), sender, now).await;
        let proof = proof.map_err(|error| Error::Refused(BearerFault::Refused(error)))?;
        let held = self.living(&read, now).await?.ok_or_else(refused)?;
        if !read.scopes.contains(Scope::OpenId) {
            return Err(Error::Refused(BearerFault::Refused(refusal::SCOPE)));
        }
        let registered = self.clients.find(&read.client).await?.ok_or_else(refused)?;
        let client = &registered.client;
        self.welcome(client, from, now).await?;
        if shown.in_form && client.profile.is_fapi2() {
            return Err(Error::Refused(BearerFault::Refused(refusal::BEARER_IN_FORM)));
        }
        high_enough(&held, client, now).map_err(Error::Refused)?;
        let terms = &held.authorization.terms;
        // A token that was narrowed when it was refreshed opens no more than its own scopes.
        let granted = held.scopes();
        let given_up = &granted.claims() - &read.scopes.claims();
        let asked = &terms.userinfo - &given_up;
        let released = self.issuing.released(&held, client, &asked, now).await?;
        let subject = self.issuing.subject(&held, client);
        let (answer, mark) = match client.userinfo_algorithm {
            None => (Userinfo::Json(userinfo::claims(&subject, &released)), None),
            Some(algorithm) => {
                let issuer = &self.issuing.issuer;
                let claims = userinfo::signed_claims(&subject, &released, issuer, &client.id);
                let signed = self.issuing.signer.sign(algorithm, TokenType::UserInfo, &claims);
                let Signed { text, mark } = signed.await?;
                let how = client.protections.userinfo;
                let text = self.issuing.envelopes.enclosed(text, &registered, how).await?;
                (Userinfo::Signed(text), Some(mark))
            }
        };
        // The read is on record before the claims leave the house.
        let names: Vec<_> = released.keys().map(|claim| claim.name()).collect();
        let event = Event {
            kind: EventKind::ClaimsRead,
            account: Some(held.account.id.clone()),
            client: Some(client.id.clone()),
            detail: names.join(" "),
        };
        let mut batch = Batch::new();
        let spent = proof.map(|proof| proofs::spend(&self.ground, &proof, &mut batch));
        let id = EventId::new(now, self.ground.chance());
        batch.event(EventRow { id, at: now, event });
        let outcome = self.ground.database.commit(batch).await?;
        if spent.is_some_and(|place| !outcome.done().is_some_and(|it| it.took(place))) {
            return Err(Error::Refused(BearerFault::Refused(refusal::PROOF_SPENT)));
        }
        mark.into_iter().for_each(Mark::hand_out);
        Ok(answer)
    }

    /// Whether who sends the token may use it: by the scheme that it was given for, holding what it is
    /// bound to. The proof is still to be spent.
    pub(super) async fn held_by(
        &self,
        bound: Option<&Confirmation>,
        (shown, path): (&ShownToken, &str),
        sender: Sender<'_>,
        now: Timestamp,
    ) -> Result<Option<Proof>, OAuthError> {
        let by_proof = matches!(bound, Some(Confirmation::Key(_)));
        if by_proof != (shown.scheme == Scheme::Dpop) {
            return Err(refusal::TOKEN_SCHEME);
        }
        let mut possession = sender.possession;
        let mut proven = None;
        if by_proof {
            let (to, token) = ((sender.method, path), Some(&shown.token));
            let proof = self.proofs.judge(sender.proof, to, token, now).await?;
            let proof = proof.ok_or(refusal::PROOF_MISSING)?;
            possession = proof.with(possession);
            proven = Some(proof);
        }
        possession.holds(bound).map_err(|_| refusal::TOKEN_HOLDER)?;
        Ok(proven)
    }

    /// What a token of ours says, if it is one and in time, for whatever resource.
    #[must_use]
    pub fn verified(&self, token: &Secret, now: Timestamp) -> Option<ReadAccessToken> {
        if let Some(plain) = opaque_token::open(&self.ground, token) {
            return access_token::read_opened(&plain, &self.issuing.issuer, now);
        }
        let verified = self.issuing.signer.read(token, Returned::AccessToken).ok()?;
        access_token::read(&verified, &self.issuing.issuer, now)
    }

    /// What the token came from, if all of it still lives.
    pub async fn living<R>(
        &self,
        read: &ReadAccessToken,
        now: Timestamp,
    ) -> Result<Option<Held>, Error<R>> {
        let (db, id) = (&self.ground.database, &read.authorization);
        let Some(row) = find_authorization_for_token(db, id, &read.id).await? else {
            return Ok(None);
        };
        if row.client != read.client {
            return Ok(None);
        }
        let held = self.issuing.held(&row)?;
        let lives = held.authorization.lives(&held.account, held.ends, now).is_ok();
        Ok(lives.then_some(held))
    }
}

/// A level that the client made its floor holds here as it held at the sign-in: evidence may have aged
/// since (RFC 9470).
fn high_enough(held: &Held, client: &Client, now: Timestamp) -> Result<(), BearerFault> {
    let floor = client.default_assurance;
    if client.assurance_required && !held.assurance(now).satisfies(floor) {
        return Err(BearerFault::StepUp(floor));
    }
    Ok(())
}
