//! How the services are registered: the file that `danh clients apply` takes.

use serde::Serialize;
use serde_json::Value;

use super::assertion::AssertionKey;
use super::office::Office;
use super::settings::{CALLBACK, DemoSettings, FAREWELL, NOTIFIED};
use super::story::Wish;

#[derive(Serialize)]
struct File {
    client: Vec<Registered>,
}

/// Names of RFC 7591 and OpenID Connect Registration, and our own that begin with `vn_`.
#[derive(Serialize)]
struct Registered {
    client_id: &'static str,
    client_name: &'static str,
    #[serde(rename = "client_name#en")]
    client_name_en: &'static str,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vn_continuation_origins: Vec<String>,
    token_endpoint_auth_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_endpoint_auth_signing_alg: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    scope: String,
    id_token_signed_response_alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    userinfo_signed_response_alg: Option<&'static str>,
    default_acr_values: [&'static str; 1],
    sector_identifier: String,
    vn_profile: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dpop_bound_access_tokens: Option<bool>,
    vn_legal_name: &'static str,
    vn_organization_number: &'static str,
    vn_sector: &'static str,
    vn_connected_since: &'static str,
    vn_purpose: &'static str,
    #[serde(rename = "vn_purpose#en")]
    vn_purpose_en: &'static str,
    vn_alternative: &'static str,
    #[serde(rename = "vn_alternative#en")]
    vn_alternative_en: &'static str,
    vn_claims: Vec<RegisteredClaim>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<Value>,
}

#[derive(Serialize)]
struct RegisteredClaim {
    claim: &'static str,
    purpose: &'static str,
    #[serde(rename = "purpose#en")]
    purpose_en: &'static str,
    required: bool,
    retention_days: u32,
}

/// What differs from service to service and is nobody's business but the provider's.
struct Papers {
    legal_name: &'static str,
    number: &'static str,
    sector: &'static str,
    since: &'static str,
    auth_method: &'static str,
    id_token_alg: &'static str,
    acr: &'static str,
    profile: &'static str,
}

/// The clients file for these settings, with the keys and secrets of this start.
///
/// The hospital's `client_secret` stands in it in the clear: the file is meant to be handed on in
/// memory, and to be applied at every start.
#[must_use]
pub fn registrations(settings: &DemoSettings) -> String {
    let client = Office::ALL.into_iter().filter(|office| office.is_at_danh());
    let client = client.map(|office| registered(office, settings)).collect();
    // Only a map with keys that are no strings fails to be written, and there is none.
    toml::to_string(&File { client }).unwrap_or_default()
}

fn registered(office: Office, settings: &DemoSettings) -> Registered {
    let (story, papers) = (office.story(), papers(office));
    let is_broker = office == Office::Ministry;
    let at = |path: &str| -> Vec<String> {
        settings.addresses(office).iter().map(|base| format!("{base}{path}")).collect()
    };
    let scopes: Vec<&str> = ["openid"].iter().chain(office.scopes()).copied().collect();
    Registered {
        client_id: office.client_id(),
        client_name: story.name.vi,
        client_name_en: story.name.en,
        redirect_uris: at(CALLBACK),
        post_logout_redirect_uris: at(FAREWELL),
        backchannel_logout_uri: is_broker.then(|| settings.address(office) + NOTIFIED),
        // The answer to a form of the provider's goes through the broker to the service behind it.
        vn_continuation_origins: if is_broker {
            settings.addresses(Office::Permits)
        } else {
            Vec::new()
        },
        token_endpoint_auth_method: papers.auth_method,
        token_endpoint_auth_signing_alg: settings.key(office).map(|_| "ES256"),
        client_secret: (office == Office::Hospital).then(|| settings.hospital_secret.clone()),
        scope: scopes.join(" "),
        id_token_signed_response_alg: papers.id_token_alg,
        userinfo_signed_response_alg: (office == Office::Hospital).then_some("ES256"),
        default_acr_values: [papers.acr],
        // The host is loopback, which the services share: each names a sector of its own.
        sector_identifier: format!("{}.demo.example", office.key()),
        vn_profile: papers.profile,
        dpop_bound_access_tokens: settings.holder(office).map(|_| true),
        vn_legal_name: papers.legal_name,
        vn_organization_number: papers.number,
        vn_sector: papers.sector,
        vn_connected_since: papers.since,
        vn_purpose: story.purpose.vi,
        vn_purpose_en: story.purpose.en,
        vn_alternative: story.paper_way.vi,
        vn_alternative_en: story.paper_way.en,
        vn_claims: office.wishes().iter().map(claim).collect(),
        jwks: settings.key(office).map(AssertionKey::public_keys),
    }
}

const fn claim(wish: &Wish) -> RegisteredClaim {
    RegisteredClaim {
        claim: wish.claim,
        purpose: wish.purpose.vi,
        purpose_en: wish.purpose.en,
        required: wish.required,
        retention_days: wish.retention_days,
    }
}

const fn papers(office: Office) -> Papers {
    match office {
        Office::Bank => Papers {
            legal_name: "Ngân hàng thương mại cổ phần Trúc Xanh (mẫu)",
            number: "NH-0012-0007",
            sector: "finance",
            since: "2026-03-16",
            auth_method: "private_key_jwt",
            id_token_alg: "ES256",
            acr: "urn:danh:acr:ial2.aal2",
            profile: "fapi2",
        },
        Office::Hospital => Papers {
            legal_name: "Bệnh viện Đa khoa Sông Cầu (mẫu)",
            number: "YT-0031-2041",
            sector: "health",
            since: "2026-02-03",
            auth_method: "client_secret_basic",
            id_token_alg: "ES256",
            acr: "urn:danh:acr:ial2.aal2",
            profile: "oidc",
        },
        Office::Portal => Papers {
            legal_name: "Ủy ban nhân dân tỉnh Ba Sông (mẫu)",
            number: "CQ-0099-0001",
            sector: "state",
            since: "2026-01-05",
            auth_method: "none",
            id_token_alg: "RS256",
            acr: "urn:danh:acr:ial1.aal2",
            profile: "oidc",
        },
        Office::Ministry | Office::Permits => Papers {
            legal_name: "Bộ Rừng và Nước (mẫu)",
            number: "CQ-0001-0047",
            sector: "state",
            since: "2026-05-18",
            auth_method: "private_key_jwt",
            id_token_alg: "ES256",
            acr: "urn:danh:acr:ial1.aal2",
            profile: "fapi2",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_back_as_four_clients_with_what_each_needs() {
        let settings = DemoSettings::new("http://localhost:8080", 8081).unwrap();
        let file: toml::Table = registrations(&settings).parse().unwrap();
        let clients = file["client"].as_array().unwrap();
        assert_eq!(clients.len(), 4);

        let (bank, hospital, portal) = (&clients[0], &clients[1], &clients[2]);
        assert_eq!(bank["token_endpoint_auth_method"].as_str(), Some("private_key_jwt"));
        assert_eq!(bank["vn_profile"].as_str(), Some("fapi2"));
        assert_eq!(bank["dpop_bound_access_tokens"].as_bool(), Some(true));
        assert_eq!(bank["jwks"]["keys"][0]["alg"].as_str(), Some("ES256"));
        assert_eq!(bank["scope"].as_str(), Some("openid address vn.number"));
        assert_eq!(hospital["client_secret"].as_str(), Some(settings.hospital_secret.as_str()));
        assert_eq!(hospital["vn_claims"][3]["required"].as_bool(), Some(false));
        assert_eq!(portal["token_endpoint_auth_method"].as_str(), Some("none"));
        assert_eq!(portal["vn_claims"].as_array().map(Vec::len), Some(0));
        assert_eq!(portal["redirect_uris"][1].as_str(), Some("http://localhost:8083/tro-ve"));

        let ministry = &clients[3];
        assert_eq!(ministry["client_id"].as_str(), Some("demo-ministry"));
        assert_eq!(ministry["vn_profile"].as_str(), Some("fapi2"));
        assert_eq!(
            ministry["backchannel_logout_uri"].as_str(),
            Some("http://127.0.0.1:8085/dang-xuat-tu-xa")
        );
        assert_eq!(
            ministry["vn_continuation_origins"][0].as_str(),
            Some("http://127.0.0.1:8086"),
            "the service behind the broker"
        );
    }
}
