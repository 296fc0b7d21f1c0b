//! Where a proxy ends TLS: its header is believed from its address and with its secret alone, written once and as
//! it should be (CVE-2024-10039, CVE-2025-64484).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Scene;
use crate::support::certificates::Identity;
use crate::support::house::Kind;
use crate::support::http::{Request, Response};

const SECRET: &str = "tests-only-proxy-secret-0123456789-abcdefghij";
const TOLD: &str = "Danh-Proxy-Secret";

/// How proxies, their neighbours and attackers write it.
const SPELLINGS: [&str; 40] = [
    "Client_Cert",
    "client_cert",
    "CLIENT_CERT",
    "ClientCert",
    "Client-Certificate",
    "Client.Cert",
    "Client-Cert-",
    "Client--Cert",
    "Client-Cert-Chain",
    "Client-Cert-Leaf",
    "HTTP-Client-Cert",
    "HTTP_CLIENT_CERT",
    "X-Client-Cert",
    "X_Client_Cert",
    "X-Client-Certificate",
    "X-Client-Cert-Chain",
    "X-Client-Verify",
    "X-Client-DN",
    "X-Client-S-DN",
    "SSL-Client-Cert",
    "SSL_CLIENT_CERT",
    "SSL-Client-Verify",
    "SSL_CLIENT_S_DN",
    "X-SSL-Cert",
    "X-SSL-Client-Cert",
    "X_SSL_CLIENT_CERT",
    "X-SSL-Client-Certificate",
    "X-SSL-Client-Verify",
    "X-SSL-Client-S-DN",
    "X-SSL-Client-DN",
    "X-SSL-Client-SHA1",
    "X-TLS-Client-Cert",
    "X-Forwarded-Client-Cert",
    "X_Forwarded_Client_Cert",
    "X-Forwarded-Client-Certificate",
    "X-Forwarded-Tls-Client-Cert",
    "X-Forwarded-Tls-Client-Cert-Info",
    "X-ARR-ClientCert",
    "X-Amzn-Mtls-Clientcert",
    "X-Amzn-Mtls-Clientcert-Leaf",
];

/// A request of the client `agency` that says its name and shows nothing yet.
fn asking() -> Request {
    Request::form("/revoke", &[("client_id", "agency"), ("token", "none")])
}

/// The same certificate, as one or another proxy would write it.
fn values(identity: &Identity) -> [String; 4] {
    let bare = STANDARD.encode(&identity.certificate);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{bare}\n-----END CERTIFICATE-----\n");
    let escaped = url::form_urlencoded::byte_serialize(pem.as_bytes()).collect();
    [identity.header(), format!("Cert=\"{bare}\""), bare, escaped]
}

fn assert_unbelieved(answer: &Response, why: &str) {
    assert!([400, 401].contains(&answer.status), "{why}: {}", answer.text());
    assert_ne!(answer.status, 200, "{why}");
}

/// Security 1.3: whoever is not the proxy is not believed, however it is written.
#[test]
fn p103_a_certificate_in_a_header_is_believed_of_nobody_but_the_proxy() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let elsewhere = Scene::open(kind, Some(("192.0.2.7", SECRET)));
        let here = Scene::open(kind, Some(("127.0.0.1", SECRET)));
        for (scene, secrets) in [
            (&elsewhere, &[&[SECRET][..], &[]][..]),
            (&here, &[&[], &["wrong"], &[SECRET, SECRET], &[SECRET, "wrong"], &[""]]),
        ] {
            for secrets in secrets {
                let told = secrets.iter().fold(asking(), |request, it| request.header(TOLD, it));
                for name in SPELLINGS.into_iter().chain(["Client-Cert"]) {
                    let [value, ..] = values(&scene.certified);
                    let answer = told.clone().header(name, &value).send(&scene.line.address);
                    assert_unbelieved(&answer, name);
                }
            }
            // The issuer's own address has no proxy that is believed about certificates.
            let request = asking().header(TOLD, SECRET);
            let request = request.header("Client-Cert", &scene.certified.header());
            assert_unbelieved(&request.send(&scene.house.authority), "the issuer's own address");
        }
    }
}

/// Security 1.3: of the proxy itself one spelling is believed, once; what else came through it is the client's own.
#[test]
fn p103_the_proxys_own_header_is_believed_as_rfc_9440_writes_it() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let scene = Scene::open(kind, Some(("127.0.0.1", SECRET)));
        let told = || asking().header(TOLD, SECRET);
        let send = |request: Request| request.send(&scene.line.address);
        let [right, others @ ..] = values(&scene.certified);
        for name in SPELLINGS {
            for value in std::iter::once(&right).chain(&others) {
                assert_unbelieved(&send(told().header(name, value)), name);
            }
        }
        for value in &others {
            assert_unbelieved(&send(told().header("Client-Cert", value)), value);
        }
        for bad in [
            format!("{right}, {right}"),
            format!("{right};a=1"),
            format!("\"{right}\""),
            right.trim_matches(':').to_owned(),
            format!("{right}{right}"),
            "::".to_owned(),
            String::new(),
            scene.of_other.header(),
        ] {
            assert_unbelieved(&send(told().header("Client-Cert", &bad)), &bad);
        }
        let twice = told().header("Client-Cert", &right).header("Client-Cert", &right);
        assert_unbelieved(&send(twice), "twice");
        let both = told().header("Client-Cert", &right).header("client-cert", "::");
        assert_unbelieved(&send(both), "one of the proxy and one of a stranger");
        let spelled = asking().header("Danh_Proxy_Secret", SECRET).header("Client-Cert", &right);
        assert_unbelieved(&send(spelled), "a secret by another name");
        assert_unbelieved(&send(told()), "no certificate");
        for name in ["Client-Cert", "client-cert", "CLIENT-CERT"] {
            let answer = send(told().header(name, &right));
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        }
        let expired = scene.world.authority.certify("app.bank.example", |it| {
            it.not_after = rcgen::date_time_ymd(2026, 2, 1);
        });
        let answer = send(told().header("Client-Cert", &expired.header()));
        answer.assert_error(401, "invalid_client");
    }
}
