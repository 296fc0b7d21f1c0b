//! How the client's requests come, which level they need, and what signs the answers.
//!
//! RFC 9126 §6, RFC 7636, OpenID Connect Dynamic Client Registration 2 (`default_acr_values`,
//! `default_max_age`, the algorithms); `claims.md` §1.3 for the default of the default.

use super::super::authentication_context::Acr;
use super::super::metadata_reader::Reader;
use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::client::{AccessTokenFormat, Profile, SigningAlgorithm};
use crate::domain::resource::Resource;
use crate::domain::time::Lifetime;

/// What this part reads.
pub(super) struct SignIn {
    pub pkce_required: bool,
    pub pushed_only: bool,
    pub id_token_algorithm: SigningAlgorithm,
    pub access_token_format: AccessTokenFormat,
    pub resources: Vec<Resource>,
    pub own_resource: Option<Resource>,
    pub userinfo_algorithm: Option<SigningAlgorithm>,
    pub default_assurance: Assurance,
    pub assurance_required: bool,
    pub default_max_age: Option<Lifetime>,
}

const ALGORITHMS: &str = "must be ES256, PS256, RS256 or EdDSA";

pub(super) fn read(
    reader: &mut Reader<'_>,
    profile: Option<Profile>,
    public: bool,
) -> Option<SignIn> {
    let strict = profile.is_some_and(Profile::is_fapi2);
    let signed_answers = profile == Some(Profile::Fapi2Signed);
    for kind in reader.texts("response_types") {
        if kind != "code" {
            reader.fault(
                "response_types",
                "must be [\"code\"]: no token travels through an address bar",
            );
        }
    }
    let pkce_required = pkce(reader, public);
    // FAPI 2.0 knows no other way, so a registration need not say it.
    let pushed_only = reader.flag("require_pushed_authorization_requests") || strict;
    let algorithm = SigningAlgorithm::parse;
    let id_token = reader.optional("id_token_signed_response_alg", algorithm, ALGORITHMS);
    let access_token_format = access_token(reader);
    let resources = resources(reader);
    let own_resource = reader.optional("vn_resource", Resource::parse, RESOURCE);
    let userinfo = reader.optional("userinfo_signed_response_alg", algorithm, ALGORITHMS);
    let default_assurance = level(reader)?;
    let assurance_required = reader.flag("require_acr");
    let default_max_age = reader.number("default_max_age", 0, 365 * 86_400);
    Some(SignIn {
        pkce_required,
        pushed_only,
        // Stock software that registers nothing expects RS256 (OpenID Connect Core 2); FAPI 2.0 forbids it.
        id_token_algorithm: id_token.unwrap_or(if strict {
            SigningAlgorithm::Es256
        } else {
            SigningAlgorithm::Rs256
        }),
        access_token_format,
        resources,
        own_resource,
        // FAPI 2.0 Message Signing: what is told of a person is signed.
        userinfo_algorithm: userinfo.or(signed_answers.then_some(SigningAlgorithm::Es256)),
        default_assurance,
        assurance_required,
        default_max_age: default_max_age.map(Lifetime::seconds),
    })
}

const SIGNED: &str = "vn_access_token_signed_response_alg";
const RESOURCE: &str = "must be an absolute URI of at most 512 characters without a fragment";

/// Resources read signed tokens by themselves; about an opaque one they have to ask us.
fn access_token(reader: &mut Reader<'_>) -> AccessTokenFormat {
    const FORMAT: &str = "vn_access_token_format";
    let algorithm = reader.optional(SIGNED, SigningAlgorithm::parse, ALGORITHMS);
    match reader.text(FORMAT) {
        None | Some("jwt") => {}
        Some("opaque") if reader.has(SIGNED) => {
            reader.fault(SIGNED, format!("cannot stand beside `{FORMAT}` = \"opaque\""));
        }
        Some("opaque") => return AccessTokenFormat::Opaque,
        Some(_) => reader.fault(FORMAT, "must be \"jwt\" or \"opaque\""),
    }
    AccessTokenFormat::Signed(algorithm.unwrap_or(SigningAlgorithm::Es256))
}

fn resources(reader: &mut Reader<'_>) -> Vec<Resource> {
    const KEY: &str = "vn_resources";
    let mut resources = Vec::new();
    for text in reader.texts(KEY) {
        match Resource::parse(text) {
            Some(resource) if !resources.contains(&resource) => resources.push(resource),
            Some(_) => reader.fault(KEY, "must not name a resource twice"),
            None => reader.fault(KEY, format!("each {RESOURCE}")),
        }
    }
    resources
}

fn pkce(reader: &mut Reader<'_>, public: bool) -> bool {
    match reader.text("vn_pkce") {
        None | Some("required") => {}
        Some("optional") if !public => return false,
        Some("optional") => reader.fault("vn_pkce", "cannot be optional for a public client"),
        Some(_) => reader.fault("vn_pkce", "must be \"required\" or \"optional\""),
    }
    true
}

/// One value, because the request can name several itself.
fn level(reader: &mut Reader<'_>) -> Option<Assurance> {
    const KEY: &str = "default_acr_values";
    let values = reader.texts(KEY);
    match values.as_slice() {
        [] => Some(Assurance::new(Ial::Ial2, Aal::Aal2)),
        [value] => {
            if let Some(Acr::Level(level)) = Acr::parse(value) {
                return Some(level);
            }
            reader.fault(KEY, "must be a level such as urn:danh:acr:ial2.aal2");
            None
        }
        _ => {
            reader.fault(KEY, "must be one value");
            None
        }
    }
}
