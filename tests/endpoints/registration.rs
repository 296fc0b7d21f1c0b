//! `/register`: clients that register themselves, within what an operator vouched for.

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::invitations::{CAFE, ENABLED, Registered, metadata, terms};
use crate::support::people::MAI;

mod bad_input;
mod elsewhere;
mod left;
mod managed;
mod statements;
mod vouched;

/// P76, P84: what is registered is told back with what we made, and serves at once.
#[test]
fn p76_p84_an_invited_client_registers_and_signs_somebody_in() {
    House::on_each_database_set(&[ENABLED], |house| {
        let token = house.invite(&terms(), 1, 1);
        let response = house.register_with(&token, &json!({ "default_max_age": 600 }));
        assert_eq!(response.status, 201, "{}", response.text());
        let kept = response.header("cache-control").is_some_and(|it| it.contains("no-store"));
        assert!(kept && response.header("pragma") == Some("no-cache"));
        let told = response.json();
        assert_eq!(told["client_secret_expires_at"], 0);
        assert_eq!(told["client_id_issued_at"], house.now());
        assert_eq!(told["default_max_age"], 600);
        assert_eq!(told["redirect_uris"], json!([CAFE]));
        assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(told["id_token_signed_response_alg"], "RS256");
        assert_eq!(told["response_types"], json!(["code"]));
        assert_eq!(told["vn_legal_name"], "Quán Thử");
        let secrets = ["client_secret", "registration_access_token"]
            .map(|name| told[name].as_str().expect("a secret").to_owned());
        let registered = Registered { told, path: String::new(), token: String::new() };
        let fetched = house.fetch(&registered.party(house), MAI, &[]);
        assert_eq!(fetched.id_token.header["alg"], "RS256");
        assert_eq!(house.events("client.registered"), 1);
        assert_eq!(house.events("client.invited"), 1);
        let stored = house.everything_stored();
        for secret in secrets.iter().chain([&token]) {
            let secret = secret.rsplit('.').next().expect("a part").as_bytes();
            assert!(!stored.windows(secret.len()).any(|part| part == secret));
        }
    });
}

/// P84: without a good initial access token nobody registers, and each is good for so many and so long.
#[test]
fn p84_a_token_serves_so_many_clients_and_so_long() {
    House::on_each_database_set(&[ENABLED], |house| {
        let body = metadata(&json!({})).to_string().into_bytes();
        let bare = || Request::new("POST", "/register").header("Content-Type", "application/json");
        let refused = bare().body(body.clone()).send(&house.authority);
        assert_eq!((refused.status, refused.json()), (401, json!({})));
        assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"danh\""));
        let token = house.invite(&terms(), 2, 1);
        let mut wrong = token.clone();
        wrong.replace_range(40..41, if &wrong[40..41] == "A" { "B" } else { "A" });
        house.register_with(&wrong, &json!({})).assert_challenged(401, "invalid_token");
        house.register_with("nothing", &json!({})).assert_challenged(401, "invalid_token");
        // Nowhere else than in the header, and by no other scheme.
        for request in [
            Request::new("POST", &format!("/register?access_token={token}")),
            Request::new("POST", "/register").header("Authorization", &format!("DPoP {token}")),
        ] {
            let request = request.header("Content-Type", "application/json").body(body.clone());
            assert_eq!(request.send(&house.authority).status, 401);
        }
        for _ in 0..2 {
            assert_eq!(house.register_with(&token, &json!({})).status, 201);
        }
        house.register_with(&token, &json!({})).assert_challenged(401, "invalid_token");
        let late = house.invite(&terms(), 5, 1);
        house.clock.pass_seconds(24 * 3600);
        house.register_with(&late, &json!({})).assert_challenged(401, "invalid_token");
        assert_eq!(house.events("client.registered"), 2, "nothing else was written down");
    });
}

/// P76: what is not understood is ignored, and told back as little as it was registered.
#[test]
fn p76_only_what_was_registered_is_told_back() {
    House::on_each_database_set(&[ENABLED], |house| {
        let unknown = json!({
            "favourite_colour": "xanh", "application_type": "web", "client_secret": "of their own",
            "registration_access_token": "x", "scope": null,
        });
        let told = house.registered(&unknown).told;
        for name in ["favourite_colour", "application_type"] {
            assert!(told.get(name).is_none(), "{name}");
        }
        assert_ne!(told["client_secret"], "of their own");
        assert_eq!(
            told["scope"], "openid profile offline_access",
            "null is as if nothing was said"
        );
    });
}

/// P76: a public client has no secret, and no machine comes by an invitation to people's clients.
#[test]
fn p76_a_secret_is_made_only_for_a_method_that_needs_one() {
    House::on_each_database_set(&[ENABLED], |house| {
        let told = house.registered(&json!({ "token_endpoint_auth_method": "none" })).told;
        assert!(told.get("client_secret").is_none());
        assert!(told.get("client_secret_expires_at").is_none());
        let token = house.invite(&terms(), 1, 1);
        let machine = json!({ "grant_types": ["client_credentials"], "scope": "danh.metrics" });
        let refused = house.register_with(&token, &machine);
        refused.assert_error(400, "invalid_client_metadata");
    });
}

/// The endpoint is announced where it is, and is nowhere where the operator did not open it.
#[test]
fn registration_is_announced_only_where_it_is_open() {
    let discovery = |house: &House| {
        Request::get("/.well-known/openid-configuration").send(&house.authority).json()
    };
    House::on_each_database(|house| {
        assert!(discovery(house).get("registration_endpoint").is_none());
        let token = house.invite(&terms(), 1, 1);
        assert_eq!(house.register_with(&token, &json!({})).status, 404);
        assert_eq!(house.manage("GET", "/register/hospital", &token, &Value::Null).status, 404);
    });
    House::on_each_database_set(&[ENABLED], |house| {
        let endpoint = format!("{}/register", house.issuer);
        assert_eq!(discovery(house)["registration_endpoint"], endpoint);
    });
}
