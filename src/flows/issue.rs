//! Tokens are made from an authorization: the one place where any is signed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::envelopes::Envelopes;
use super::error::Error;
use super::ground::Ground;
use super::opaque_token;
use super::signing::{Signed, Signer};
use super::snapshots::{Needed, Snapshots};
use super::standing::open_account;
use super::tally::Mark;
use crate::domain::account::Account;
use crate::domain::assurance::Assurance;
use crate::domain::authorization::{Authorization, Ends, TokenRules};
use crate::domain::claim::{Claim, ClaimValue};
use crate::domain::client::{AccessTokenFormat, Client, SigningAlgorithm};
use crate::domain::confirmation::Confirmation;
use crate::domain::id::AccessTokenId;
use crate::domain::release::release;
use crate::domain::subject::Subject;
use crate::domain::text::{Secret, hexadecimal};
use crate::domain::time::Timestamp;
use crate::protocol::access_token::AccessToken;
use crate::protocol::authentication_context::vn_assurance;
use crate::protocol::id_token::IdToken;
use crate::protocol::issuer::Issuer;
use crate::protocol::jwt::TokenType;
use crate::protocol::scope::{Scope, Scopes};
use crate::protocol::token_response::TokenResponse;
use crate::sealing::{AccountKey, Kind, digest, pairwise};
use crate::store::authorizations::AuthorizationRow;
use crate::store::sealed::{Place, open_for_server, terms};

/// Makes tokens.
#[derive(Clone)]
pub struct Issuing {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Our name.
    pub issuer: Issuer,
    /// Our keys.
    pub signer: Signer,
    /// Encrypts to clients that want it.
    pub envelopes: Envelopes,
    /// What registers said.
    pub snapshots: Snapshots,
    /// How long tokens live.
    pub rules: TokenRules,
}

/// An authorization read back, with whose it is.
pub struct Held {
    /// What was authorized.
    pub authorization: Authorization,
    /// By whom.
    pub account: Account,
    /// The account's own key.
    pub key: AccountKey,
    /// What else may have ended its life.
    pub ends: Ends,
}

/// What the tokens are to say of this exchange.
pub struct Wanted<'a> {
    /// What for.
    pub scopes: Scopes,
    /// On the first ID token only (Core 12.2).
    pub nonce: Option<&'a str>,
    /// Which resource the access token is for.
    pub audience: String,
    /// What the client may do this once.
    pub details: Option<Value>,
    /// Who may use them.
    pub bound: Option<Confirmation>,
}

impl Held {
    /// How sure we are today. Evidence may have aged since; how sure the sign-in was that it was they does
    /// not change.
    #[must_use]
    pub fn assurance(&self, now: Timestamp) -> Assurance {
        let Assurance { ial, aal } = self.authorization.assurance;
        Assurance::new(ial.min(self.account.ial(now.day())), aal)
    }

    /// What was granted.
    #[must_use]
    pub fn scopes(&self) -> Scopes {
        Scopes::parse(&self.authorization.terms.scopes.join(" ")).unwrap_or_default()
    }
}

/// Tokens, and what a person's history says of them.
pub struct Issued {
    /// The answer, without a refresh token.
    pub response: TokenResponse,
    /// The names of the claims in the ID token.
    pub released: String,
    /// What becomes of the tokens: to be handed out once they are on record.
    pub marks: Vec<Mark>,
}

impl Issuing {
    /// Opens an authorization's row.
    pub fn held<R>(&self, row: &AuthorizationRow) -> Result<Held, Error<R>> {
        let at = Place { table: "authorizations", column: "detail", id: row.id.as_str() };
        let detail = open_for_server(&self.ground.ring, at, &row.detail)
            .and_then(|plain| terms::read(&plain))
            .ok_or_else(|| Error::inconsistent("authorizations", "detail"))?;
        let (account, key) = open_account(&self.ground, &row.account)?;
        let authorization = Authorization {
            id: row.id.clone(),
            client: row.client.clone(),
            account: account.id.clone(),
            session: row.session.clone(),
            generation: row.generation,
            assurance: detail.assurance,
            auth_time: detail.auth_time,
            consented: detail.consented,
            terms: detail.terms,
            created_at: row.created_at,
            expires_at: row.expires_at,
        };
        Ok(Held { authorization, account, key, ends: row.ends })
    }

