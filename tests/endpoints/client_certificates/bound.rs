//! Tokens that are bound to a certificate: who gets them, and whom they serve (RFC 8705 §3).

use serde_json::json;

use super::{Scene, assert_proven};
use crate::support::holder::Holder;
use crate::support::http::Request;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::token::Token;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// P121 P103: a whole sign-in, by every way that goes with a certificate.
#[test]
fn p121_tokens_are_bound_to_the_certificate_of_the_connection() {
    Scene::on_each_database(|scene| {
        for id in ["agency", "subject", "own", "own-key", "keyed"] {
            let party = scene.right(id);
            let fetched = scene.house.fetch(&party, MAI, &[]);
            assert_eq!(fetched.tokens.json()["token_type"], "Bearer", "{id}");
            let access = Token::verified(&fetched.access_token, &party.keys()).expect("a token");
            let shown = party.line.as_ref().and_then(|line| line.shown.as_ref()).expect("one");
            let bound = json!({ "x5t#S256": shown.thumbprint() });
            assert_eq!(access.claims["cnf"], bound, "{id}");
            let answer = party.userinfo(&fetched.access_token);
            assert_eq!(answer.status, 200, "{id}: {}", answer.text());
            assert_eq!(answer.member("sub").as_deref(), fetched.id_token.text("sub"));
            let known = party.introspect(&fetched.access_token);
            assert_eq!((&known["active"], &known["cnf"]), (&json!(true), &bound), "{id}");
        }
    });
}

/// P121: by another certificate, by none, at the issuer's own address, by a proof or by a header the token opens
/// nothing.
#[test]
fn p121_a_token_that_is_bound_to_a_certificate_serves_its_holder_alone() {
    Scene::on_each_database(|scene| {
        let party = scene.right("agency");
        let token = scene.house.fetch(&party, MAI, &[]).access_token;
        let renewed = scene.world.authority.certify("app.bank.example", |_| ());
        let thieves = [
            scene.showing("other", &scene.of_other),
            scene.showing("agency", &renewed),
            scene.bare("agency"),
            scene.house.client("agency"),
        ];
        for thief in &thieves {
            thief.userinfo(&token).assert_challenged(401, "invalid_token");
            let with_header = Request::get("/userinfo").bearer(&token);
            let with_header = with_header.header("Client-Cert", &scene.certified.header());
            thief.send(&with_header).assert_challenged(401, "invalid_token");
            let proving = RelyingParty { holder: Some(Holder::new()), ..thief.clone() };
            proving.userinfo(&token).assert_challenged(401, "invalid_token");
        }
        let proving = RelyingParty { holder: Some(Holder::new()), ..party.clone() };
        proving.userinfo(&token).assert_challenged(401, "invalid_token");
        assert_eq!(party.userinfo(&token).status, 200, "what was tried took nothing");
    });
}

/// P121: no certificate, no token; and the code is left as it was.
#[test]
fn p121_without_a_certificate_no_token_is_given() {
    Scene::on_each_database(|scene| {
        let keyed = scene.right("keyed");
        let visit = scene.house.visit(&keyed, MAI, &OFFLINE);
        for without in [scene.bare("keyed"), scene.house.client("keyed")] {
            let refused = without.redeem(&visit.code, &visit.asked);
            refused.assert_error(400, "invalid_request");
            let told = refused.member("error_description").unwrap_or_default();
            assert!(told.contains("mtls_endpoint_aliases"), "{told}");
        }
        let proving = RelyingParty { holder: Some(Holder::new()), ..keyed.clone() };
        proving.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_dpop_proof");
        let first = keyed.fetched(visit);
        let refresh = first.tokens.member("refresh_token").expect("a refresh token");
        for without in [scene.bare("keyed"), scene.house.client("keyed")] {
            without.refresh(&refresh).assert_error(400, "invalid_request");
        }
        assert_eq!(keyed.refresh(&refresh).status, 200);
    });
}

/// P121 P128: a confidential client may renew its certificate; what it refreshes is bound to the new one.
#[test]
fn p121_what_is_refreshed_is_bound_to_the_certificate_that_is_shown_then() {
    Scene::on_each_database(|scene| {
        let party = scene.right("agency");
        let fetched = scene.house.fetch(&party, MAI, &OFFLINE);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for other in [scene.bare("agency"), scene.showing("agency", &scene.of_other)] {
            other.refresh(&refresh).assert_error(401, "invalid_client");
        }
        scene.right("other").refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.refresh(&refresh).status, 200);
        let identity = scene.world.authority.certify("app.bank.example", |_| ());
        let renewed = scene.showing("agency", &identity);
        let answer = renewed.refresh(&refresh);
        let token = answer.member("access_token").expect("an access token");
        let access = Token::verified(&token, &party.keys()).expect("a token");
        assert_eq!(access.claims["cnf"], json!({ "x5t#S256": identity.thumbprint() }));
        assert_eq!(renewed.userinfo(&token).status, 200);
        party.userinfo(&token).assert_challenged(401, "invalid_token");
    });
}

/// P121: who proves itself by nothing else refreshes with the certificate that it began with (RFC 8705 §4).
#[test]
fn p121_a_public_clients_refresh_token_is_bound_to_its_certificate() {
    Scene::on_each_database(|scene| {
        let party = scene.right("app");
        let fetched = scene.house.fetch(&party, MAI, &OFFLINE);
        let mut refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for _ in 0..2 {
            let other = scene.showing("app", &scene.of_other);
            other.refresh(&refresh).assert_error(400, "invalid_grant");
            scene.bare("app").refresh(&refresh).assert_error(400, "invalid_request");
            scene.house.client("app").refresh(&refresh).assert_error(400, "invalid_request");
            let answer = party.refresh(&refresh);
            assert_eq!(answer.status, 200, "{}", answer.text());
            let token = answer.member("access_token").expect("an access token");
            assert_eq!(party.userinfo(&token).status, 200);
            other.userinfo(&token).assert_challenged(401, "invalid_token");
            refresh = answer.member("refresh_token").expect("the next");
        }
    });
}

/// P102 P121: a proof names the address that it is sent to, the issuer's own or the second one's, and no other.
#[test]
fn p102_a_proof_at_the_second_address_may_name_it() {
    Scene::on_each_database(|scene| {
        let party = RelyingParty { holder: Some(Holder::new()), ..scene.right("proving") };
        assert_proven(&party);
        let fetched = scene.house.fetch(&party, MAI, &[]);
        assert_eq!(fetched.tokens.json()["token_type"], "DPoP");
        let token = &fetched.access_token;
        let known = party.introspect(token);
        assert_eq!(known["cnf"], json!({ "jkt": party.held().key.thumbprint() }));
        let port = scene.line.address.rsplit_once(':').map_or("", |parts| parts.1);
        let second = format!("https://localhost:{port}/userinfo");
        let own = format!("{}/userinfo", scene.house.issuer);
        let read = |address: &str| {
            let proof = party.held().proof(("GET", address), Some(token), party.later());
            let request = Request::get("/userinfo");
            let request = request.header("Authorization", &format!("DPoP {token}"));
            party.send(&request.header("DPoP", &proof))
        };
        for address in [&second, &own] {
            assert_eq!(read(address).status, 200, "{address}");
        }
        for address in [
            second.replace("https", "http"),
            second.replace("localhost", "127.0.0.1"),
            "https://localhost/userinfo".to_owned(),
            second.replace("userinfo", "token"),
        ] {
            read(&address).assert_challenged(401, "invalid_dpop_proof");
        }
    });
}
