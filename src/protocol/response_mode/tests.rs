//! Where answers go, and what they carry.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::protocol::example;

fn reply_to(uri: &str, state: Option<&str>) -> ReplyTo {
    ReplyTo {
        redirect_uri: RedirectUri::judged(uri.to_owned()),
        mode: ResponseMode::Query,
        state: state.map(|s| Secret::new(s.to_owned())),
    }
}

fn issuer() -> Issuer {
    Issuer::parse("https://danh.example").expect("an issuer")
}

fn located(uri: &str, state: Option<&str>) -> String {
    let code = Secret::new("c.d".to_owned());
    let answer = reply_to(uri, state).with_code(&issuer(), &code).plain();
    answer.redirect_location().expose().to_owned()
}

/// P22, P28.
#[test]
fn p22_a_registered_query_is_kept() {
    let rest = "code=c.d&iss=https%3A%2F%2Fdanh.example";
    for (uri, start) in [
        ("https://a.example/cb", "https://a.example/cb?"),
        ("https://a.example/cb?", "https://a.example/cb?"),
        ("https://a.example/cb?x=1", "https://a.example/cb?x=1&"),
        ("https://a.example/cb?x=1&", "https://a.example/cb?x=1&"),
        ("com.example.app:/cb", "com.example.app:/cb?"),
    ] {
        assert_eq!(located(uri, None), format!("{start}{rest}"));
    }
}

/// P25, P132.
#[test]
fn p25_state_comes_back_unchanged_and_is_never_invented() {
    assert!(!located("https://a.example/cb", None).contains("state"));
    assert!(located("https://a.example/cb", Some("a b+c")).contains("state=a+b%2Bc"));
}

/// P30, P31, P117.
#[test]
fn p30_p31_an_error_carries_iss_and_nothing_foreign() {
    let answer =
        reply_to("https://a.example/cb", Some("s")).with_error(&issuer(), refusal::DENIED).plain();
    let names: Vec<_> = answer.parameters().map(|(name, _)| name).collect();
    assert_eq!(names, ["error", "error_description", "error_uri", "state", "iss"]);
    let iss = answer.parameters().find(|(name, _)| *name == "iss");
    assert_eq!(iss, Some(("iss", "https://danh.example")));
}

/// P28: `fragment` is refused.
#[test]
fn p28_only_query_and_form_post_exist_signed_or_not() {
    assert_eq!(ResponseMode::parse(None), Ok(ResponseMode::Query));
    assert_eq!(ResponseMode::parse(Some("form_post")), Ok(ResponseMode::FormPost));
    for wrong in ["fragment", "fragment.jwt", "web_message", "Query", "JWT"] {
        assert_eq!(ResponseMode::parse(Some(wrong)), Err(refusal::RESPONSE_MODE), "{wrong}");
    }
}

/// P29: nothing is in the address of a form_post.
#[test]
fn p29_a_form_goes_to_the_registered_uri_itself() {
    let reply_to =
        ReplyTo { mode: ResponseMode::FormPost, ..reply_to("https://a.example/cb?x=1", None) };
    let answer = reply_to.with_code(&issuer(), &Secret::new("c".to_owned())).plain();
    assert_eq!(answer.form_action().as_str(), "https://a.example/cb?x=1");
    assert_eq!(answer.mode(), ResponseMode::FormPost);
}

proptest! {
    #[test]
    fn p25_each_parameter_stands_once_whatever_the_state_is(state in "\\PC{1,200}") {
        let location = located("https://a.example/cb?x=1", Some(&state));
        let url = url::Url::parse(&location).expect("a URL");
        for name in ["code", "state", "iss", "x"] {
            prop_assert_eq!(url.query_pairs().filter(|(n, _)| n == name).count(), 1);
        }
        let back = url.query_pairs().find(|(n, _)| n == "state").map(|(_, v)| v.into_owned());
        prop_assert_eq!(back.as_deref(), Some(state.as_str()));
        prop_assert!(location.is_ascii());
    }
}

fn signed(mode: ResponseMode, answer: impl FnOnce(&ReplyTo) -> Answer) -> (Value, Vec<String>) {
    let reply_to = ReplyTo { mode, ..reply_to("https://a.example/cb?x=1", Some("s")) };
    let Answer::ToSign(unsigned) = answer(&reply_to) else { unreachable!("it is to be signed") };
    let client = ClientId::parse("bank").expect("a name");
    let claims = Value::Object(unsigned.claims(&client, Timestamp::from_unix(1000)));
    let response = unsigned.signed(Secret::new("a.b.c".to_owned()));
    let names = response.parameters().map(|(name, value)| format!("{name}={value}")).collect();
    if !mode.is_form() {
        assert_eq!(
            response.redirect_location().expose(),
            "https://a.example/cb?x=1&response=a.b.c"
        );
    }
    (claims, names)
}

/// P143, P144: success and failure alike, and nothing beside the token.
#[test]
fn p143_p144_a_signed_answer_is_one_parameter_that_says_from_whom_to_whom_until_when() {
    for mode in [ResponseMode::QueryJwt, ResponseMode::FormPostJwt] {
        let (claims, names) =
            signed(mode, |to| to.with_code(&issuer(), &Secret::new("c.d".to_owned())));
        let expected = json!({
            "code": "c.d", "state": "s", "iss": "https://danh.example", "aud": "bank", "exp": 1300,
        });
        assert_eq!((claims, names), (expected, vec!["response=a.b.c".to_owned()]));
        let (claims, names) = signed(mode, |to| to.with_error(&issuer(), refusal::DENIED));
        let expected = json!({
            "error": "access_denied", "error_description": "the person refused", "state": "s",
            "error_uri": refusal::DENIED.uri(&issuer()),
            "iss": "https://danh.example", "aud": "bank", "exp": 1300,
        });
        assert_eq!((claims, names), (expected, vec!["response=a.b.c".to_owned()]));
    }
    assert_eq!(ResponseMode::parse(Some("jwt")), Ok(ResponseMode::QueryJwt));
    assert_eq!(ResponseMode::parse(Some("query.jwt")), Ok(ResponseMode::QueryJwt));
    assert_eq!(ResponseMode::parse(Some("form_post.jwt")), Ok(ResponseMode::FormPostJwt));
}

/// P143: who registered to be answered in signed form is not answered in the open.
#[test]
fn p143_the_signed_profile_takes_no_plain_answer() {
    let strict = Client { profile: Profile::Fapi2Signed, ..example::client() };
    for mode in [None, Some("query"), Some("form_post")] {
        assert_eq!(ResponseMode::asked(mode, &strict), Err(refusal::RESPONSE_MODE_UNSIGNED));
        assert!(ResponseMode::asked(mode, &example::client()).is_ok());
    }
    assert_eq!(ResponseMode::asked(Some("jwt"), &strict), Ok(ResponseMode::QueryJwt));
}
