//! Who the client is: what it presented, and the witness that it proved it.
//!
//! RFC 6749 §2.3.1 (basic and post, form-decoded), §5.2; OpenID Connect Core 9; RFC 7521 §4.2. One way
//! at a time, and only the registered one. Secrets are compared by the caller, for their digests are
//! none of this floor's business.

mod assertions;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::client_certificate::authorities::Authorities;
use super::client_certificate::own_certificates::OwnCertificates;
use super::client_certificate::{CertificateRefusal, ClientCertificate};
use super::compact::{Purpose, Unverified, mac};
use super::error::OAuthError;
use super::params::Params;
use super::refusal;
use crate::domain::client::{Client, ClientCredential, ClientId};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

pub use self::assertions::UnspentAssertion;

/// The `WWW-Authenticate` of a 401 to a client (RFC 6749 §5.2).
pub const CHALLENGE: &str = "Basic realm=\"danh\", charset=\"UTF-8\"";

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request brings to say and prove who sent it.
#[derive(Clone, Debug)]
pub enum Presented {
    /// `client_secret_basic`.
    Basic {
        /// Who it says it is.
        client: ClientId,
        /// What it shows for it.
        secret: Secret,
    },
    /// `client_secret_post`.
    Post {
        /// Who it says it is.
        client: ClientId,
        /// What it shows for it.
        secret: Secret,
    },
    /// `private_key_jwt` or `client_secret_jwt`, not yet verified.
    Assertion {
        /// Who it says it is.
        client: ClientId,
        /// What it shows for it.
        assertion: Secret,
    },
    /// A name and no proof.
    Named {
        /// Who it says it is.
        client: ClientId,
    },
}

impl Presented {
    /// Reads the one way that the request uses.
    pub fn read(params: &Params, authorization: Option<&str>) -> Result<Self, OAuthError> {
        let assertion = params.secret("client_assertion");
        let assertion_type = params.text("client_assertion_type");
        let secret = params.secret("client_secret");
        let asserts = assertion.is_some() || assertion_type.is_some();
        let ways = [authorization.is_some(), secret.is_some(), asserts];
        if ways.iter().filter(|used| **used).count() > 1 {
            return Err(refusal::CLIENT_TWICE);
        }
        if let Some(header) = authorization {
            return basic(params, header);
        }
        if asserts {
            if assertion_type != Some(ASSERTION_TYPE) {
                return Err(refusal::ASSERTION_TYPE);
            }
            return asserted(params, assertion.ok_or(refusal::CLIENT_MALFORMED)?);
        }
        let client = named(params)?.ok_or(refusal::CLIENT_UNAUTHENTICATED)?;
        Ok(match secret {
            Some(secret) => Self::Post { client, secret },
            None => Self::Named { client },
        })
    }

    /// Who it says it is; nothing is proven by this.
    #[must_use]
    pub fn client_id(&self) -> &ClientId {
        match self {
            Self::Basic { client, .. }
            | Self::Post { client, .. }
            | Self::Assertion { client, .. }
            | Self::Named { client } => client,
        }
    }
}

fn named(params: &Params) -> Result<Option<ClientId>, OAuthError> {
    let read = |text| ClientId::parse(text).ok_or(refusal::CLIENT_UNPROVEN);
    params.text("client_id").map(read).transpose()
}

/// RFC 7617, and RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
fn basic(params: &Params, header: &str) -> Result<Presented, OAuthError> {
    let (scheme, encoded) = header.split_once(' ').ok_or(refusal::CLIENT_MALFORMED)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(refusal::CLIENT_WAY);
    }
    let joined = STANDARD.decode(encoded.trim()).map_err(|_| refusal::CLIENT_MALFORMED)?;
    let joined = Secret::new(String::from_utf8(joined).map_err(|_| refusal::CLIENT_MALFORMED)?);
    let (id, secret) = joined.expose().split_once(':').ok_or(refusal::CLIENT_MALFORMED)?;
    let (id, secret) = (form_decoded(id)?, form_decoded(secret)?);
    let client = ClientId::parse(id.expose()).ok_or(refusal::CLIENT_UNPROVEN)?;
    if named(params)?.is_some_and(|other| other != client) {
        return Err(refusal::CLIENT_UNPROVEN);
    }
    Ok(Presented::Basic { client, secret })
}

