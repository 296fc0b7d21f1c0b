//! By what a client proves itself: its connection, its secret or its keys, wherever they are registered.

use std::sync::Arc;

use super::super::clients::Registered;
use super::super::error::Error;
use super::ClientAuthentication;
use crate::domain::client::{ClientCredential, KeySource};
use crate::domain::time::Timestamp;
use crate::protocol::client_authentication::{
    AuthenticatedClient, Presented, Trusted, UnspentAssertion,
};
use crate::protocol::client_certificate::own_certificates::OwnCertificates;
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::error::OAuthError;
use crate::protocol::refusal;

impl ClientAuthentication {
    /// Of who only says its name: by the connection, or by nothing.
    pub(super) async fn by_what_it_holds(
        &self,
        registered: &Registered,
        presented: &Presented,
        request: &ClientRequest<'_>,
        now: Timestamp,
    ) -> Result<Result<AuthenticatedClient, OAuthError>, Error<OAuthError>> {
        let client = &registered.client;
        if !client.credential.is_certificate() {
            return Ok(AuthenticatedClient::public(Arc::clone(client), presented));
        }
        let judged = |own: Option<&OwnCertificates>| {
            let trusted = Trusted { authorities: self.authorities.as_deref(), own };
            let (client, shown) = (Arc::clone(client), request.certificate.as_deref());
            AuthenticatedClient::by_certificate(client, presented, shown, &trusted, now)
        };
        let ClientCredential::OwnCertificate { keys: KeySource::At(url) } = &client.credential
        else {
            return Ok(judged(registered.certificates.as_ref()));
        };
        let set = self.remote.of(&client.id, url).await?;
        let set = set.ok_or(Error::Refused(refusal::CLIENT_KEYS))?;
        let first = judged(OwnCertificates::parse(&set.document).ok().as_ref());
        if first.as_ref().err() != Some(&refusal::CLIENT_CERTIFICATE_UNREGISTERED) {
            return Ok(first);
        }
        let newer = self.remote.newer(&client.id, &set).await?;
        let newer = newer.and_then(|newer| OwnCertificates::parse(&newer.document).ok());
        Ok(newer.as_ref().map_or(first, |newer| judged(Some(newer))))
    }

    /// By its secret, by the keys that were registered with it, or by those that it publishes; a key that is
    /// not among the latter may be a new one.
    pub(super) async fn by_assertion(
        &self,
        registered: &Registered,
        presented: &Presented,
        now: Timestamp,
    ) -> Result<Result<UnspentAssertion, OAuthError>, Error<OAuthError>> {
        let at = (&self.issuer, now);
        if let Some(key) = &registered.mac_key {
            let client = Arc::clone(&registered.client);
            return Ok(AuthenticatedClient::by_mac(client, presented, key, at));
        }
        let judged = |keys: &ClientKeys| {
            let client = Arc::clone(&registered.client);
            AuthenticatedClient::by_assertion(client, presented, keys, at)
        };
        let client = &registered.client;
        let ClientCredential::PrivateKeyJwt { keys: KeySource::At(url), .. } = &client.credential
        else {
            return Ok(registered.keys.as_ref().ok_or(refusal::CLIENT_WAY).and_then(judged));
        };
        let set = self.remote.of(&client.id, url).await?;
        let set = set.ok_or(Error::Refused(refusal::CLIENT_KEYS))?;
        if !AuthenticatedClient::names_another_key(client, presented, &set.keys) {
            return Ok(judged(&set.keys));
        }
        let newer = self.remote.newer(&client.id, &set).await?;
        Ok(judged(newer.as_ref().map_or(&set.keys, |newer| &newer.keys)))
    }
}
