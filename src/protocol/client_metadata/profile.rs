//! Which rules the client lives by, and whether the rest of its registration obeys them.
//!
//! FAPI 2.0 Security Profile 5.3.2.1 (confidential clients, keys instead of secrets, bound tokens), 5.4.1
//! (algorithms); RFC 9449 §5.2, RFC 8705 §3.4 for what tokens are bound to. `decisions.md` §8.

use super::super::metadata_reader::Reader;
use super::credential::Strictness;
use crate::domain::client::{
    AccessTokenFormat, Client, ClientCredential, Profile, RedirectUri, SigningAlgorithm,
};
use crate::domain::confirmation::SenderConstraint;

const KEY: &str = "vn_profile";
const BY_KEY: &str = "dpop_bound_access_tokens";
const BY_CERTIFICATE: &str = "tls_client_certificate_bound_access_tokens";

/// Reads the profile. For real people the strict one is meant where none is named.
pub(super) fn read(reader: &mut Reader<'_>, strictness: Strictness) -> Option<Profile> {
    if !reader.has(KEY) {
        return Some(match strictness {
            Strictness::Production => Profile::Fapi2,
            Strictness::Trial => Profile::Oidc,
        });
    }
    reader.parsed(KEY, Profile::parse, "must be \"fapi2\", \"fapi2-signed\" or \"oidc\"")
}

/// Reads what tokens are bound to.
pub(super) fn sender_constraint(reader: &mut Reader<'_>) -> Option<SenderConstraint> {
    match (reader.flag(BY_KEY), reader.flag(BY_CERTIFICATE)) {
        (false, false) => Some(SenderConstraint::None),
        (true, false) => Some(SenderConstraint::Key),
        (false, true) => Some(SenderConstraint::Certificate),
        (true, true) => {
            reader.fault(BY_CERTIFICATE, format!("cannot stand beside `{BY_KEY}`: choose one"));
            None
        }
    }
}

/// Holds a whole registration against its profile.
pub(super) fn fit(reader: &mut Reader<'_>, client: &Client, strictness: Strictness) {
    if !client.profile.is_fapi2() {
        return;
    }
    if !proves_by_key(&client.credential) {
        reader.fault(
            "token_endpoint_auth_method",
            "must be private_key_jwt with ES256, PS256 or EdDSA, tls_client_auth or self_signed_tls_client_auth in the profile fapi2 (write vn_profile = \"oidc\" if the client's software cannot)",
        );
    }
    if client.sender_constraint == SenderConstraint::None {
        reader.fault(
            BY_KEY,
            format!("or `{BY_CERTIFICATE}` must be true in the profile fapi2: its tokens are bound to their holder"),
        );
    }
    if !client.pkce_required {
        reader.fault("vn_pkce", "cannot be optional in the profile fapi2");
    }
    let access_token = match client.access_token_format {
        AccessTokenFormat::Signed(algorithm) => Some(algorithm),
        AccessTokenFormat::Opaque => None,
    };
    // On this machine alone, and for trial alone, an answer may come by http (Security Profile 5.3.2.2).
    let by_http = |uri: &&RedirectUri| !uri.as_str().starts_with("https://");
    if strictness == Strictness::Production
        && let Some(uri) = client.redirect_uris.iter().find(by_http)
    {
        let sentence = format!("must be https in the profile fapi2: {}", uri.as_str());
        reader.fault("redirect_uris", sentence);
    }
    for (key, algorithm) in [
        ("id_token_signed_response_alg", Some(client.id_token_algorithm)),
        ("vn_access_token_signed_response_alg", access_token),
        ("userinfo_signed_response_alg", client.userinfo_algorithm),
    ] {
        if algorithm == Some(SigningAlgorithm::Rs256) {
            reader.fault(key, "must be ES256, PS256 or EdDSA in the profile fapi2");
        }
    }
}

fn proves_by_key(credential: &ClientCredential) -> bool {
    match credential {
        ClientCredential::PrivateKeyJwt { algorithm, .. } => *algorithm != SigningAlgorithm::Rs256,
        ClientCredential::Certificate(_) | ClientCredential::OwnCertificate { .. } => true,
        ClientCredential::SecretBasic
        | ClientCredential::SecretPost
        | ClientCredential::SecretJwt { .. }
        | ClientCredential::Public => false,
    }
}
