use super::*;
use crate::domain::authorization_detail::DetailType;
use crate::domain::client::{Agreement, MacAlgorithm, Page, SigningAlgorithm};
use crate::domain::network::Network;
use crate::domain::protection::{EncryptionAlgorithm, Protected, RequestObjects};
use crate::domain::text::Line;
use crate::domain::time::{Day, Lifetime};
use crate::protocol::client_metadata::{Strictness, parse};
use crate::protocol::{example, registered_url, request_uri};

fn by_name(name: CertificateName) -> Client {
    Client { credential: ClientCredential::Certificate(name), ..example::client() }
}

fn page(vi: &str, en: Option<&str>) -> Page {
    let url = |text| registered_url::for_browsers(text).expect("an address");
    Page { vi: url(vi), en: en.map(url) }
}

fn presence() -> Presence {
    Presence {
        home: Some(page("https://bank.example/", None)),
        policy: Some(page("https://bank.example/p", Some("https://bank.example/en/p"))),
        terms: None,
        logo: registered_url::judged("https://bank.example/logo.png").ok(),
    }
}

fn agreement() -> Option<Agreement> {
    Some(Agreement { reference: Line::parse("12/2026/TT")?, until: Day::new(2027, 12, 31) })
}

fn every_protection() -> Protections {
    let encrypted = Some(EncryptionAlgorithm::EcdhEs);
    let protected = Protected { signed: SigningAlgorithm::Es256, encrypted };
    let signed = Some(SigningAlgorithm::Es256);
    Protections {
        id_token: encrypted,
        userinfo: encrypted,
        introspection: protected,
        authorization: protected,
        requests: RequestObjects { signed, encrypted, required: true },
    }
}

#[test]
fn what_is_described_reads_back_to_the_same_registration() {
    let (keys, algorithm) = (KeySource::Here(example::KEYS.to_owned()), SigningAlgorithm::Es256);
    let url = registered_url::judged("https://bank.example/keys").expect("an address");
    for client in [
        example::client(),
        Client { credential: ClientCredential::SecretPost, ..example::client() },
        Client { credential: ClientCredential::Public, ..example::client() },
        Client {
            credential: ClientCredential::SecretJwt { algorithm: MacAlgorithm::Hs384 },
            ..example::client()
        },
        Client {
            keys: Some(KeySource::At(url.clone())),
            credential: ClientCredential::PrivateKeyJwt {
                keys: KeySource::At(url.clone()),
                algorithm,
            },
            ..example::client()
        },
        Client {
            keys: Some(KeySource::At(url.clone())),
            credential: ClientCredential::OwnCertificate { keys: KeySource::At(url) },
            ..example::client()
        },
        Client {
            keys: Some(keys.clone()),
            credential: ClientCredential::OwnCertificate { keys: keys.clone() },
            ..example::client()
        },
        by_name(CertificateName::Subject("CN=app,O=Bank\\, Test,C=VN".to_owned())),
        by_name(CertificateName::Dns("app.bank.example".to_owned())),
        by_name(CertificateName::Uri("spiffe://bank.example/app".to_owned())),
        by_name(CertificateName::Ip([203, 0, 113, 7].into())),
        by_name(CertificateName::Email("app@bank.example".to_owned())),
        Client {
            credential: ClientCredential::PrivateKeyJwt { keys, algorithm },
            pkce_required: false,
            pushed_only: true,
            assurance_required: true,
            default_max_age: Some(Lifetime::seconds(0)),
            userinfo_algorithm: Some(SigningAlgorithm::EdDsa),
            continuation_origins: vec!["https://broker.example".to_owned()],
            access_token_format: AccessTokenFormat::Opaque,
            detail_types: vec![DetailType::PaymentInitiation],
            resources: Resource::parse("https://api.bank.example").into_iter().collect(),
            own_resource: Resource::parse("urn:bank:1"),
            keys: Some(KeySource::Here(example::KEYS.to_owned())),
            ..example::client()
        },
        Client {
            presence: presence(),
            agreement: agreement(),
            networks: ["203.0.113.0/24", "2001:db8::/32"]
                .into_iter()
                .filter_map(Network::parse)
                .collect(),
            userinfo_algorithm: Some(SigningAlgorithm::Ps256),
            keys: Some(KeySource::Here(example::BOTH_KEYS.to_owned())),
            request_uris: request_uri::judged("https://bank.example/r").into_iter().collect(),
            protections: every_protection(),
            ..example::client()
        },
    ] {
        assert_eq!(parse(&describe(&client), Strictness::Trial), Ok(client));
    }
}
