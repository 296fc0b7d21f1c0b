//! A UserInfo answer signed with ES256 (OpenID Connect Core §5.3.2).
//!
//! `openidconnect` 4.1 verifies signed UserInfo with RS256 only and offers no setting, so the hospital
//! reads the answer itself, with the crate's own keys.

use openidconnect::core::CoreJsonWebKey;
use openidconnect::http;
use serde_json::Value;

use super::client::Metadata;
use super::http_client::HttpClient;
use super::signed::signed_claims;

/// Whose answer is expected.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) subject: &'a str,
}

/// Asks UserInfo and answers its claims, if the signature and the three names are right.
pub(super) async fn ask(
    metadata: &Metadata,
    http: &HttpClient,
    access_token: &str,
    expected: Expected<'_>,
) -> Option<Value> {
    use openidconnect::AsyncHttpClient;

    let request = http::Request::builder()
        .uri(metadata.userinfo_endpoint()?.as_str())
        .header(http::header::ACCEPT, "application/jwt")
        .header(http::header::AUTHORIZATION, format!("Bearer {access_token}"))
        .body(Vec::new())
        .ok()?;
    let answer = http.call(request).await.ok()?;
    let kind = answer.headers().get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    if !answer.status().is_success() || !kind.starts_with("application/jwt") {
        return None;
    }
    verified(std::str::from_utf8(answer.body()).ok()?, metadata.jwks().keys(), expected)
}

/// The claims of a token that one of these keys signed for us about this person.
fn verified(token: &str, keys: &[CoreJsonWebKey], expected: Expected<'_>) -> Option<Value> {
    let (_, claims) = signed_claims(token, keys)?;
    let says = |name: &str, value: &str| {
        claims.get(name).is_some_and(|claim| match claim {
            Value::Array(several) => several.iter().any(|one| one == value),
            one => one == value,
        })
    };
    let ours = says("iss", expected.issuer)
        && says("aud", expected.client_id)
        && says("sub", expected.subject);
    ours.then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::super::assertion::AssertionKey;
    use super::*;

    const EXPECTED: Expected<'_> =
        Expected { issuer: "demo-bank", client_id: "hospital", subject: "demo-bank" };

    /// A client assertion is a JWT too, whose `iss` and `sub` are its maker's.
    fn token_and_keys() -> (String, Vec<CoreJsonWebKey>) {
        let key = AssertionKey::generate("one").unwrap();
        let public = key.public_keys()["keys"].clone();
        (key.sign("demo-bank", "hospital", 0).unwrap(), serde_json::from_value(public).unwrap())
    }

    #[test]
    fn an_answer_for_us_about_this_person_is_believed() {
        let (token, keys) = token_and_keys();
        assert!(verified(&token, &keys, EXPECTED).is_some());
    }

    #[test]
    fn an_answer_for_another_service_or_person_is_not_believed() {
        let (token, keys) = token_and_keys();
        assert!(verified(&token, &keys, Expected { client_id: "bank", ..EXPECTED }).is_none());
        assert!(verified(&token, &keys, Expected { subject: "else", ..EXPECTED }).is_none());
        assert!(verified(&token, &keys, Expected { issuer: "else", ..EXPECTED }).is_none());
    }

    #[test]
    fn an_answer_under_another_key_or_without_a_signature_is_not_believed() {
        let (token, keys) = token_and_keys();
        let (_, other_keys) = token_and_keys();
        assert!(verified(&token, &other_keys, EXPECTED).is_none());
        let unsigned = token.rsplit_once('.').unwrap().0;
        assert!(verified(&format!("{unsigned}."), &keys, EXPECTED).is_none());
    }
}
