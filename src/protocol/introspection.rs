//! What a client may learn of a token.
//!
//! RFC 7662 §2.2: of a token that is not good, or not for this client, exactly `{"active":false}`, so
//! that nothing tells the one from the other (security.md 1.1).

use serde_json::{Map, Value, json};

use super::issuer::Issuer;
use super::scope::Scopes;
use super::sender_constraint;
use crate::domain::client::ClientId;
use crate::domain::confirmation::Confirmation;
use crate::domain::time::Timestamp;

/// An answer as the claims of a token (RFC 9701 §5): from whom, to whom, when, and the answer whole. It is
/// about no person and never expires, so that it passes for no other token.
#[must_use]
pub fn as_token(
    answer: Value,
    issuer: &Issuer,
    asker: &ClientId,
    now: Timestamp,
) -> Map<String, Value> {
    let members = [
        ("iss", issuer.as_str().into()),
        ("aud", asker.as_str().into()),
        ("iat", now.unix().into()),
        ("token_introspection", answer),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The media type by which a resource asks for a token (RFC 9701 §4).
pub const AS_TOKEN: &str = "application/token-introspection+jwt";

/// Whether an `Accept` header asks for a token.
#[must_use]
pub fn wants_token(accept: Option<&str>) -> bool {
    let named = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(AS_TOKEN));
        let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        kind && !refused
    };
    accept.is_some_and(|accept| accept.split(',').any(named))
}

/// The answer about everything that is not good.
#[must_use]
pub fn inactive() -> Value {
    json!({ "active": false })
}

/// A token that lives and is this client's, or for the resource that it is.
#[derive(Clone, Copy, Debug)]
pub struct ActiveToken<'a> {
    /// Who we are.
    pub issuer: &'a Issuer,
    /// Whose, as the token's client knows them.
    pub subject: &'a str,
    /// To whom it was issued.
    pub client: &'a ClientId,
    /// What for.
    pub scopes: &'a Scopes,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when it is refused.
    pub expires_at: Timestamp,
    /// The oldest proof counted (RFC 9470 §6.2).
    pub auth_time: Timestamp,
    /// The level, as the client may be told (RFC 9470 §6.2).
    pub acr: &'a str,
    /// For which resource, if it is an access token.
    pub audience: Option<&'a str>,
    /// What the client may do this once (RFC 9396 §9.2).
    pub details: Option<&'a Value>,
    /// Who may use it, if not everybody.
    pub bound: Option<&'a Confirmation>,
}

impl ActiveToken<'_> {
    /// The answer.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut answer = Map::new();
        let mut put = |name: &str, value: Value| answer.insert(name.to_owned(), value);
        put("active", true.into());
        put("iss", self.issuer.as_str().into());
        put("sub", self.subject.into());
        put("client_id", self.client.as_str().into());
        put("scope", self.scopes.to_text().into());
        put("iat", self.issued_at.unix().into());
        put("exp", self.expires_at.unix().into());
        put("auth_time", self.auth_time.unix().into());
        put("acr", self.acr.into());
        if let Some(audience) = self.audience {
            put("token_type", sender_constraint::token_type(self.bound).into());
            put("aud", audience.into());
        }
        if let Some(details) = self.details {
            answer.insert("authorization_details".to_owned(), details.clone());
        }
        if let Some(bound) = self.bound {
            answer.insert("cnf".to_owned(), sender_constraint::written(bound));
        }
        Value::Object(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_token_that_is_not_good_nothing_is_said() {
        assert_eq!(inactive().to_string(), r#"{"active":false}"#);
    }

    #[test]
    fn of_a_living_token_its_client_learns_what_it_is_good_for() {
        let token = ActiveToken {
            issuer: &Issuer::parse("https://danh.example").expect("an issuer"),
            subject: "s",
            client: &ClientId::parse("bank").expect("a name"),
            scopes: &Scopes::parse("openid").expect("scopes"),
            issued_at: Timestamp::from_unix(1),
            expires_at: Timestamp::from_unix(301),
            auth_time: Timestamp::from_unix(0),
            acr: "urn:danh:acr:ial2.aal2",
            audience: Some("https://danh.example"),
            details: None,
            bound: None,
        };
        let expected = json!({
            "active": true, "iss": "https://danh.example", "sub": "s", "client_id": "bank",
            "scope": "openid", "iat": 1, "exp": 301, "auth_time": 0,
            "acr": "urn:danh:acr:ial2.aal2", "token_type": "Bearer", "aud": "https://danh.example",
        });
        assert_eq!(token.to_json(), expected);
        let refresh = ActiveToken { audience: None, ..token };
        assert!(refresh.to_json().get("token_type").is_none());
    }

    /// RFC 9701 §5: the answer whole in one member, and beside it neither whom it is about nor an end.
    #[test]
    fn as_a_token_it_is_for_who_asked_and_about_nobody() {
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let asker = ClientId::parse("bank").expect("a name");
        let claims = as_token(inactive(), &issuer, &asker, Timestamp::from_unix(1));
        let expected = json!({
            "iss": "https://danh.example", "aud": "bank", "iat": 1,
            "token_introspection": { "active": false },
        });
        assert_eq!(Value::Object(claims), expected);
    }

    #[test]
    fn a_token_is_given_where_it_is_named() {
        for wanted in [
            "application/token-introspection+jwt",
            "application/json;q=0.5, Application/Token-Introspection+JWT; q=0.9",
        ] {
            assert!(wants_token(Some(wanted)), "{wanted}");
        }
        for other in ["", "*/*", "application/json", "application/jwt"] {
            assert!(!wants_token(Some(other)), "{other}");
        }
        assert!(!wants_token(Some("application/token-introspection+jwt;q=0")));
        assert!(!wants_token(None));
    }
}
