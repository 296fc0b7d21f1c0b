//! The answer of the token endpoint.
//!
//! RFC 6749 §5.1, OpenID Connect Core 3.1.3.3. `expires_in` is a number; `scope` always stands, because
//! what is not registered was left out of it.

use serde_json::{Map, Value};

use super::scope::Scopes;
use super::sender_constraint;
use crate::domain::confirmation::Confirmation;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;

/// Tokens on their way to the client.
#[derive(Clone, Debug)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: Secret,
    /// How long it lives.
    pub expires_in: Lifetime,
    /// The ID token.
    pub id_token: Option<Secret>,
    /// A refresh token, if one was issued now.
    pub refresh_token: Option<Secret>,
    /// What was granted.
    pub scopes: Scopes,
    /// What the client may do this once (RFC 9396 §7).
    pub details: Option<Value>,
    /// Who may use the access token, if not everybody.
    pub bound: Option<Confirmation>,
}

impl TokenResponse {
    /// The body; it is sent with `Cache-Control: no-store`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("access_token".to_owned(), self.access_token.expose().into());
        body.insert(
            "token_type".to_owned(),
            sender_constraint::token_type(self.bound.as_ref()).into(),
        );
        body.insert("expires_in".to_owned(), self.expires_in.as_seconds().into());
        for (name, token) in [("id_token", &self.id_token), ("refresh_token", &self.refresh_token)]
        {
            if let Some(token) = token {
                body.insert(name.to_owned(), token.expose().into());
            }
        }
        body.insert("scope".to_owned(), self.scopes.to_text().into());
        if let Some(details) = &self.details {
            body.insert("authorization_details".to_owned(), details.clone());
        }
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// P49, P50.
    #[test]
    fn p49_p50_the_body_has_its_members_and_a_number_for_its_life() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let mut answer = TokenResponse {
            access_token: secret("a"),
            expires_in: Lifetime::minutes(5),
            id_token: Some(secret("i")),
            refresh_token: None,
            scopes: Scopes::parse("openid email").expect("scopes"),
            details: None,
            bound: None,
        };
        let expected = json!({
            "access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": "i",
            "scope": "openid email",
        });
        assert_eq!(answer.to_json(), expected);
        answer.refresh_token = Some(secret("r"));
        assert_eq!(answer.to_json()["refresh_token"], "r");
        assert!(!format!("{answer:?}").contains("\"r\""));
    }
}
