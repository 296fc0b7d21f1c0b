//! Requests of clients and browsers: queries, forms, the `claims` parameter, registrations.

use danh::protocol::authorization_request::{AuthorizationRequest, Origin, client_id};
use danh::protocol::bearer::{self, Shown};
use danh::protocol::claims_request::ClaimsRequest;
use danh::protocol::client_authentication::Presented;
use danh::protocol::client_metadata::{self, Strictness};
use danh::protocol::logout::LogoutRequest;
use danh::protocol::params::Params;
use danh::protocol::revocation::NamedToken;
use danh::protocol::token_request::TokenRequest;
use serde_json::json;
use url::form_urlencoded::Serializer;

use crate::engine::{Dice, fuzz};
use crate::seeds::{NAMES, bank, claims, issuer, registrations};
use crate::signed::Signed;
use crate::{json, texts};

/// Parameters with one of their values mutated, or the encoded whole.
fn mutated(pairs: &[(&str, String)], dice: &mut Dice) -> Vec<u8> {
    let mut pairs = pairs.to_vec();
    for _ in 0..=dice.below(2) {
        let at = dice.below(pairs.len());
        match dice.below(6) {
            0 => drop(pairs.remove(at)),
            1 => pairs.push(pairs[at].clone()),
            2 => pairs[at].0 = dice.one(&NAMES),
            3 if dice.rarely(10) => pairs.extend(std::iter::repeat_n(("x", String::new()), 300)),
            _ => pairs[at].1 = texts::mutated_text(&pairs[at].1, dice),
        }
        if pairs.is_empty() {
            break;
        }
    }
    let text = Serializer::new(String::new()).extend_pairs(pairs).finish();
    if dice.rarely(4) { texts::mutated(text.as_bytes(), dice) } else { text.into_bytes() }
}

fn owned(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// `/authorize` and `/par`: what is accepted is answered at the registered address alone, and reads back.
#[test]
fn authorize_query() {
    let client = bank(&Signed::new(json!({}), json!({})).jwk());
    let issuer = issuer();
    let seed = owned(&[
        ("client_id", "bank"),
        ("response_type", "code"),
        ("redirect_uri", "https://bank.example/callback"),
        ("scope", "openid profile vn.number offline_access"),
        ("state", "s"),
        ("nonce", "n"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("prompt", "login consent"),
        ("max_age", "60"),
        ("ui_locales", "vi-VN en"),
        ("acr_values", "urn:danh:acr:ial2.aal2"),
        ("response_mode", "form_post"),
        ("claims", &claims().to_string()),
        ("resource", "https://api.bank.example"),
        (
            "authorization_details",
            r#"[{"type":"payment_initiation","instructedAmount":{"currency":"VND","amount":"1"}}]"#,
        ),
    ]);
    fuzz(
        "authorize_query",
        |dice: &mut Dice| mutated(&seed, dice),
        |text| {
            let Ok(params) = Params::parse(&text) else { return };
            let _who = client_id(&params);
            for origin in [Origin::Direct, Origin::Pushed] {
                let Ok(request) = AuthorizationRequest::parse(&params, &client, (&issuer, origin))
                else {
                    continue;
                };
                assert_eq!(request.redirect_uri().as_str(), "https://bank.example/callback");
                let frozen = params.frozen();
                let thawed = AuthorizationRequest::thaw(&frozen, &client, &issuer);
                let thawed = thawed.expect("what was accepted is accepted again");
                assert_eq!(thawed.asked_claims(&client), request.asked_claims(&client));
                assert_eq!(thawed.nonce, request.nonce);
            }
        },
    );
}

/// Forms at `/token`, `/revoke`, `/introspect`, `/end_session`, and the headers beside them.
#[test]
fn form_body() {
    let client = bank(&Signed::new(json!({}), json!({})).jwk());
    let issuer = issuer();
    let seed = owned(&[
        ("grant_type", "authorization_code"),
        ("code", "0123456789abcdef0123456789abcdef.E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("redirect_uri", "https://bank.example/callback"),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ("client_id", "bank"),
        ("client_secret", "s"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", "e30.e30.AA"),
        ("refresh_token", "0123456789abcdef0123456789abcdef.x"),
        ("scope", "openid"),
        ("token", "t"),
        ("token_type_hint", "access_token"),
        ("id_token_hint", "e30.e30.AA"),
        ("post_logout_redirect_uri", "https://bank.example/farewell"),
        ("state", "s"),
        ("access_token", "t"),
    ]);
    let header = "Basic YmFuazpzZWNyZXQ=";
    let draw = |dice: &mut Dice| {
        let header = dice.rarely(3).then(|| texts::mutated_text(header, dice));
        (mutated(&seed, dice), header)
    };
    fuzz("form_body", draw, |(body, header)| {
        let Ok(params) = Params::parse(&body) else { return };
        if let Ok(shown) = Presented::read(&params, header.as_deref()) {
            let id = shown.client_id().as_str();
            assert!((1..=200).contains(&id.len()), "{id}");
        }
        drop(TokenRequest::parse(&params, &client, &issuer));
        drop(NamedToken::parse(&params));
        if let Ok(request) = LogoutRequest::parse(&params) {
            drop(request.frozen());
        }
        let form = Some(&params);
        drop(bearer::token(Shown { authorization: header.as_deref(), form, query: None }));
    });
}

/// The `claims` parameter.
#[test]
fn claims_request() {
    let seed = claims();
    fuzz(
        "claims_request",
        |dice| json::mutated(&seed, &NAMES, dice),
        |text| {
            if let Ok(read) = ClaimsRequest::parse(&text) {
                assert!(format!("{read:?}").len() < 200_000);
            }
        },
    );
}

/// A registration: every fault is a sentence, and what is taken can be served.
#[test]
fn registration_metadata() {
    let all = registrations(&Signed::new(json!({}), json!({})).jwk());
    let draw = |dice: &mut Dice| {
        let seed = &all[dice.below(all.len())];
        let names: Vec<&str> = client_metadata::KEYS.iter().copied().chain(NAMES).collect();
        json::mutated(seed, &names, dice)
    };
    fuzz("registration_metadata", draw, |text: String| {
        let Ok(metadata) = serde_json::from_str(&text) else { return };
        for strictness in [Strictness::Trial, Strictness::Production] {
            match client_metadata::parse(&metadata, strictness) {
                Ok(client) => {
                    assert_eq!(client.redirect_uris.is_empty(), client.machine);
                    for uri in &client.redirect_uris {
                        assert!(client.redirect_uri(uri.as_str()).is_some());
                    }
                }
                Err(faults) => {
                    assert!(!faults.is_empty());
                    assert!(faults.iter().all(|fault| !fault.sentence.is_empty()));
                }
            }
        }
    });
}
