//! Whatever strangers send, each reader of this room answers and none breaks.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::authorization_request::{AuthorizationRequest, Origin, malformed};
use super::bearer::{self, Shown};
use super::claims_request::ClaimsRequest;
use super::client_authentication::Presented;
use super::client_description::describe;
use super::client_metadata::{self, KEYS, Strictness};
use super::issuer::Issuer;
use super::logout::LogoutRequest;
use super::params::Params;
use super::revocation::NamedToken;
use super::token_request::TokenRequest;
use super::{example, redirect_uri};

/// Pairs of names that mean something and values that mostly do not.
fn forms() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "claims",
        "prompt",
        "max_age",
        "acr_values",
        "code_challenge",
        "code_challenge_method",
        "request_uri",
        "client_assertion",
        "client_assertion_type",
        "client_secret",
        "grant_type",
        "code",
        "refresh_token",
        "token",
        "id_token_hint",
        "post_logout_redirect_uri",
        "utm",
    ]);
    let values = prop_oneof![
        "[ -~]{0,40}",
        "(%[0-9a-f]{2}|[a-z+%&=]){0,20}",
        prop::sample::select(vec![
            "bank",
            "https%3A%2F%2Fbank.example%2Fcb",
            "code",
            "openid",
            "S256",
            "none",
            "authorization_code",
            "refresh_token",
            "%7B%22id_token%22%3A%7B%7D%7D",
            "a.b.c",
        ])
        .prop_map(str::to_owned),
    ];
    let pairs = prop::collection::vec((names, values), 0..12);
    pairs.prop_map(|pairs| {
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    })
}

/// Values of any kind, not deep.
fn values() -> impl Strategy<Value = Value> {
    let leaves = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    leaves.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z_#]{0,12}", inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_form_is_answered(form in forms(), header in proptest::option::of("(Basic |Bearer |x)?[ -~]{0,40}")) {
        let client = example::client();
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        match Params::parse(form.as_bytes()) {
            Err(error) => {
                let _ = malformed(&error, Some(&client));
            }
            Ok(params) => {
                if let Ok(request) = AuthorizationRequest::parse(&params, &client, (&issuer, Origin::Direct)) {
                    // What is accepted goes to a registered address and thaws to the same.
                    prop_assert!(client.redirect_uris.contains(request.redirect_uri()));
                    prop_assert!(AuthorizationRequest::thaw(&params.frozen(), &client, &issuer).is_ok());
                }
                let _ = TokenRequest::parse(&params, &client, &issuer);
                let _ = Presented::read(&params, header.as_deref());
                let _ = LogoutRequest::parse(&params);
                let _ = NamedToken::parse(&params);
                let shown = Shown { authorization: header.as_deref(), form: Some(&params), query: None };
                let _ = bearer::token(shown);
            }
        }
    }

    #[test]
    fn every_claims_request_is_answered(value in values()) {
        let _ = ClaimsRequest::parse(&json!({"id_token": value, "userinfo": value}).to_string());
        let _ = ClaimsRequest::parse(&value.to_string());
    }

    #[test]
    fn every_registration_is_answered(at in 0..KEYS.len(), value in values(), strict in any::<bool>()) {
        let mut metadata = describe(&example::client());
        metadata[KEYS[at]] = value;
        let strictness = if strict { Strictness::Production } else { Strictness::Trial };
        if let Ok(client) = client_metadata::parse(&metadata, strictness) {
            prop_assert_eq!(client_metadata::parse(&describe(&client), Strictness::Trial), Ok(client));
        }
    }

    #[test]
    fn no_text_is_the_registered_uri_but_itself(text in "(https?://)?[a-z.@:/?#\\\\%-]{0,40}") {
        let client = example::client();
        prop_assert_eq!(
            client.redirect_uri(&text).is_some(),
            client.redirect_uris.iter().any(|uri| uri.as_str() == text)
        );
        for public in [true, false] {
            if let Ok(uri) = redirect_uri::judged(&text, public) {
                prop_assert!(!uri.as_str().contains(['#', '\\', '*']));
            }
        }
    }
}
