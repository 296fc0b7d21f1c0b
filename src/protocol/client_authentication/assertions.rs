//! Clients that prove themselves by an assertion: one of their keys signed it, or their secret stands behind it
//! (RFC 7523 §3, OpenID Connect Core 9). Either way it serves once.

use std::sync::Arc;

use super::super::client_assertion::{self, Assertion};
use super::super::client_keys::ClientKeys;
use super::super::compact::mac::MacKey;
use super::super::compact::{Purpose, Unverified};
use super::super::error::OAuthError;
use super::super::issuer::Issuer;
use super::super::jwt_claims::Verified;
use super::super::refusal;
use super::{AuthenticatedClient, Presented};
use crate::domain::client::{Client, ClientCredential, ClientId};
use crate::domain::time::Timestamp;

impl AuthenticatedClient {
    /// By an assertion that one of its keys signed with its one algorithm; what is left is to spend it.
    pub fn by_assertion(
        client: Arc<Client>,
        presented: &Presented,
        keys: &ClientKeys,
        (issuer, now): (&Issuer, Timestamp),
    ) -> Result<UnspentAssertion, OAuthError> {
        let (
            ClientCredential::PrivateKeyJwt { algorithm, .. },
            Presented::Assertion { assertion, .. },
        ) = (&client.credential, presented)
        else {
            return Err(refusal::CLIENT_WAY);
        };
        let verified = Unverified::parse(assertion.expose(), Purpose::ClientAssertion)
            .and_then(|assertion| keys.verify(assertion, *algorithm))
            .map_err(|_| refusal::ASSERTION)?;
        UnspentAssertion::judged(client, presented, &verified, (issuer, now))
    }

    /// By an assertion under its one keyed hash of its secret; what is left is to spend it.
    pub fn by_mac(
        client: Arc<Client>,
        presented: &Presented,
        key: &MacKey,
        at: (&Issuer, Timestamp),
    ) -> Result<UnspentAssertion, OAuthError> {
        let (ClientCredential::SecretJwt { .. }, Presented::Assertion { assertion, .. }) =
            (&client.credential, presented)
        else {
            return Err(refusal::CLIENT_WAY);
        };
        let verified = key.verify(assertion.expose()).map_err(|_| refusal::ASSERTION)?;
        UnspentAssertion::judged(client, presented, &verified, at)
    }

    /// Whether an assertion is signed by a key that these are not, so that newer ones may serve. Nothing is
    /// proven by this.
    #[must_use]
    pub fn names_another_key(client: &Client, presented: &Presented, keys: &ClientKeys) -> bool {
        let (
            ClientCredential::PrivateKeyJwt { algorithm, .. },
            Presented::Assertion { assertion, .. },
        ) = (&client.credential, presented)
        else {
            return false;
        };
        let assertion = Unverified::parse(assertion.expose(), Purpose::ClientAssertion);
        assertion.is_ok_and(|text| {
            let header = text.header();
            header.algorithm == *algorithm && !keys.know(*algorithm, header.key_id.as_deref())
        })
    }
}

/// A good assertion whose `jti` has not been looked up yet.
#[derive(Debug)]
pub struct UnspentAssertion {
    client: Arc<Client>,
    assertion: Assertion,
}

impl UnspentAssertion {
    fn judged(
        client: Arc<Client>,
        presented: &Presented,
        verified: &Verified,
        (issuer, now): (&Issuer, Timestamp),
    ) -> Result<Self, OAuthError> {
        if client.id != *presented.client_id() {
            return Err(refusal::CLIENT_UNPROVEN);
        }
        let assertion = client_assertion::judge(verified.claims(), &client, issuer, now)?;
        Ok(Self { client, assertion })
    }

    /// The client that signed it.
    #[must_use]
    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// What to remember, for which client, and until when.
    #[must_use]
    pub fn assertion(&self) -> (&ClientId, &Assertion) {
        (&self.client.id, &self.assertion)
    }

    /// The witness, if the store had not seen it before (RFC 7523 §3).
    pub fn spent(self, first_use: bool) -> Result<AuthenticatedClient, OAuthError> {
        if first_use { Ok(AuthenticatedClient(self.client)) } else { Err(refusal::ASSERTION_SPENT) }
    }
}
