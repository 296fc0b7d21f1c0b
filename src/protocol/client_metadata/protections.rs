//! What is signed and encrypted between us and the client beyond TLS, and whether its keys can bear it.
//!
//! OpenID Connect Dynamic Client Registration 2, RFC 9701 §6, JARM 3, RFC 9101 §10.5. Answers are signed
//! and then encrypted (RFC 7519 §11.2). Where the specifications let A128CBC-HS256 stand for an `enc` that
//! is not named, A256GCM does here, the only one there is.

use super::super::client_keys::ClientKeys;
use super::super::client_keys::encryption::ClientEncryptionKeys;
use super::super::metadata_reader::Reader;
use super::keys::source;
use crate::domain::client::{ClientCredential, KeySource, Profile, SigningAlgorithm};
use crate::domain::protection::{
    CONTENT_ENCRYPTION, EncryptionAlgorithm, Protected, Protections, RequestObjects,
};

const JWKS: &str = "jwks";
const JWKS_URI: &str = "jwks_uri";
const SIGNED_REQUESTS: &str = "request_object_signing_alg";
const SIGNED_USERINFO: &str = "userinfo_signed_response_alg";

/// What is encrypted, each with its two keys.
const ENCRYPTED: [(&str, &str); 5] = [
    ("id_token_encrypted_response_alg", "id_token_encrypted_response_enc"),
    ("userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc"),
    ("introspection_encrypted_response_alg", "introspection_encrypted_response_enc"),
    ("authorization_encrypted_response_alg", "authorization_encrypted_response_enc"),
    ("request_object_encryption_alg", "request_object_encryption_enc"),
];

const SIGNS: &str = "must be ES256, PS256, RS256 or EdDSA";

/// Whether the registration asks for anything that the client's public keys are needed for.
pub(super) fn need_keys(reader: &Reader<'_>) -> bool {
    reader.has(SIGNED_REQUESTS) || ENCRYPTED.iter().any(|(alg, _)| reader.has(alg))
}

pub(super) fn read(
    reader: &mut Reader<'_>,
    profile: Option<Profile>,
    credential: Option<&ClientCredential>,
) -> Protections {
    let [id_token, userinfo, introspection, authorization, requests] =
        ENCRYPTED.map(|keys| encrypted(reader, keys));
    let requests = RequestObjects {
        signed: requests_signed(reader, profile, credential),
        encrypted: requests,
        required: reader.flag("require_signed_request_object")
            || profile == Some(Profile::Fapi2Signed),
    };
    let mut signed = |key: &str| {
        let named = reader.optional(key, SigningAlgorithm::parse, SIGNS);
        let strict = profile.is_some_and(Profile::is_fapi2);
        let unnamed = if strict { SigningAlgorithm::Es256 } else { SigningAlgorithm::Rs256 };
        named.unwrap_or(unnamed)
    };
    let introspection =
        Protected { signed: signed("introspection_signed_response_alg"), encrypted: introspection };
    let authorization =
        Protected { signed: signed("authorization_signed_response_alg"), encrypted: authorization };
    let protections = Protections { id_token, userinfo, introspection, authorization, requests };
    fit(reader, &protections, profile);
    keys_fit(reader, &protections);
    protections
}

/// Where the client's public keys are: those that it proves itself with, or those that what it registers
/// needs; `None` if they cannot be read.
pub(super) fn keys(
    reader: &mut Reader<'_>,
    credential: Option<&ClientCredential>,
) -> Option<Option<KeySource>> {
    if let Some(
        ClientCredential::PrivateKeyJwt { keys, .. } | ClientCredential::OwnCertificate { keys },
    ) = credential
    {
        return Some(Some(keys.clone()));
    }
    if !need_keys(reader) {
        return Some(None);
    }
    source(reader, |set| Ok(set.to_string())).map(Some)
}

fn inline(reader: &Reader<'_>) -> Option<String> {
    reader.value(JWKS).map(ToString::to_string)
}