    /// An access token and an ID token, with the names of the claims that leave the house in the
    /// latter.
    pub async fn tokens<R>(
        &self,
        held: &Held,
        client: &Client,
        wanted: Wanted<'_>,
        now: Timestamp,
    ) -> Result<Issued, Error<R>> {
        let (authorization, terms) = (&held.authorization, &held.authorization.terms);
        let subject = self.subject(held, client);
        let mut marks = Vec::new();
        let access_token =
            self.access_token((held, client, &subject), &wanted, now, &mut marks).await?;
        let Wanted { scopes, nonce, details, bound, .. } = wanted;
        let released = self.released(held, client, &terms.id_token, now).await?;
        let sid = self.sid(held, client);
        let level = held.account.profile.eid_level;
        let assurance = vn_assurance(authorization.assurance, level, terms.device_bound);
        let id_token = IdToken {
            issuer: &self.issuer,
            subject: &subject,
            client: &client.id,
            issued: (now, self.rules.id_token),
            auth_time: authorization.auth_time,
            acr: &terms.acr,
            amr: &terms.amr,
            nonce,
            sid: Some(&sid),
            beside: (&access_token, client.id_token_algorithm),
            assurance: &assurance,
            released: &released,
        };
        let algorithm = client.id_token_algorithm;
        let id_token = if scopes.contains(Scope::OpenId) {
            let kind = (algorithm, TokenType::IdToken);
            Some(self.signed(kind, &id_token.claims(), &mut marks).await?)
        } else {
            None
        };
        let names: Vec<_> = match id_token {
            Some(_) => released.keys().map(|claim| claim.name()).collect(),
            None => Vec::new(),
        };
        let expires_in = self.rules.access_token;
        let response = TokenResponse {
            access_token,
            expires_in,
            id_token,
            refresh_token: None,
            scopes,
            details,
            bound,
        };
        Ok(Issued { response, released: names.join(" "), marks })
    }

    async fn access_token<R>(
        &self,
        (held, client, subject): (&Held, &Client, &Subject),
        wanted: &Wanted<'_>,
        now: Timestamp,
        marks: &mut Vec<Mark>,
    ) -> Result<Secret, Error<R>> {
        let authorization = &held.authorization;
        let id = AccessTokenId::new(now, self.ground.chance());
        let claims = AccessToken {
            id: (&authorization.id, &id),
            issuer: &self.issuer,
            subject,
            client: &client.id,
            audience: &wanted.audience,
            issued: (now, self.rules.access_token),
            scopes: &wanted.scopes,
            auth_time: authorization.auth_time,
            details: wanted.details.as_ref(),
            acr: &authorization.terms.acr,
            bound: wanted.bound.as_ref(),
        }
        .claims();
        match client.access_token_format {
            AccessTokenFormat::Opaque => Ok(opaque_token::seal(&self.ground, &id, &claims)),
            AccessTokenFormat::Signed(algorithm) => {
                self.signed((algorithm, TokenType::AccessToken), &claims, marks).await
            }
        }
    }

    async fn signed<R>(
        &self,
        (algorithm, kind): (SigningAlgorithm, TokenType),
        claims: &Map<String, Value>,
        marks: &mut Vec<Mark>,
    ) -> Result<Secret, Error<R>> {
        let Signed { text, mark } = self.signer.sign(algorithm, kind, claims).await?;
        marks.push(mark);
        Ok(text)
    }

    /// The claims of `asked` that are released now: registered ∩ asked ∩ consented ∩ allowed.
    pub async fn released<R>(
        &self,
        held: &Held,
        client: &Client,
        asked: &BTreeSet<Claim>,
        now: Timestamp,
    ) -> Result<BTreeMap<Claim, ClaimValue>, Error<R>> {
        if asked.is_empty() {
            return Ok(BTreeMap::new());
        }
        let needed = Needed::by(asked.iter().map(|claim| claim.item()));
        let snapshot = self.snapshots.of(&held.account, &held.key, needed, now).await?;
        let holdings = snapshot.holdings(&held.account, now);
        let level = held.assurance(now);
        Ok(release(client, asked, &held.authorization.consented, level, holdings))
    }

    /// Until when a refresh token that is used or made now stands.
    #[must_use]
    pub fn refresh_until(&self, held: &Held, now: Timestamp) -> Timestamp {
        now.plus(self.rules.refresh_idle).min(held.authorization.expires_at)
    }

    /// The person's name for this client.
    #[must_use]
    pub fn subject(&self, held: &Held, client: &Client) -> Subject {
        pairwise(&self.ground.ring, &client.subject_sector, &held.account.id)
    }

    /// The session's name for this client alone.
    fn sid(&self, held: &Held, client: &Client) -> String {
        session_name(&self.ground, held.authorization.session.as_str(), client)
    }
}

/// The session's name for one client: two clients cannot compare theirs.
#[must_use]
pub fn session_name(ground: &Ground, session: &str, client: &Client) -> String {
    let name = digest(&ground.ring, Kind::Session, client.id.as_str(), session.as_bytes());
    let (half, _) = name.as_bytes().split_at(16);
    hexadecimal(half)
}
