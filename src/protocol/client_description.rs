//! A registration, written back as metadata, for the tests of this room: what [`super::client_metadata::parse`]
//! reads again is the same registration (RFC 7592 §3: the metadata as it stands, defaults included).

use serde_json::{Map, Value, json};

use super::authentication_context::Acr;
use super::client_metadata;
use crate::domain::certificate::CertificateName;
use crate::domain::client::{
    AccessTokenFormat, Bilingual, Client, ClientCredential, KeySource, Presence, RedirectUri,
    RegisteredItem,
};
use crate::domain::confirmation::SenderConstraint;
use crate::domain::protection::{CONTENT_ENCRYPTION, Protections};
use crate::domain::request_uri::RequestUri;
use crate::domain::resource::Resource;

/// The metadata of a client; never a secret, for none is known here.
#[must_use]
pub fn describe(client: &Client) -> Value {
    let grants: &[&str] = if client.machine {
        &["client_credentials"]
    } else if client.offline {
        &["authorization_code", "refresh_token"]
    } else {
        &["authorization_code"]
    };
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.to_owned(), value);
    put("client_id", client.id.as_str().into());
    put("vn_profile", client.profile.as_str().into());
    match client.sender_constraint {
        SenderConstraint::None => {}
        SenderConstraint::Key => {
            put("dpop_bound_access_tokens", true.into());
        }
        SenderConstraint::Certificate => {
            put("tls_client_certificate_bound_access_tokens", true.into());
        }
    }
    body(client, &mut put);
    if !client.machine {
        put("redirect_uris", uris(&client.redirect_uris));
        put("post_logout_redirect_uris", uris(&client.post_logout_redirect_uris));
        put("vn_continuation_origins", client.continuation_origins.clone().into());
        put("sector_identifier", client.subject_sector.as_str().into());
    }
    put("subject_type", "pairwise".into());
    put("grant_types", grants.into());
    put("response_types", json!(["code"]));
    put("scope", client.scopes.join(" ").into());
    put("vn_pkce", if client.pkce_required { "required" } else { "optional" }.into());
    put("require_pushed_authorization_requests", client.pushed_only.into());
    put("id_token_signed_response_alg", client.id_token_algorithm.as_str().into());
    match client.access_token_format {
        AccessTokenFormat::Signed(algorithm) => {
            put("vn_access_token_signed_response_alg", algorithm.as_str().into());
        }
        AccessTokenFormat::Opaque => {
            put("vn_access_token_format", "opaque".into());
        }
    }
    let types = client.detail_types.iter().map(|kind| kind.as_str());
    put("authorization_details_types", types.collect());
    put("vn_resources", client.resources.iter().map(Resource::as_str).collect());
    if let Some(resource) = &client.own_resource {
        put("vn_resource", resource.as_str().into());
    }
    put("default_acr_values", json!([Acr::Level(client.default_assurance).to_string()]));
    put("require_acr", client.assurance_required.into());
    if let Some(algorithm) = client.userinfo_algorithm {
        put("userinfo_signed_response_alg", algorithm.as_str().into());
    }
    if let Some(age) = client.default_max_age {
        put("default_max_age", age.as_seconds().into());
    }
    protections(&client.protections, &mut put);
    presence(&client.presence, &mut put);
    put("vn_claims", client.items.iter().map(item).collect());
    words(&mut all, "client_name", &client.name);
    words(&mut all, "vn_purpose", &client.purpose);
    words(&mut all, "vn_alternative", &client.alternative);
    credential(&mut all, client);
    request_uris(&mut all, &client.request_uris);
    Value::Object(all)
}

/// The body behind it, what it agreed to and where it is.
fn body<R>(client: &Client, put: &mut impl FnMut(&str, Value) -> R) {
    put("vn_legal_name", client.legal_name.as_str().into());
    put("vn_organization_number", client.organization_number.as_str().into());
    put("vn_sector", client_metadata::sector_name(client.sector).into());
    put("vn_connected_since", client.connected_since.to_string().into());
    if let Some(agreement) = &client.agreement {
        put("vn_agreement", agreement.reference.as_str().into());
        if let Some(last) = agreement.until {
            put("vn_agreement_until", last.to_string().into());
        }
    }
    put("vn_networks", client.networks.iter().map(ToString::to_string).collect());
}

