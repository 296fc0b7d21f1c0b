//! Tables for the walk.

mod mutants;

use url::form_urlencoded;

use super::*;
use crate::protocol::error::ErrorCode;
use crate::protocol::example;
use crate::protocol::issuer::Issuer;

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A request that passes, with these pairs put in place of its own; an empty value takes one away.
fn request(changes: &[(&str, &str)]) -> Params {
    let mut pairs = vec![
        ("client_id", "bank"),
        ("redirect_uri", "https://bank.example/cb"),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "the-state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Params::parse(text.as_bytes()).expect("parameters")
}

fn issuer() -> Issuer {
    Issuer::parse("https://danh.example").expect("an issuer")
}

fn parsed(changes: &[(&str, &str)]) -> Result<AuthorizationRequest, Rejected> {
    AuthorizationRequest::parse(&request(changes), &example::client(), (&issuer(), Origin::Direct))
}

fn accepted(changes: &[(&str, &str)]) -> AuthorizationRequest {
    parsed(changes).expect("an accepted request")
}

/// The error that is sent to the client; a page is not one.
fn replied(changes: &[(&str, &str)]) -> OAuthError {
    match parsed(changes) {
        Err(Rejected::Reply { error, reply_to }) => {
            assert_eq!(reply_to.redirect_uri().as_str(), "https://bank.example/cb");
            error
        }
        other => panic!("{changes:?}: {other:?}"),
    }
}

fn shown(changes: &[(&str, &str)]) -> OAuthError {
    match parsed(changes) {
        Err(Rejected::Page(PageError(error))) => error,
        other => panic!("{changes:?}: {other:?}"),
    }
}

/// P20, P21: a page on our own origin, never a redirect.
#[test]
fn p20_p21_until_it_is_sure_where_to_answer_a_fault_is_a_page() {
    for (changes, expected) in [
        (vec![("client_id", "")], refusal::CLIENT_MISSING),
        (vec![("client_id", "nobody")], refusal::CLIENT_UNKNOWN),
        (vec![("client_id", "BANK")], refusal::CLIENT_UNKNOWN),
        (vec![("redirect_uri", "")], refusal::REDIRECT_URI_MISSING),
        (vec![("redirect_uri", "https://evil.example/cb")], refusal::REDIRECT_URI_UNREGISTERED),
        // With faults that would otherwise be sent to the client.
        (
            vec![("redirect_uri", "https://evil.example/cb"), ("prompt", "none x")],
            refusal::REDIRECT_URI_UNREGISTERED,
        ),
        (
            vec![("redirect_uri", "https://evil.example/cb"), ("response_mode", "form_post")],
            refusal::REDIRECT_URI_UNREGISTERED,
        ),
        (
            vec![("redirect_uri", "https://evil.example/cb"), ("request", "x")],
            refusal::REDIRECT_URI_UNREGISTERED,
        ),
    ] {
        assert_eq!(shown(&changes), expected, "{changes:?}");
    }
    assert!(address(&request(&[]), None).is_err());
}

/// P22: a registered query is kept; missing, changed or added ones are refused.
#[test]
fn p22_a_redirect_uri_is_compared_to_the_byte() {
    let kept = accepted(&[("redirect_uri", "https://bank.example/cb?from=danh")]);
    assert_eq!(kept.redirect_uri().as_str(), "https://bank.example/cb?from=danh");
    for wrong in [
        "https://bank.example/cb?",
        "https://bank.example/cb?from=danh&x=1",
        "https://bank.example/cb?FROM=danh",
    ] {
        assert_eq!(shown(&[("redirect_uri", wrong)]), refusal::REDIRECT_URI_UNREGISTERED);
    }
}

/// P19, P27, P43, P45 and the rest: told to the client, each by its name.
#[test]
fn p19_after_that_each_fault_is_told_to_the_client() {
    let long = "x".repeat(2049);
    for (change, expected) in [
        (("response_type", ""), refusal::RESPONSE_TYPE_MISSING),
        (("response_type", "code id_token"), refusal::RESPONSE_TYPE),
        (("response_type", "token"), refusal::RESPONSE_TYPE),
        (("response_mode", "fragment"), refusal::RESPONSE_MODE),
        (("state", long.as_str()), refusal::STATE),
        (("state", "a\nb"), refusal::STATE),
        (("nonce", &long[..513]), refusal::NONCE),
        (("scope", ""), refusal::SCOPE_OPENID_MISSING),
        (("scope", "profile"), refusal::SCOPE_OPENID_MISSING),
        (("scope", "openid \"x\""), refusal::SCOPE_MALFORMED),
        (("claims", "{"), refusal::CLAIMS_MALFORMED),
        (("prompt", "none login"), refusal::PROMPT_NONE_ALONE),
        (("prompt", "create"), refusal::PROMPT_UNKNOWN),
        (("max_age", "-1"), refusal::MAX_AGE),
        (("code_challenge", ""), refusal::PKCE_MISSING),
        (("code_challenge_method", "plain"), refusal::PKCE_METHOD),
        (("request", "a.b.c"), refusal::REQUEST_OBJECT),
        (("request_uri", "https://bank.example/r"), refusal::REQUEST_URI_FOREIGN),
        (("registration", "{}"), refusal::REGISTRATION),
        (("resource", "https://elsewhere.example"), refusal::RESOURCE),
    ] {
        assert_eq!(replied(&[change]), expected, "{}", change.0);
    }
    let essential = r#"{"id_token":{"acr":{"essential":true,"values":["urn:x"]}}}"#;
    assert_eq!(
        replied(&[("claims", essential)]).code(),
        ErrorCode::UnmetAuthenticationRequirements
    );
}

/// P44: what a request object says cannot matter, for it is refused where the outer URI is good.
#[test]
fn p44_a_request_object_is_refused_whatever_redirect_uri_it_may_hold() {
    assert_eq!(replied(&[("request", "e30.e30.")]), refusal::REQUEST_OBJECT);
}

/// P25, P131: state of 384 and of 2048 characters comes back; so does any other text.
#[test]
fn p25_p131_state_and_nonce_work_unchanged() {
    let issuer = Issuer::parse("https://danh.example").expect("an issuer");
    for state in ["x", &"s".repeat(384), &"s".repeat(2048), "Tiếng Việt & = + %", "{\"a\":1}"] {
        let request = accepted(&[("state", state), ("nonce", &"n".repeat(384))]);
        let answer = request.reply_to.with_code(&issuer, &Secret::new("c".to_owned()));
        assert!(answer.plain().parameters().any(|pair| pair == ("state", state)));
        assert_eq!(request.nonce, Some("n".repeat(384)));
    }
    let bare = accepted(&[("state", "")]).reply_to.with_error(&issuer, refusal::DENIED);
    assert!(bare.plain().parameters().all(|(name, _)| name != "state"));
}

/// P26.
#[test]
fn p26_a_code_works_without_a_nonce() {
    assert_eq!(accepted(&[]).nonce, None);
}

/// P32, P39.
#[test]
fn p32_p39_hints_and_display_cause_no_error() {
    for display in ["page", "popup", "touch", "wap", "unheard-of"] {
        accepted(&[("display", display), ("claims_locales", "vi en"), ("acr_values", "a b")]);
    }
    let request = accepted(&[("login_hint", "999188000001"), ("ui_locales", "fr en")]);
    assert_eq!(request.ui_locale, Some("en"));
    assert_eq!(request.login_hint.as_ref().map(Secret::expose), Some("999188000001"));
    assert!(!format!("{request:?}").contains("999188000001"));
    assert!(accepted(&[("login_hint", &"x".repeat(257))]).login_hint.is_none());
}

/// P34: `prompt=none` and the rest of what the hall judges by.
#[test]
fn p34_what_the_hall_judges_by_is_the_request_and_the_registration() {
    let client = Client { default_max_age: Some(Lifetime::hours(1)), ..example::client() };
    let read = |changes| {
        AuthorizationRequest::parse(&request(changes), &client, (&issuer(), Origin::Direct))
            .expect("an accepted request")
            .asked_authentication(&client)
    };
    let plain = read(&[]);
    assert_eq!(
        (plain.max_age, plain.again, plain.essential),
        (client.default_max_age, false, false)
    );
    assert!(plain.acceptable.is_empty());
    let stern = read(&[("prompt", "login consent"), ("max_age", "5"), ("acr_values", "phr")]);
    assert!(stern.again && stern.consent_again && !stern.choose);
    assert_eq!((stern.max_age, stern.acceptable.len()), (Some(Lifetime::seconds(5)), 1));
}

/// P70, P72: scopes go to UserInfo, the `claims` parameter to both, nothing beyond registration.
#[test]
fn p70_p72_what_is_asked_is_within_what_is_registered() {
    let client = example::client();
    let claims = r#"{"userinfo":{"address":null,"vn_personal_number":{"essential":true}},
        "id_token":{"name":null,"vn_health_insurance":{"essential":true}}}"#;
    let asked =
        accepted(&[("scope", "openid phone email"), ("claims", claims)]).asked_claims(&client);
    let userinfo = [Claim::PhoneNumber, Claim::PhoneNumberVerified, Claim::PersonalNumber];
    assert_eq!(asked.userinfo, BTreeSet::from(userinfo));
    assert_eq!(asked.id_token, BTreeSet::from([Claim::Name]));
    assert_eq!(asked.essential, BTreeSet::from([Claim::PersonalNumber]));
}

