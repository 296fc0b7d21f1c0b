//! A registration, read from metadata: every key judged, every fault a sentence.
//!
//! RFC 7591 §2 and OpenID Connect Dynamic Client Registration 2 for the names; ours begin with `vn_`.
//! RFC 9700 and `decisions.md` §8 for what may be registered. `danh clients apply` reads files by this
//! walk, and dynamic registration will.

use serde_json::Value;

use super::metadata_reader::{Fault, Reader};
use crate::domain::client::{Bilingual, Client, ClientCredential, ClientId, Sector};
use crate::domain::text::Line;
use crate::domain::time::Day;

pub use credential::Strictness;

mod agreement;
mod answers;
mod certificate;
mod credential;
mod disclosure;
mod keys;
mod machine;
mod presence;
mod profile;
mod protections;
mod request_uris;
mod sign_in;
mod sign_out;

/// Every key that is read.
pub const KEYS: &[&str] = &[
    "authorization_details_types",
    "authorization_encrypted_response_alg",
    "authorization_encrypted_response_enc",
    "authorization_signed_response_alg",
    "backchannel_logout_session_required",
    "backchannel_logout_uri",
    "client_id",
    "client_name",
    "client_name#en",
    "client_name#vi",
    "client_uri",
    "client_uri#en",
    "default_acr_values",
    "default_max_age",
    "dpop_bound_access_tokens",
    "frontchannel_logout_session_required",
    "frontchannel_logout_uri",
    "grant_types",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "id_token_signed_response_alg",
    "initiate_login_uri",
    "introspection_encrypted_response_alg",
    "introspection_encrypted_response_enc",
    "introspection_signed_response_alg",
    "jwks",
    "jwks_uri",
    "logo_uri",
    "policy_uri",
    "policy_uri#en",
    "post_logout_redirect_uris",
    "redirect_uris",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
    "request_object_signing_alg",
    "request_uris",
    "require_acr",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "response_types",
    "scope",
    "sector_identifier",
    "sector_identifier_uri",
    "subject_type",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_email",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_uri",
    "tls_client_auth_subject_dn",
    "tls_client_certificate_bound_access_tokens",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "tos_uri",
    "tos_uri#en",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "userinfo_signed_response_alg",
    "vn_access_token_format",
    "vn_access_token_signed_response_alg",
    "vn_agreement",
    "vn_agreement_until",
    "vn_allow_shared_secret",
    "vn_alternative",
    "vn_alternative#en",
    "vn_claims",
    "vn_connected_since",
    "vn_continuation_origins",
    "vn_legal_name",
    "vn_networks",
    "vn_organization_number",
    "vn_pkce",
    "vn_profile",
    "vn_purpose",
    "vn_purpose#en",
    "vn_resource",
    "vn_resources",
    "vn_sector",
];

/// The word for a sector.
#[must_use]
pub fn sector_name(sector: Sector) -> &'static str {
    disclosure::SECTORS.iter().find(|row| row.1 == sector).map_or("private", |row| row.0)
}

/// Who the client is, in words.
struct Identity {
    id: ClientId,
    name: Bilingual,
    legal_name: Line<200>,
    organization_number: Line<60>,
    connected_since: Day,
    purpose: Bilingual,
    alternative: Bilingual,
}

/// Reads a registration.
///
/// # Errors
/// Every fault at once, so that a file is mended in one go.
pub fn parse(metadata: &Value, strictness: Strictness) -> Result<Client, Vec<Fault>> {
    let Some(members) = metadata.as_object() else {
        let sentence = "must be a table of keys".to_owned();
        return Err(vec![Fault { key: "client".to_owned(), sentence }]);
    };
    let mut reader = Reader::new(members, "", KEYS);
    let client = walk(&mut reader, strictness);
    let faults = reader.finish();
    // A part that could not be read has said why.
    client.filter(|_| faults.is_empty()).ok_or(faults)
}