fn encrypted(reader: &mut Reader<'_>, (alg, enc): (&str, &str)) -> Option<EncryptionAlgorithm> {
    let algorithm =
        reader.optional(alg, EncryptionAlgorithm::parse, "must be ECDH-ES or RSA-OAEP-256");
    if reader.has(enc) && !reader.has(alg) {
        reader.fault(enc, format!("is read only beside `{alg}`"));
    } else if reader.text(enc).is_some_and(|named| named != CONTENT_ENCRYPTION) {
        reader.fault(enc, "must be A256GCM, which is also meant where none is named");
    }
    algorithm
}

/// A client of `fapi2-signed` signs its requests as it signs its assertions, if it says nothing else.
fn requests_signed(
    reader: &mut Reader<'_>,
    profile: Option<Profile>,
    credential: Option<&ClientCredential>,
) -> Option<SigningAlgorithm> {
    const UNSIGNED: &str = "must be ES256, PS256, RS256 or EdDSA: unsigned ones are never taken";
    let named = reader.optional(SIGNED_REQUESTS, SigningAlgorithm::parse, UNSIGNED);
    match credential {
        Some(ClientCredential::PrivateKeyJwt { algorithm, .. })
            if profile == Some(Profile::Fapi2Signed) =>
        {
            named.or(Some(*algorithm))
        }
        _ => named,
    }
}

fn fit(reader: &mut Reader<'_>, protections: &Protections, profile: Option<Profile>) {
    let requests = protections.requests;
    let signed = reader.has(SIGNED_USERINFO) || profile == Some(Profile::Fapi2Signed);
    if protections.userinfo.is_some() && !signed {
        reader.fault(
            "userinfo_encrypted_response_alg",
            format!("is read only beside `{SIGNED_USERINFO}`: what is encrypted is signed first"),
        );
    }
    if requests.signed.is_none() && !reader.has(SIGNED_REQUESTS) {
        for (key, there) in [
            ("require_signed_request_object", requests.required),
            ("request_object_encryption_alg", requests.encrypted.is_some()),
        ] {
            if there && reader.has(key) {
                reader.fault(key, format!("is read only beside `{SIGNED_REQUESTS}`"));
            }
        }
        if profile == Some(Profile::Fapi2Signed) {
            reader.fault(
                SIGNED_REQUESTS,
                "is missing: in the profile fapi2-signed requests are signed",
            );
        }
    }
    if profile.is_some_and(Profile::is_fapi2) {
        for (key, algorithm) in [
            (SIGNED_REQUESTS, requests.signed),
            ("introspection_signed_response_alg", Some(protections.introspection.signed)),
            ("authorization_signed_response_alg", Some(protections.authorization.signed)),
        ] {
            if algorithm == Some(SigningAlgorithm::Rs256) {
                reader.fault(key, "must be ES256, PS256 or EdDSA in the profile fapi2");
            }
        }
    }
}

/// What is promised can be kept: there is a key for each algorithm. Keys that the client publishes
/// elsewhere are looked for when they are needed.
fn keys_fit(reader: &mut Reader<'_>, protections: &Protections) {
    let needed = protections.requests.signed.is_some() || protections.encrypting().next().is_some();
    if !needed || reader.has(JWKS_URI) {
        return;
    }
    let Some(set) = inline(reader) else { return };
    if let Some(algorithm) = protections.requests.signed
        && !ClientKeys::parse(&set).is_ok_and(|keys| keys.serve(algorithm))
    {
        reader.fault(JWKS, format!("holds no key for `{SIGNED_REQUESTS}`"));
    }
    match ClientEncryptionKeys::parse(&set) {
        Err(refusal) => reader.fault(JWKS, refusal.to_string()),
        Ok(keys) => {
            let mut lacking: Vec<_> =
                protections.encrypting().filter(|wanted| keys.key(*wanted).is_none()).collect();
            lacking.sort_unstable();
            lacking.dedup();
            for algorithm in lacking {
                let name = algorithm.as_str();
                reader.fault(JWKS, format!("holds no key with use = \"enc\" for {name}"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
