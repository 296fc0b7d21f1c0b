//! What a client's assertion must say, once its signature holds.
//!
//! RFC 7523 §3, OpenID Connect Core 9, RFC 9126 §2 (the audience of a pushed request); FAPI 2.0 Security
//! Profile 5.3.2.1 for how far clocks may differ.

use super::error::OAuthError;
use super::issuer::Issuer;
use super::jwt_claims::Claims;
use super::refusal;
use crate::domain::client::Client;
use crate::domain::time::{Lifetime, Timestamp};

/// How much a client's clock may differ from ours.
const SKEW: Lifetime = Lifetime::seconds(30);

/// How far ahead an assertion may expire; it bounds what the store must remember.
const FARTHEST: Lifetime = Lifetime::minutes(10);

/// An assertion that may be used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Its name, unique for its client.
    pub jti: String,
    /// Until when the name must be remembered.
    pub remember_until: Timestamp,
}

/// Judges verified claims.
pub fn judge(
    claims: &Claims,
    client: &Client,
    issuer: &Issuer,
    now: Timestamp,
) -> Result<Assertion, OAuthError> {
    let is_client = |name| claims.text(name) == Some(client.id.as_str());
    let is_for_us = if client.profile.is_fapi2() {
        claims.text("aud") == Some(issuer.as_str())
    } else {
        is_for(claims, issuer)
    };
    let jti = claims.text("jti").filter(|jti| (1..=256).contains(&jti.len()));
    match (ends(claims, now), jti) {
        (Some(exp), Some(jti)) if is_client("iss") && is_client("sub") && is_for_us => {
            Ok(Assertion { jti: jti.to_owned(), remember_until: exp.plus(SKEW) })
        }
        _ => Err(refusal::ASSERTION),
    }
}

/// When it ends, if it has begun, is not over, and ends soon.
fn ends(claims: &Claims, now: Timestamp) -> Option<Timestamp> {
    let begun = |name| match claims.moment(name) {
        Some(at) => at <= now.plus(SKEW),
        None => claims.member(name).is_none(),
    };
    let exp = claims.moment("exp")?;
    let open = now < exp.plus(SKEW) && exp <= now.plus(FARTHEST);
    (open && begun("iat") && begun("nbf")).then_some(exp)
}

/// The audience is us: by our name, or by an address at which assertions are taken. FAPI 2.0 knows our name
/// alone (Security Profile 5.3.2.1).
fn is_for(claims: &Claims, issuer: &Issuer) -> bool {
    let us = |text: &&str| {
        *text == issuer.as_str() || ["/token", "/par"].iter().any(|p| *text == issuer.address(p))
    };
    claims.audience().iter().take(10).any(us)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::client::Profile;
    use crate::protocol::example;

    const NOW: i64 = 1_800_000_000;

    fn judged(changes: &Value) -> Result<Assertion, OAuthError> {
        judged_of(Profile::Oidc, changes)
    }

    fn judged_of(profile: Profile, changes: &Value) -> Result<Assertion, OAuthError> {
        let mut claims = json!({
            "iss": "bank", "sub": "bank", "aud": "https://danh.example",
            "exp": NOW + 60, "iat": NOW, "jti": "one",
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        let claims = claims.as_object().cloned().unwrap_or_default();
        let stated = claims.into_iter().filter(|(_, value)| !value.is_null()).collect();
        let claims = Claims::from_map(stated);
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let client = Client { profile, ..example::client() };
        judge(&claims, &client, &issuer, Timestamp::from_unix(NOW))
    }

    /// P48: the audience may be the issuer.
    #[test]
    fn p48_the_audience_is_the_issuer_or_an_address_that_takes_assertions() {
        for aud in [
            json!("https://danh.example"),
            json!("https://danh.example/token"),
            json!("https://danh.example/par"),
            json!(["https://other.example", "https://danh.example"]),
        ] {
            assert!(judged(&json!({"aud": aud})).is_ok(), "{aud}");
        }
        for aud in [
            json!(null),
            json!("https://danh.example/"),
            json!("https://danh.example.evil.example"),
            json!("https://danh.example/userinfo"),
            json!([]),
            json!([["https://danh.example"]]),
            json!({"a": "https://danh.example"}),
        ] {
            assert_eq!(judged(&json!({"aud": aud})), Err(refusal::ASSERTION), "{aud}");
        }
    }

    /// P105: FAPI 2.0 knows the issuer alone, and as one text.
    #[test]
    fn p105_for_fapi2_the_audience_is_the_issuer_as_one_text() {
        for profile in [Profile::Fapi2, Profile::Fapi2Signed] {
            assert!(judged_of(profile, &json!({})).is_ok());
            for aud in [
                json!(["https://danh.example"]),
                json!(["https://danh.example", "https://other.example"]),
                json!("https://danh.example/token"),
                json!("https://danh.example/par"),
                json!("https://danh.example/"),
                json!(null),
            ] {
                let judged = judged_of(profile, &json!({"aud": aud}));
                assert_eq!(judged, Err(refusal::ASSERTION), "{aud}");
            }
        }
    }

    /// P106: without `sub`, of another, or expired.
    #[test]
    fn p106_who_it_is_about_and_its_name_must_be_there() {
        for change in [
            json!({"sub": null}),
            json!({"sub": "portal"}),
            json!({"iss": null}),
            json!({"iss": "portal"}),
            json!({"jti": null}),
            json!({"jti": ""}),
            json!({"jti": 7}),
            json!({"jti": "x".repeat(257)}),
            json!({"exp": null}),
            json!({"exp": "1800000060"}),
            json!({"exp": NOW - 300}),
            json!({"exp": 1e300}),
            json!({"exp": NOW + 601}),
        ] {
            assert_eq!(judged(&change), Err(refusal::ASSERTION), "{change}");
        }
    }

    /// P107: a clock that runs 10 s ahead is accepted, one that runs over 60 s ahead is not.
    #[test]
    fn p107_clocks_may_differ_a_little() {
        for (ahead, accepted) in [(-300, true), (0, true), (10, true), (61, false), (3600, false)] {
            for name in ["iat", "nbf"] {
                assert_eq!(judged(&json!({name: NOW + ahead})).is_ok(), accepted, "{name} {ahead}");
            }
        }
        assert!(judged(&json!({"nbf": "x"})).is_err());
        let late = judged(&json!({"exp": NOW - 10})).expect("within the skew");
        assert_eq!(late.remember_until.unix(), NOW + 20, "remembered as long as it could be used");
    }
}
