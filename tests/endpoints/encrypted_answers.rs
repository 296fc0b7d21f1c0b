//! What is signed and then encrypted to a client that registered it.

use josekit::jwe::RSA_OAEP_256;
use serde_json::json;

use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{Proof, RelyingParty};
use crate::support::sealed;
use crate::support::token::Token;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

fn id_token(answer: &Response) -> String {
    answer.member("id_token").unwrap_or_default()
}

/// P65
#[test]
fn an_id_token_is_signed_and_then_encrypted_to_the_registered_key() {
    House::on_each_database(|house| {
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &OFFLINE);
        let tokens = party.redeem(&visit.code, &visit.asked);
        assert_eq!(tokens.status, 200, "{}", tokens.text());
        let token = sealed::token(&id_token(&tokens), &party.keys());
        assert_eq!(token.header["alg"], "RS256");
        assert_eq!(token.text("aud"), Some("clinic"));
        assert_eq!(token.text("nonce"), Some(visit.asked.nonce.as_str()));
        assert!(token.text("at_hash").is_some());
        let refresh = tokens.member("refresh_token").expect("a refresh token");
        let again = party.refresh(&refresh);
        let renewed = sealed::token(&id_token(&again), &party.keys());
        assert_eq!(renewed.text("sub"), token.text("sub"));
        assert_ne!(
            sealed::header(&id_token(&again))["epk"],
            sealed::header(&id_token(&tokens))["epk"],
            "each has a key of its own"
        );
        // The access token is for us alone, and others' tokens stay as they are.
        let access_token = tokens.member("access_token").expect("an access token");
        assert_eq!(access_token.split('.').count(), 3);
        assert_eq!(house.fetch(&house.client("hospital"), MAI, &[]).id_token.header["typ"], "JWT");
    });
}

/// P65 P73
#[test]
fn userinfo_is_signed_and_then_encrypted_too() {
    House::on_each_database(|house| {
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &[]);
        let tokens = party.redeem(&visit.code, &visit.asked);
        let answer = party.userinfo(&tokens.member("access_token").unwrap_or_default());
        assert!(answer.header("content-type").is_some_and(|kind| kind == "application/jwt"));
        let token = sealed::token(&answer.text(), &party.keys());
        assert_eq!(token.header["alg"], "ES256");
        assert_eq!((token.text("aud"), token.text("name")), (Some("clinic"), Some(MAI.name)));
        assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
    });
}

/// P65: by RSA, with a key made for this test.
#[test]
fn a_client_with_an_rsa_key_is_answered_by_it() {
    House::on_each_database(|house| {
        let pair = RSA_OAEP_256.generate_key_pair(2048).expect("a key");
        let (n, e) = (pair.to_jwk_public_key(), "RSA-OAEP-256");
        let text = |name: &str| {
            let value = n.parameter(name).and_then(|value| value.as_str());
            value.unwrap_or_default().to_owned()
        };
        let key =
            json!({ "kty": "RSA", "use": "enc", "kid": "rsa-1", "n": text("n"), "e": text("e") });
        let key = toml::Value::try_from(key).expect("a table").to_string();
        house.register_anew(|clients| {
            let before = "id_token_encrypted_response_alg = \"ECDH-ES\"";
            assert!(clients.contains(before));
            clients
                .replace(before, &format!("id_token_encrypted_response_alg = {e:?}"))
                .replace("OVAOyck\" }", &format!("OVAOyck\" }}, {key}"))
        });
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &[]);
        let tokens = party.redeem(&visit.code, &visit.asked);
        let text = id_token(&tokens);
        assert_eq!(sealed::header(&text)["kid"], "rsa-1");
        let opener = RSA_OAEP_256.decrypter_from_jwk(&pair.to_jwk_private_key()).expect("a key");
        let token = Token::verified(&sealed::opened_by(&opener, &text), &party.keys());
        assert_eq!(token.expect("signed by us").text("aud"), Some("clinic"));
    });
}

/// Asks about a token, and takes only a token for an answer.
fn introspected(house: &House, party: &RelyingParty, token: &str) -> Response {
    let Proof::Basic(secret) = &party.proof else { unreachable!("it has a secret") };
    let answer = Request::form("/introspect", &[("token", token)])
        .basic(&party.id, secret)
        .header("Accept", "application/token-introspection+jwt")
        .send(&house.authority);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let kind = answer.header("content-type").unwrap_or_default();
    assert_eq!(kind, "application/token-introspection+jwt");
    assert!(answer.header("cache-control").is_some_and(|cache| cache.contains("no-store")));
    answer
}

/// RFC 9701; inc_cve_2026_37979: of a foreign token exactly the same is said in both forms.
#[test]
fn introspection_answers_as_a_token_where_it_is_asked_to() {
    House::on_each_database(|house| {
        let (party, stranger) = (house.client("hospital"), house.client("clinic"));
        let fetched = house.fetch(&party, MAI, &[]);
        let answer = introspected(house, &party, &fetched.access_token);
        let token = Token::verified(&answer.text(), &party.keys()).expect("signed by us");
        assert_eq!(token.header["typ"], "token-introspection+jwt");
        assert_eq!(token.header["alg"], "RS256", "where nothing is registered");
        assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
        assert_eq!((token.text("aud"), token.number("iat")), (Some("hospital"), Some(house.now())));
        assert!(token.claims.get("sub").is_none() && token.claims.get("exp").is_none());
        assert_eq!(token.claims["token_introspection"], party.introspect(&fetched.access_token));
        assert_eq!(token.claims["token_introspection"]["active"], true);

        for foreign in [fetched.access_token.as_str(), "nonsense"] {
            let answer = introspected(house, &stranger, foreign);
            let token = sealed::token(&answer.text(), &stranger.keys());
            assert_eq!(token.header["alg"], "PS256");
            assert_eq!(token.claims["token_introspection"], json!({ "active": false }));
            let mut names: Vec<_> = token.claims.as_object().expect("claims").keys().collect();
            names.sort();
            assert_eq!(names, ["aud", "iat", "iss", "token_introspection"]);
            assert_eq!(stranger.introspect(foreign), json!({ "active": false }));
        }
    });
}

/// No kind of answer passes for an ID token when it is brought back.
#[test]
fn no_other_answer_of_ours_is_an_id_token_hint() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let introspection = introspected(house, &party, &fetched.access_token).text();
        let mut browser = fetched.visit.browser;
        let asked = party.ask(&[("response_mode", "jwt"), ("prompt", "none")]);
        let page = browser.open(&asked.url);
        let answer = page.parameter("response").expect("an answer");
        for hint in [introspection, answer] {
            let asked = party.ask(&[("prompt", "none"), ("id_token_hint", &hint)]);
            let page = browser.open(&asked.url);
            assert_eq!(party.error(&page, &asked), "login_required");
        }
    });
}
