//! How the client proves itself, and whether that is good enough for what it asks.
//!
//! OpenID Connect Core 9, RFC 7523, RFC 9700 §2.5; `decisions.md` §8.

use super::super::metadata_reader::Reader;
use super::super::scope::Scope;
use super::disclosure::Disclosure;
use super::{certificate, keys, protections};
use crate::domain::client::{ClientCredential, MacAlgorithm, SigningAlgorithm};

/// Where the registration is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Real people.
    Production,
    /// Trial, tests and the demo.
    Trial,
}

const METHOD: &str = "token_endpoint_auth_method";
const ALGORITHM: &str = "token_endpoint_auth_signing_alg";
const SECRET_JWT: &str = "client_secret_jwt";
const REASON: &str = "vn_allow_shared_secret";

/// Reads the way of authentication; absent is `client_secret_basic` (RFC 7591 §2).
pub(super) fn read(reader: &mut Reader<'_>) -> Option<ClientCredential> {
    if reader.has(METHOD) && reader.text(METHOD).is_none() {
        return None;
    }
    let method = reader.text(METHOD).unwrap_or("client_secret_basic");
    if method != certificate::BY_AUTHORITY {
        certificate::refuse_names(reader);
    }
    if method == "private_key_jwt" {
        return private_key(reader);
    }
    if reader.has(ALGORITHM) && method != SECRET_JWT {
        reader.fault(
            ALGORITHM,
            "is read only with token_endpoint_auth_method = \"private_key_jwt\" or \"client_secret_jwt\"",
        );
    }
    if method == certificate::SELF_SIGNED {
        return certificate::own(reader);
    }
    for key in ["jwks", "jwks_uri"] {
        if reader.has(key) && !protections::need_keys(reader) {
            reader.fault(key, "is read only with private_key_jwt and self_signed_tls_client_auth");
        }
    }
    match method {
        "client_secret_basic" => Some(ClientCredential::SecretBasic),
        "client_secret_post" => Some(ClientCredential::SecretPost),
        SECRET_JWT => secret_jwt(reader),
        certificate::BY_AUTHORITY => certificate::by_authority(reader),
        "none" => Some(ClientCredential::Public),
        _ => {
            reader.fault(
                METHOD,
                "must be private_key_jwt, tls_client_auth, self_signed_tls_client_auth, client_secret_basic, client_secret_post, client_secret_jwt or none",
            );
            None
        }
    }
}

/// One keyed hash; none of them is ever read where a signature is registered, nor a signature here.
fn secret_jwt(reader: &mut Reader<'_>) -> Option<ClientCredential> {
    let algorithm = match reader.text(ALGORITHM) {
        None => Some(MacAlgorithm::Hs256),
        Some(name) => MacAlgorithm::parse(name),
    };
    if algorithm.is_none() {
        reader.fault(ALGORITHM, "must be HS256, HS384 or HS512 with client_secret_jwt");
    }
    algorithm.map(|algorithm| ClientCredential::SecretJwt { algorithm })
}

fn private_key(reader: &mut Reader<'_>) -> Option<ClientCredential> {
    let algorithm = match reader.text(ALGORITHM) {
        None => Some(SigningAlgorithm::Es256),
        Some(name) => SigningAlgorithm::parse(name),
    };
    let Some(algorithm) = algorithm else {
        reader.fault(ALGORITHM, "must be ES256, PS256, RS256 or EdDSA");
        return None;
    };
    let keys = keys::source(reader, |set| keys::judged(set, algorithm))?;
    Some(ClientCredential::PrivateKeyJwt { keys, algorithm })
}

/// A secret that two know is no proof for real people's numbers and cards.
pub(super) fn fit(
    reader: &mut Reader<'_>,
    credential: &ClientCredential,
    disclosure: &Disclosure,
    strictness: Strictness,
) {
    let shared = credential.is_secret();
    let reason = reader.text(REASON).is_some_and(|reason| !reason.trim().is_empty());
    if !shared || strictness == Strictness::Trial {
        return;
    }
    let national = |scope: &Scope| scope.is_national();
    let asks_scope =
        disclosure.scopes.iter().filter_map(|name| Scope::parse(name)).any(|s| national(&s));
    let asks_item = Scope::all()
        .filter(national)
        .flat_map(Scope::claims)
        .any(|claim| disclosure.items.iter().any(|registered| registered.item == claim.item()));
    if asks_scope || asks_item {
        reader.fault(
            METHOD,
            "must be private_key_jwt: in production no client with a shared secret may ask for what a vn. scope carries",
        );
    } else if !reason {
        reader.fault(
            METHOD,
            "must be private_key_jwt in production, unless `vn_allow_shared_secret` states a reason",
        );
    }
}