/// **The walk**: a line each; a later line may need what an earlier one found.
fn walk(reader: &mut Reader<'_>, strictness: Strictness) -> Option<Client> {
    let profile = profile::read(reader, strictness);
    let identity = identity(reader);
    let presence = presence::read(reader);
    let credential = credential::read(reader);
    let public = credential == Some(ClientCredential::Public);
    let terms = agreement::read(reader, credential.as_ref());
    let machine = machine::is_one(reader);
    let answers =
        if machine { Some(machine::answers(reader)) } else { answers::read(reader, public) };
    let answered: &[_] = answers.as_ref().map_or(&[], |answers| &answers.redirect_uris);
    let sign_out = sign_out::read(reader, answered, strictness);
    let sender_constraint = profile::sender_constraint(reader);
    let sign_in = sign_in::read(reader, profile, public);
    let disclosure = disclosure::read(reader, machine);
    let keys = protections::keys(reader, credential.as_ref());
    let protections = protections::read(reader, profile, credential.as_ref());
    let request_uris = request_uris::read(reader, &protections, profile);
    if let (Some(credential), Some(disclosure)) = (&credential, &disclosure) {
        credential::fit(reader, credential, disclosure, strictness);
    }
    let (identity, answers, sign_in, disclosure) = (identity?, answers?, sign_in?, disclosure?);
    let client = Client {
        id: identity.id,
        name: identity.name,
        legal_name: identity.legal_name,
        organization_number: identity.organization_number,
        sector: disclosure.sector,
        connected_since: identity.connected_since,
        agreement: terms.agreement,
        networks: terms.networks,
        purpose: identity.purpose,
        alternative: identity.alternative,
        presence,
        subject_sector: answers.subject_sector,
        redirect_uris: answers.redirect_uris,
        post_logout_redirect_uris: answers.post_logout_redirect_uris,
        sign_out,
        continuation_origins: answers.continuation_origins,
        profile: profile?,
        credential: credential?,
        sender_constraint: sender_constraint?,
        pkce_required: sign_in.pkce_required,
        pushed_only: sign_in.pushed_only,
        machine,
        offline: disclosure.offline,
        scopes: disclosure.scopes,
        items: disclosure.items,
        detail_types: disclosure.detail_types,
        id_token_algorithm: sign_in.id_token_algorithm,
        access_token_format: sign_in.access_token_format,
        resources: sign_in.resources,
        own_resource: sign_in.own_resource,
        userinfo_algorithm: sign_in.userinfo_algorithm,
        default_assurance: sign_in.default_assurance,
        assurance_required: sign_in.assurance_required,
        default_max_age: sign_in.default_max_age,
        keys: keys?,
        request_uris,
        protections,
    };
    profile::fit(reader, &client, strictness);
    machine::fit(reader, &client);
    Some(client)
}

fn identity(reader: &mut Reader<'_>) -> Option<Identity> {
    let id = reader.parsed(
        "client_id",
        ClientId::parse,
        "must be 3 to 64 characters of a-z, 0-9, - _ and ., beginning with a letter",
    );
    let name = reader.bilingual("client_name", 80);
    let legal_name =
        reader.parsed("vn_legal_name", Line::parse, "must be one line of 1 to 200 characters");
    for (key, is_plain) in [
        ("client_name", name.as_ref().is_none_or(|name| name.vi.is_plain())),
        ("client_name#en", name.as_ref().is_none_or(|name| name.en.is_plain())),
        ("vn_legal_name", legal_name.as_ref().is_none_or(Line::<200>::is_plain)),
    ] {
        if !is_plain {
            reader.fault(
                key,
                "has letters that pass for others: it holds Latin ones, digits and usual signs",
            );
        }
    }
    let organization_number = reader.parsed(
        "vn_organization_number",
        Line::parse,
        "must be one line of 1 to 60 characters",
    );
    let connected_since =
        reader.parsed("vn_connected_since", Day::parse, "must be a day, written \"YYYY-MM-DD\"");
    let purpose = reader.bilingual("vn_purpose", 200);
    let alternative = reader.bilingual("vn_alternative", 200);
    Some(Identity {
        id: id?,
        name: name?,
        legal_name: legal_name?,
        organization_number: organization_number?,
        connected_since: connected_since?,
        purpose: purpose?,
        alternative: alternative?,
    })
}

#[cfg(test)]
mod tests;
