//! What stands in the tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use aws_lc_rs::digest::{SHA256, digest};

use crate::support::house::House;
use crate::support::people::{BINH, MAI};
use crate::support::token::Token;

/// P3 P57 P58
#[test]
fn an_id_token_says_who_to_whom_and_for_how_long() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let token = &fetched.id_token;
        assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
        let audience = &token.claims["aud"];
        assert!(audience == "hospital" || audience == &serde_json::json!(["hospital"]));
        let subject = token.text("sub").expect("a subject");
        assert!(
            subject.is_ascii()
                && (1..=255).contains(&subject.len())
                && !subject.contains(MAI.number)
        );
        let now = house.now();
        assert!(token.number("exp").is_some_and(|exp| exp > now));
        assert!(token.number("iat").is_some_and(|iat| (now - 300..=now).contains(&iat)));
        assert!(token.header["kid"].is_string());
        assert!(token.number("auth_time").is_some_and(|at| at <= now));
        assert_eq!(token.text("nonce"), Some(fetched.visit.asked.nonce.as_str()));
        assert!(token.claims.get("azp").is_none_or(|azp| azp == "hospital"));
        assert_eq!(token.text("acr"), Some("urn:danh:acr:ial3.aal2"));
        let methods = token.claims["amr"].as_array().expect("a list of methods");
        assert!(
            ["pwd", "otp", "sms"].iter().all(|name| methods.contains(&serde_json::json!(name)))
        );
        assert_eq!(token.claims["vn_assurance"]["ial"], "ial3");
        assert_eq!(token.claims["vn_assurance"]["aal"], "aal2");
    });
}

/// P55 P56
#[test]
fn each_client_has_its_algorithm_and_none_is_no_algorithm() {
    House::on_each_database(|house| {
        for (id, algorithm) in [("hospital", "RS256"), ("bank", "ES256")] {
            let party = house.client(id);
            let fetched = house.fetch(&party, MAI, &[]);
            assert_eq!(fetched.id_token.header["alg"], algorithm);
        }
    });
}

/// P59
#[test]
fn the_hash_of_the_access_token_is_right_where_it_stands() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        if let Some(hash) = fetched.id_token.text("at_hash") {
            let whole = digest(&SHA256, fetched.access_token.as_bytes());
            let half = whole.as_ref().get(..16).unwrap_or_default();
            assert_eq!(hash, URL_SAFE_NO_PAD.encode(half));
        }
    });
}

/// P120
#[test]
fn codes_and_tokens_carry_enough_chance() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched =
            house.fetch(&party, MAI, &[("scope", "openid offline_access"), ("prompt", "consent")]);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for secret in [&fetched.visit.code, &refresh] {
            let chance = secret.rsplit('.').next().unwrap_or_default();
            assert!(chance.len() >= 43, "{secret}");
        }
        let token = Token::unverified(&fetched.access_token).expect("an access token is a JWT");
        assert!(token.text("jti").is_some_and(|id| id.len() >= 22));
    });
}

/// RFC 9068 §2: an access token has a type of its own, so that no other token passes for it.
#[test]
fn an_access_token_is_a_typed_jwt() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let token = Token::verified(&fetched.access_token, &party.keys()).expect("it verifies");
        assert_eq!(token.header["typ"], "at+jwt");
        assert_eq!(token.header["alg"], "ES256");
        assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
        assert_eq!(token.text("client_id"), Some("hospital"));
        assert_eq!(token.text("sub"), fetched.id_token.text("sub"));
        assert!(token.claims.get("name").is_none(), "nothing personal is in it");
    });
}

/// Pairwise subjects: the same person is somebody else in each sector, and the same in one.
#[test]
fn a_subject_is_one_sectors_name_for_a_person() {
    House::on_each_database(|house| {
        let subject = |id: &str, person| {
            let fetched = house.fetch(&house.client(id), person, &[]);
            fetched.id_token.text("sub").expect("a subject").to_owned()
        };
        let (first, again) = (subject("hospital", MAI), subject("hospital", MAI));
        assert_eq!(first, again);
        assert_ne!(first, subject("school", MAI));
        assert_ne!(first, subject("hospital", BINH));
    });
}
