//! What stands at the second address, and how it is announced.

use super::Scene;
use crate::support::house::House;
use crate::support::http::Request;

const ALIASES: [&str; 5] = [
    "introspection_endpoint",
    "pushed_authorization_request_endpoint",
    "revocation_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
];

/// P102: each endpoint that is announced at the second address answers there, under both ways of certificates.
#[test]
fn p102_the_announced_aliases_answer() {
    Scene::on_each_database(|scene| {
        let document = Request::get("/.well-known/openid-configuration");
        let document = document.send(&scene.house.authority).json();
        let aliases = document["mtls_endpoint_aliases"].as_object().expect("aliases");
        for name in ALIASES {
            assert!(aliases.contains_key(name), "{name} is missing");
        }
        let port = scene.line.address.rsplit_once(':').map_or("", |parts| parts.1);
        let base = format!("https://localhost:{port}");
        for (name, address) in aliases {
            let path = address.as_str().and_then(|address| address.strip_prefix(&base));
            let path = path.expect("it stands at the second address");
            let own = format!("{}{path}", scene.house.issuer);
            assert_eq!(document[name], own.as_str(), "an alias has an endpoint");
            let answer = scene.line.send(&Request::form(path, &[("client_id", "nobody")]));
            assert!([400, 401].contains(&answer.status), "{name}: {}", answer.text());
        }
        assert_eq!(document["tls_client_certificate_bound_access_tokens"], true);
        for list in ["token", "introspection", "revocation"] {
            let methods = &document[format!("{list}_endpoint_auth_methods_supported")];
            let methods = methods.as_array().expect("a list");
            for way in ["tls_client_auth", "self_signed_tls_client_auth"] {
                assert!(methods.iter().any(|known| known == way), "{list}: {way}");
            }
        }
    });
}

/// P102: without a second address nothing of it is said.
#[test]
fn p102_without_a_second_address_none_is_announced() {
    House::on_each_database(|house| {
        let text = Request::get("/.well-known/openid-configuration").send(&house.authority).text();
        for word in ["mtls_endpoint_aliases", "tls_client_"] {
            assert!(!text.contains(word), "{word}");
        }
    });
}

/// No browser has anything to do there: no page, no cookie, no document.
#[test]
fn the_second_address_has_no_page_and_no_cookie() {
    Scene::on_each_database(|scene| {
        let shown = scene.line.showing(&scene.certified);
        for path in [
            "/",
            "/authorize?client_id=agency",
            "/account",
            "/login",
            "/end_session",
            "/jwks",
            "/.well-known/openid-configuration",
            "/assets/main.css",
            "/health/ready",
            "/metrics",
            "/management/metrics",
            "/none",
        ] {
            for line in [&shown, &scene.line] {
                for request in [Request::get(path), Request::form(path, &[("a", "b")])] {
                    let answer = line.send(&request.header("Accept", "text/html"));
                    answer.assert_error(404, "invalid_request");
                    assert_eq!(answer.header("set-cookie"), None, "{path}");
                    assert_eq!(answer.location(), None, "{path}");
                }
            }
        }
        for path in ["/token", "/par", "/revoke", "/introspect", "/userinfo"] {
            let answer = shown.send(&Request::form(path, &[("client_id", "nobody")]));
            assert_eq!(answer.header("set-cookie"), None, "{path}");
            assert!(!answer.header("content-type").unwrap_or_default().contains("html"), "{path}");
        }
    });
}
