//! What an account authorized for a client, and the lives of the codes and tokens that come from it.

use std::collections::BTreeSet;

use super::account::{Account, AccountState, Generation};
use super::assurance::Assurance;
use super::claim::Claim;
use super::client::ClientId;
use super::confirmation::Thumbprint;
use super::consent::Consented;
use super::id::{AccountId, AuthorizationId, SessionId};
use super::interaction::Settlement;
use super::time::{Lifetime, Timestamp};

/// What the tokens will say and the code is bound to; frozen when the person settled it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The code is redeemed with this URI only.
    pub redirect_uri: String,
    /// S256 challenge, if one was sent (RFC 7636).
    pub challenge: Option<String>,
    /// The key that must be proven when the code is redeemed, if the request named or proved one
    /// (RFC 9449 §10).
    pub code_key: Option<Thumbprint>,
    /// Returned unchanged in the ID token.
    pub nonce: Option<String>,
    /// What the client may do this once (RFC 9396), as the person agreed to it; JSON, none if nothing.
    pub details: Option<String>,
    /// Resources that tokens may be for, as the request named them; none is ourselves alone.
    pub resources: Vec<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Claims asked for UserInfo.
    pub userinfo: BTreeSet<Claim>,
    /// Claims asked for the ID token.
    pub id_token: BTreeSet<Claim>,
    /// The authentication context as the client will see it.
    pub acr: String,
    /// By what means (RFC 8176).
    pub amr: Vec<String>,
    /// Whether the browser was the account's one device.
    pub device_bound: bool,
}

/// What was authorized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Our name for it; the public half of its code.
    pub id: AuthorizationId,
    /// For whom.
    pub client: ClientId,
    /// By whom.
    pub account: AccountId,
    /// In which session.
    pub session: SessionId,
    /// In which generation of the account.
    pub generation: Generation,
    /// How sure.
    pub assurance: Assurance,
    /// Since when (`auth_time`).
    pub auth_time: Timestamp,
    /// What was agreed to.
    pub consented: Consented,
    /// What the tokens will say.
    pub terms: Terms,
    /// When it was given.
    pub created_at: Timestamp,
    /// From then on nothing that came from it stands.
    pub expires_at: Timestamp,
}

/// How long codes and tokens stand. `decisions.md` §8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRules {
    /// Of a code.
    pub code: Lifetime,
    /// Of an access token.
    pub access_token: Lifetime,
    /// Of an ID token.
    pub id_token: Lifetime,
    /// Of what needs the person's session: as long as any session lives.
    pub session: Lifetime,
    /// Of a refresh token nobody uses.
    pub refresh_idle: Lifetime,
    /// Of a refresh token at most.
    pub refresh_absolute: Lifetime,
}

/// Why a code or a token is no longer good. The public answer is the same for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dead {
    /// Its time is over.
    Expired,
    /// Somebody revoked it: the person, the client, or a second use of the code.
    Revoked,
    /// The account moved to another device since.
    Superseded,
    /// The account may not be used.
    AccountClosed,
    /// The person signed out, and it may not outlive the session.
    SignedOut,
}

impl Authorization {
    /// What the person settled for this client; nothing else builds one.
    #[must_use]
    pub fn from_settlement(
        settlement: &Settlement,
        id: AuthorizationId,
        (client, generation): (ClientId, Generation),
        terms: Terms,
        (now, rules): (Timestamp, TokenRules),
    ) -> Self {
        let consented = settlement.consented().clone();
        let longest = if is_offline(&terms) { rules.refresh_absolute } else { rules.session };
        Self {
            id,
            client,
            account: settlement.account().clone(),
            session: settlement.session().clone(),
            generation,
            assurance: settlement.assurance(),
            auth_time: settlement.proofs().auth_time(),
            expires_at: now.plus(longest).min(consented.until()),
            consented,
            terms,
            created_at: now,
        }
    }

    /// Whether the client may come back when the person is away.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        is_offline(&self.terms)
    }

    /// Whether anything that came from it may still be used. Every door asks this, each time:
    /// redemption, refresh, UserInfo and introspection.
    ///
    /// # Errors
    /// Says which life ended.
    pub fn lives(&self, account: &Account, ends: Ends, now: Timestamp) -> Result<(), Dead> {
        if ends.revoked {
            Err(Dead::Revoked)
        } else if account.state != AccountState::Active {
            Err(Dead::AccountClosed)
        } else if account.generation != self.generation {
            Err(Dead::Superseded)
        } else if ends.signed_out && !self.is_offline() {
            Err(Dead::SignedOut)
        } else if now >= self.expires_at {
            Err(Dead::Expired)
        } else {
            Ok(())
        }
    }
}

fn is_offline(terms: &Terms) -> bool {
    terms.scopes.iter().any(|scope| scope == "offline_access")
}

/// What else may have ended an authorization's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// It was revoked.
    pub revoked: bool,
    /// The session it was given in is over.
    pub signed_out: bool,
}