fn form_decoded(text: &str) -> Result<Secret, OAuthError> {
    let spaced = text.replace('+', " ");
    let decoded =
        percent_decode_str(&spaced).decode_utf8().map_err(|_| refusal::CLIENT_MALFORMED)?;
    Ok(Secret::new(decoded.into_owned()))
}

/// The client may be named beside the assertion (RFC 7521 §4.2); if not, the assertion's own word tells
/// whose keys to try it with.
fn asserted(params: &Params, assertion: Secret) -> Result<Presented, OAuthError> {
    let beside = named(params)?;
    let client = beside.or_else(|| claimed(assertion.expose())).ok_or(refusal::ASSERTION)?;
    Ok(Presented::Assertion { client, assertion })
}

fn claimed(assertion: &str) -> Option<ClientId> {
    match Unverified::parse(assertion, Purpose::ClientAssertion) {
        Ok(signed) => signed.claimed_issuer(),
        Err(_) => mac::claimed_issuer(assertion),
    }
}

/// Witness: this client proved that it is itself, by its registered way, in this request.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient(Arc<Client>);

impl AuthenticatedClient {
    /// Its registration.
    #[must_use]
    pub fn client(&self) -> &Arc<Client> {
        &self.0
    }

    /// By a shared secret; `fits` compares it with what the store keeps, in constant time.
    pub fn by_secret(
        client: Arc<Client>,
        presented: &Presented,
        fits: impl FnOnce(&Secret) -> bool,
    ) -> Result<Self, OAuthError> {
        let ((ClientCredential::SecretBasic, Presented::Basic { secret, .. })
        | (ClientCredential::SecretPost, Presented::Post { secret, .. })) =
            (&client.credential, presented)
        else {
            return Err(refusal::CLIENT_WAY);
        };
        if client.id == *presented.client_id() && fits(secret) {
            Ok(Self(client))
        } else {
            Err(refusal::CLIENT_UNPROVEN)
        }
    }

    /// By the certificate of its connection, which is all it shows beside its name (RFC 8705 §2).
    pub fn by_certificate(
        client: Arc<Client>,
        presented: &Presented,
        shown: Option<&ClientCertificate>,
        trusted: &Trusted<'_>,
        now: Timestamp,
    ) -> Result<Self, OAuthError> {
        let Presented::Named { client: name } = presented else { return Err(refusal::CLIENT_WAY) };
        let shown = || shown.ok_or(refusal::CLIENT_CERTIFICATE_MISSING);
        let judged = match &client.credential {
            ClientCredential::Certificate(name) => match trusted.authorities {
                Some(authorities) => shown()?.certifies(name, authorities, now),
                None => Err(CertificateRefusal::Authority),
            },
            ClientCredential::OwnCertificate { .. } => match trusted.own {
                Some(registered) => shown()?.is_among(registered, now),
                None => Err(CertificateRefusal::Unregistered),
            },
            _ => return Err(refusal::CLIENT_WAY),
        };
        judged.map_err(certificate_refused)?;
        if client.id == *name { Ok(Self(client)) } else { Err(refusal::CLIENT_UNPROVEN) }
    }

    /// By nothing, because it can keep no secret; PKCE and rotation bind what it gets.
    pub fn public(client: Arc<Client>, presented: &Presented) -> Result<Self, OAuthError> {
        match (&client.credential, presented) {
            (ClientCredential::Public, Presented::Named { client: name }) if client.id == *name => {
                Ok(Self(client))
            }
            _ => Err(refusal::CLIENT_WAY),
        }
    }
}

/// Whose word is taken for certificates: the authorities that the settings name, and what the client itself
/// registered.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trusted<'a> {
    /// For `tls_client_auth`.
    pub authorities: Option<&'a Authorities>,
    /// For `self_signed_tls_client_auth`.
    pub own: Option<&'a OwnCertificates>,
}

/// What a client is told of its certificate: its own developer alone can come here, for the key is held.
fn certificate_refused(refused: CertificateRefusal) -> OAuthError {
    match refused {
        CertificateRefusal::NotNow => refusal::CLIENT_CERTIFICATE_TIME,
        CertificateRefusal::Purpose => refusal::CLIENT_CERTIFICATE_PURPOSE,
        CertificateRefusal::Authority => refusal::CLIENT_CERTIFICATE_AUTHORITY,
        CertificateRefusal::Name => refusal::CLIENT_CERTIFICATE_NAME,
        CertificateRefusal::Unregistered => refusal::CLIENT_CERTIFICATE_UNREGISTERED,
    }
}

#[cfg(test)]
mod tests;