/// P109, P112: a client that must push is refused when it does not, and its frozen request thaws.
#[test]
fn p109_a_client_that_must_push_is_refused_when_it_does_not() {
    let client = Client { pushed_only: true, ..example::client() };
    let direct = AuthorizationRequest::parse(&request(&[]), &client, (&issuer(), Origin::Direct));
    assert_eq!(direct.map(|_| ()).map_err(|e| e.error()), Err(refusal::PUSH_REQUIRED));
    let pushed = AuthorizationRequest::parse(&request(&[]), &client, (&issuer(), Origin::Pushed));
    assert!(pushed.is_ok());
}

/// P113 and security.md 1.1 (request trusted from the browser): the frozen text is the request.
#[test]
fn a_frozen_request_thaws_to_the_same_request() {
    let client = example::client();
    let claims = r#"{"userinfo":{"name":null}}"#;
    let changes =
        [("claims", claims), ("nonce", "n"), ("max_age", "60"), ("prompt", "consent login")];
    let (params, first) = (request(&changes), accepted(&changes));
    let again =
        AuthorizationRequest::thaw(&params.frozen(), &client, &issuer()).expect("a request");
    assert_eq!(
        (again.claims, again.nonce, again.max_age),
        (first.claims, first.nonce, first.max_age)
    );
    assert_eq!((again.prompt, again.scopes), (first.prompt, first.scopes));
    assert_eq!((again.context, again.challenge), (first.context, first.challenge));
    let closed = Client { redirect_uris: vec![], ..client };
    let rejected = AuthorizationRequest::thaw(&params.frozen(), &closed, &issuer());
    assert!(matches!(rejected, Err(Rejected::Page(_))), "the registration is judged anew");
}

/// security.md 1.1 (duplicate parameters): the client is told, if it is sure where.
#[test]
fn a_parameter_given_twice_is_told_where_it_is_sure_where() {
    let client = example::client();
    let uri = "redirect_uri=https%3A%2F%2Fbank.example%2Fcb";
    for (text, told) in [
        (format!("client_id=bank&{uri}&scope=openid&scope=openid"), true),
        (format!("client_id=bank&{uri}&{uri}"), false),
        (format!("client_id=bank&client_id=bank&{uri}"), false),
        ("client_id=bank&scope=a&scope=a".to_owned(), false),
        (format!("client_id=bank&{uri}&state=%ff"), false),
    ] {
        let error = Params::parse(text.as_bytes()).expect_err("a fault");
        let rejected = malformed(&error, Some(&client));
        assert_eq!(matches!(rejected, Rejected::Reply { .. }), told, "{text}");
        assert_eq!(rejected.error().code(), ErrorCode::InvalidRequest);
    }
}
