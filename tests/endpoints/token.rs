//! `/token` with `grant_type=authorization_code`.

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::{BINH, MAI};

/// P49 P50
#[test]
fn tokens_come_as_json_that_nobody_stores() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let tokens = house.fetch(&party, MAI, &[]).tokens;
        assert_eq!(
            tokens.header("content-type").map(|kind| kind.starts_with("application/json")),
            Some(true)
        );
        assert!(tokens.header("cache-control").is_some_and(|cache| cache.contains("no-store")));
        let body = tokens.json();
        assert_eq!(body["token_type"], "Bearer");
        assert!(
            body["expires_in"].as_i64().is_some_and(|seconds| (1..31_536_000).contains(&seconds))
        );
        assert!(body["access_token"].is_string() && body["id_token"].is_string());
    });
}

/// P51
#[test]
fn errors_have_registered_codes() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        let redirect = ("redirect_uri", party.redirect_uri.as_str());
        let verifier = ("code_verifier", visit.asked.verifier.as_str());
        let code = ("grant_type", "authorization_code");
        party
            .token(&[("code", &visit.code), redirect, verifier])
            .assert_error(400, "invalid_request");
        party
            .token(&[("grant_type", "password"), ("username", "x")])
            .assert_error(400, "unsupported_grant_type");
        party
            .token(&[("grant_type", "client_credentials")])
            .assert_error(400, "unauthorized_client");
        party.token(&[code, redirect, verifier]).assert_error(400, "invalid_request");
        party
            .token(&[code, ("code", "nonsense"), redirect, verifier])
            .assert_error(400, "invalid_grant");
        party.token(&[("grant_type", "refresh_token")]).assert_error(400, "invalid_request");
        assert_eq!(
            party.redeem(&visit.code, &visit.asked).status,
            200,
            "none of these burned the code"
        );
    });
}

#[test]
fn other_methods_types_and_repeated_parameters_are_refused() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        assert_eq!(Request::get("/token").send(&house.authority).status, 405);
        let twice =
            party.token(&[("grant_type", "authorization_code"), ("code", "a"), ("code", "b")]);
        twice.assert_error(400, "invalid_request");
        let json = Request::new("POST", "/token")
            .header("Content-Type", "application/json")
            .body(b"{}".to_vec());
        assert!((400..=415).contains(&json.send(&house.authority).status));
        let large =
            Request::form("/token", &[("code", "x".repeat(1_000_000))]).send(&house.authority);
        assert!((400..=413).contains(&large.status));
    });
}

/// P52
#[test]
fn a_code_redeemed_twice_revokes_its_tokens() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for wait in [0, 31] {
            let first = house.fetch(
                &party,
                MAI,
                &[("scope", "openid profile offline_access"), ("prompt", "consent")],
            );
            let refresh = first.tokens.member("refresh_token").expect("a refresh token");
            assert_eq!(party.userinfo(&first.access_token).status, 200);
            house.clock.pass_seconds(wait);
            party.redeem(&first.visit.code, &first.visit.asked).assert_error(400, "invalid_grant");
            assert_eq!(party.userinfo(&first.access_token).status, 401);
            assert_eq!(
                party.introspect(&first.access_token),
                serde_json::json!({ "active": false })
            );
            party.refresh(&refresh).assert_error(400, "invalid_grant");
        }
    });
}

/// P53 P127
#[test]
fn a_code_serves_only_its_own_client_address_and_challenge() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        // A stranger's attempt neither works nor burns the code.
        let mut stranger = house.client("school");
        party.redirect_uri.clone_into(&mut stranger.redirect_uri);
        stranger.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200);

        let visit = house.visit(&party, MAI, &[]);
        let elsewhere = party.clone().answered_at("https://hospital.example/callback?branch=2");
        elsewhere.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");

        let visit = house.visit(&party, MAI, &[]);
        let mut wrong = visit.asked.clone();
        wrong.verifier = "w".repeat(43);
        party.redeem(&visit.code, &wrong).assert_error(400, "invalid_grant");
        party.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
    });
}

/// P54
#[test]
fn every_client_redeems_with_pkce_and_none_without() {
    House::on_each_database(|house| {
        for id in ["hospital", "bank", "portal", "school"] {
            let party = house.client(id);
            house.fetch(&party, MAI, &[]);
            let visit = house.visit(&party, MAI, &[]);
            let without = party.token(&[
                ("grant_type", "authorization_code"),
                ("code", &visit.code),
                ("redirect_uri", &party.redirect_uri),
            ]);
            assert_eq!(without.status, 400, "{id}: {}", without.text());
        }
    });
}

/// P119
#[test]
fn a_code_lives_for_sixty_seconds() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        house.clock.pass_seconds(59);
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200);
        let visit = house.visit(&party, BINH, &[]);
        house.clock.pass_seconds(61);
        party.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
    });
}

/// inc_cve_2026_27840: a cut or changed handle is no handle.
#[test]
fn a_cut_or_changed_code_is_no_code() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        for cut in (1..visit.code.len()).step_by(7) {
            let start = visit.code.get(..cut).unwrap_or_default();
            party.redeem(start, &visit.asked).assert_error(400, "invalid_grant");
        }
        let longer = format!("{}A", visit.code);
        party.redeem(&longer, &visit.asked).assert_error(400, "invalid_grant");
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200);
    });
}
