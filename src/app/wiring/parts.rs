//! Single flows, each with its plugs.

use std::sync::Arc;

use super::rules::attempts;
use super::{budgets, tls};
use crate::app::config::Config;
use crate::app::failure::{Failure, unreadable};
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::client_authentication::ClientAuthentication;
use crate::flows::client_registration::{ClientRegistrationFlow, Invitations, Remote, Statements};
use crate::flows::client_registry::ClientRegistry;
use crate::flows::clients::Clients;
use crate::flows::consent::ConsentFlow;
use crate::flows::envelopes::Envelopes;
use crate::flows::ground::Ground;
use crate::flows::introspection::IntrospectionFlow;
use crate::flows::login::LoginFlow;
use crate::flows::logos::Logos;
use crate::flows::logout_notices::{LOOK_EVERY, LogoutNotices};
use crate::flows::password_change::PasswordChangeFlow;
use crate::flows::proofs::Proofs;
use crate::flows::publication::Publication;
use crate::flows::pushed_authorization::PushedAuthorizationFlow;
use crate::flows::remote_keys::RemoteKeys;
use crate::flows::sending::Sending;
use crate::flows::signing::Signer;
use crate::flows::snapshots::Snapshots;
use crate::flows::userinfo::UserinfoFlow;
use crate::ports::egress::Egress;
use crate::ports::password_hasher::PasswordHasher;
use crate::ports::patience::Patience;
use crate::ports::token_cipher::TokenCipher;
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::issuer::Issuer;
use crate::protocol::software_statement::StatementIssuer;

pub(super) fn notices(
    (ground, clients, issuer): (&Ground, &Clients, &Issuer),
    (signer, envelopes): (&Signer, &Envelopes),
    egress: Arc<dyn Egress>,
) -> LogoutNotices {
    LogoutNotices {
        ground: ground.clone(),
        clients: clients.clone(),
        issuer: issuer.clone(),
        signer: signer.clone(),
        envelopes: envelopes.clone(),
        egress,
        every: LOOK_EVERY,
    }
}

pub(super) fn publication(
    config: &Config,
    issuer: &Issuer,
    (signer, cipher): (&Signer, &dyn TokenCipher),
    registers: bool,
) -> Result<Publication, Failure> {
    let mutual = tls::announced(config)?;
    let opens = cipher.opens();
    Ok(Publication::of(issuer, signer.clone(), &opens, mutual.as_ref(), registers))
}

/// `/register`, if clients register themselves.
pub(super) fn registration(
    config: &Config,
    (ground, clients, issuer): (&Ground, &Clients, &Issuer),
    egress: Arc<dyn Egress>,
) -> Result<Option<ClientRegistrationFlow>, Failure> {
    let statements = statements(config)?;
    Ok(config.registration.enabled.then(|| ClientRegistrationFlow {
        invitations: Invitations { ground: ground.clone() },
        registry: ClientRegistry { ground: ground.clone() },
        clients: clients.clone(),
        remote: Remote { egress },
        issuer: issuer.clone(),
        strictness: config.http.mode.strictness(),
        statements,
    }))
}

/// Whose software statements are taken.
pub(super) fn statements(config: &Config) -> Result<Statements, Failure> {
    let (name, path) =
        (&config.registration.statement_issuer, &config.registration.statement_keys_file);
    if name.is_empty() {
        return Ok(Statements::default());
    }
    let refused =
        |words: String| Failure::Refused(format!("`registration.statement_keys_file`: {words}"));
    let set = std::fs::read_to_string(path).map_err(|error| refused(unreadable(path, &error)))?;
    let keys = ClientKeys::parse(&set).map_err(|error| {
        refused(format!("{} is no JWK Set of public keys for signatures: {error}", path.display()))
    })?;
    Ok(Statements(Some(Arc::new(StatementIssuer { name: name.clone(), keys }))))
}

pub(super) fn issuer(config: &Config) -> Result<Issuer, Failure> {
    Issuer::parse(&config.http.issuer)
        .map_err(|error| Failure::Usage(format!("`http.issuer`: {error}")))
}

pub(super) fn login(
    config: &Config,
    (hall, sending): (&AuthorizationFlow, &Sending),
    hasher: &Arc<dyn PasswordHasher>,
    patience: Arc<dyn Patience>,
) -> LoginFlow {
    LoginFlow {
        hall: hall.clone(),
        hasher: Arc::clone(hasher),
        attempts: attempts(&config.sign_in),
        patience,
        networks: budgets::networks(&config.sign_in, &hall.ground),
        sending: sending.clone(),
    }
}

pub(super) fn consent(
    hall: &AuthorizationFlow,
    snapshots: Snapshots,
    egress: Arc<dyn Egress>,
) -> ConsentFlow {
    let logos = Logos::new(hall.ground.clone(), egress);
    ConsentFlow { hall: hall.clone(), snapshots, logos }
}

pub(super) fn introspection(
    clients: &ClientAuthentication,
    userinfo: &UserinfoFlow,
) -> IntrospectionFlow {
    IntrospectionFlow { clients: clients.clone(), userinfo: userinfo.clone() }
}

pub(super) fn pushed_authorization(
    clients: &ClientAuthentication,
    hall: &AuthorizationFlow,
) -> PushedAuthorizationFlow {
    PushedAuthorizationFlow { clients: clients.clone(), hall: hall.clone() }
}

pub(super) fn password_change(
    config: &Config,
    (hall, sending): (&AuthorizationFlow, Sending),
    hasher: &Arc<dyn PasswordHasher>,
    snapshots: &Snapshots,
) -> PasswordChangeFlow {
    PasswordChangeFlow {
        hall: hall.clone(),
        hasher: Arc::clone(hasher),
        snapshots: snapshots.clone(),
        sending,
        hotline: config.pages.hotline.clone(),
    }
}

pub(super) fn authentication(
    config: &Config,
    (ground, clients, issuer): (&Ground, &Clients, &Issuer),
    remote: RemoteKeys,
    proofs: &Proofs,
) -> Result<ClientAuthentication, Failure> {
    Ok(ClientAuthentication {
        ground: ground.clone(),
        clients: clients.clone(),
        remote,
        issuer: issuer.clone(),
        authorities: tls::authorities(config)?,
        proofs: proofs.clone(),
    })
}