fn protections<R>(all: &Protections, put: &mut impl FnMut(&str, Value) -> R) {
    for (key, signed) in [
        ("introspection_signed_response_alg", Some(all.introspection.signed)),
        ("authorization_signed_response_alg", Some(all.authorization.signed)),
        ("request_object_signing_alg", all.requests.signed),
    ] {
        if let Some(algorithm) = signed {
            put(key, algorithm.as_str().into());
        }
    }
    for (alg, enc, encrypted) in [
        ("id_token_encrypted_response_alg", "id_token_encrypted_response_enc", all.id_token),
        ("userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc", all.userinfo),
        (
            "introspection_encrypted_response_alg",
            "introspection_encrypted_response_enc",
            all.introspection.encrypted,
        ),
        (
            "authorization_encrypted_response_alg",
            "authorization_encrypted_response_enc",
            all.authorization.encrypted,
        ),
        ("request_object_encryption_alg", "request_object_encryption_enc", all.requests.encrypted),
    ] {
        if let Some(algorithm) = encrypted {
            put(alg, algorithm.as_str().into());
            put(enc, CONTENT_ENCRYPTION.into());
        }
    }
    if all.requests.required {
        put("require_signed_request_object", true.into());
    }
}

fn presence<R>(shown: &Presence, put: &mut impl FnMut(&str, Value) -> R) {
    for (key, page) in
        [("client_uri", &shown.home), ("policy_uri", &shown.policy), ("tos_uri", &shown.terms)]
    {
        if let Some(page) = page {
            put(key, page.vi.as_str().into());
        }
        if let Some(english) = page.as_ref().and_then(|page| page.en.as_ref()) {
            put(&format!("{key}#en"), english.as_str().into());
        }
    }
    if let Some(logo) = &shown.logo {
        put("logo_uri", logo.as_str().into());
    }
}

fn uris(uris: &[RedirectUri]) -> Value {
    uris.iter().map(RedirectUri::as_str).collect()
}

fn words(all: &mut Map<String, Value>, key: &str, words: &Bilingual) {
    all.insert(key.to_owned(), words.vi.as_str().into());
    all.insert(format!("{key}#en"), words.en.as_str().into());
}

fn item(registered: &RegisteredItem) -> Value {
    let mut entry = Map::new();
    entry.insert("claim".to_owned(), registered.item.lead().name().into());
    words(&mut entry, "purpose", &registered.purpose);
    entry.insert("required".to_owned(), registered.required.into());
    entry.insert("retention_days".to_owned(), registered.retention_days.into());
    Value::Object(entry)
}

fn credential(all: &mut Map<String, Value>, client: &Client) {
    if let Some(keys) = &client.keys {
        key_source(all, keys);
    }
    let method = match &client.credential {
        ClientCredential::PrivateKeyJwt { algorithm, .. } => {
            let algorithm = algorithm.as_str().into();
            all.insert("token_endpoint_auth_signing_alg".to_owned(), algorithm);
            "private_key_jwt"
        }
        ClientCredential::OwnCertificate { keys } => {
            key_source(all, keys);
            "self_signed_tls_client_auth"
        }
        ClientCredential::Certificate(name) => {
            let (kind, name) = certificate_name(name);
            all.insert(format!("tls_client_auth_{kind}"), name.into());
            "tls_client_auth"
        }
        ClientCredential::SecretBasic => "client_secret_basic",
        ClientCredential::SecretPost => "client_secret_post",
        ClientCredential::SecretJwt { algorithm } => {
            let algorithm = algorithm.as_str().into();
            all.insert("token_endpoint_auth_signing_alg".to_owned(), algorithm);
            "client_secret_jwt"
        }
        ClientCredential::Public => "none",
    };
    all.insert("token_endpoint_auth_method".to_owned(), method.into());
}

fn request_uris(all: &mut Map<String, Value>, uris: &[RequestUri]) {
    if !uris.is_empty() {
        all.insert("request_uris".to_owned(), uris.iter().map(RequestUri::to_text).collect());
    }
}

fn key_source(all: &mut Map<String, Value>, keys: &KeySource) {
    match keys {
        KeySource::Here(set) => {
            let keys = serde_json::from_str(set).unwrap_or(Value::Null);
            all.insert("jwks".to_owned(), keys);
        }
        KeySource::At(url) => {
            all.insert("jwks_uri".to_owned(), url.as_str().into());
        }
    }
}

fn certificate_name(name: &CertificateName) -> (&'static str, String) {
    match name {
        CertificateName::Subject(text) => ("subject_dn", text.clone()),
        CertificateName::Dns(text) => ("san_dns", text.clone()),
        CertificateName::Uri(text) => ("san_uri", text.clone()),
        CertificateName::Ip(address) => ("san_ip", address.to_string()),
        CertificateName::Email(text) => ("san_email", text.clone()),
    }
}

#[cfg(test)]
mod tests;
