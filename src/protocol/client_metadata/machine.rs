//! A client that is a machine: it has no people, no pages and no addresses to answer at, and reads our
//! management resources in its own name.
//!
//! RFC 6749 §4.4; `decisions.md` §8: this grant exists for nothing else.

use super::super::metadata_reader::Reader;
use super::super::scope::Scope;
use super::answers::Answers;
use crate::domain::client::{Client, ClientCredential};

const GRANTS: &str = "grant_types";
const SCOPE: &str = "scope";

/// Whether the registration is one of a machine.
pub(super) fn is_one(reader: &mut Reader<'_>) -> bool {
    reader.has(GRANTS) && reader.texts(GRANTS) == ["client_credentials"]
}

/// Nobody is sent anywhere by it.
pub(super) fn answers(reader: &mut Reader<'_>) -> Answers {
    for key in [
        "redirect_uris",
        "post_logout_redirect_uris",
        "vn_continuation_origins",
        "initiate_login_uri",
        "sector_identifier",
        "sector_identifier_uri",
    ] {
        if reader.has(key) {
            reader.fault(key, "cannot stand beside grant_types = [\"client_credentials\"]");
        }
    }
    Answers {
        redirect_uris: Vec::new(),
        post_logout_redirect_uris: Vec::new(),
        continuation_origins: Vec::new(),
        // Nobody has a name there.
        subject_sector: "machine".to_owned(),
    }
}

/// What it may do, one at least.
pub(super) fn scopes(reader: &mut Reader<'_>) -> Vec<Scope> {
    let text = reader.required(SCOPE).unwrap_or("");
    let mut scopes = Vec::new();
    for name in text.split(' ').filter(|name| !name.is_empty()) {
        match Scope::parse(name).filter(|scope| scope.is_management()) {
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => reader.fault(SCOPE, "must hold only danh.metrics for client_credentials"),
        }
    }
    scopes
}

/// It proves itself and asks nothing about anybody.
pub(super) fn fit(reader: &mut Reader<'_>, client: &Client) {
    if !client.machine {
        return;
    }
    if client.credential == ClientCredential::Public {
        reader.fault(
            "token_endpoint_auth_method",
            "cannot be none for client_credentials: whoever knows the name would be the machine",
        );
    }
    for (key, asked) in [
        ("vn_claims", !client.items.is_empty()),
        ("authorization_details_types", !client.detail_types.is_empty()),
        ("vn_resources", !client.resources.is_empty()),
    ] {
        if asked {
            reader.fault(key, "cannot stand beside grant_types = [\"client_credentials\"]");
        }
    }
}
