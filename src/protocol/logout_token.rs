//! What a client is told of a sign-out, from server to server.
//!
//! OpenID Connect Back-Channel Logout 1.0 §2.4 (claims, `typ`), §2.5 (how it is sent), §2.8 (the answer).

use serde_json::{Map, Value, json};

use super::issuer::Issuer;
use crate::domain::client::ClientId;
use crate::domain::subject::Subject;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

/// The one event that it tells of.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Clocks differ; within this it is taken or sent again.
const LIFETIME: Lifetime = Lifetime::minutes(2);

/// Everything a logout token says.
#[derive(Clone, Copy, Debug)]
pub struct LogoutToken<'a> {
    /// Who we are.
    pub issuer: &'a Issuer,
    /// For whom.
    pub client: &'a ClientId,
    /// Who signed out, as in the ID token.
    pub subject: &'a Subject,
    /// Of which session, as in the ID token.
    pub sid: &'a str,
    /// Now.
    pub issued_at: Timestamp,
    /// Its name; another one each time it is sent.
    pub id: &'a str,
}

impl LogoutToken<'_> {
    /// The claims to sign. There is no `nonce`: none shall pass for an ID token.
    #[must_use]
    pub fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", self.issuer.as_str().into());
        put("sub", self.subject.as_str().into());
        put("aud", self.client.as_str().into());
        put("iat", self.issued_at.unix().into());
        put("exp", self.issued_at.plus(LIFETIME).unix().into());
        put("jti", self.id.into());
        put("sid", self.sid.into());
        put("events", json!({ EVENT: {} }));
        claims
    }
}

/// The body of the request that carries it. A compact token needs no encoding in a form.
#[must_use]
pub fn form(token: &Secret) -> Secret {
    Secret::new(format!("logout_token={}", token.expose()))
}

/// What a client's answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It knows.
    Told,
    /// It says that this cannot be; the same again would be answered alike.
    Refused,
    /// It was not there, or not well.
    Unheard,
}

/// Reads the status of an answer (§2.8); other servers than the client's may stand in the way.
#[must_use]
pub const fn heard(status: u16) -> Heard {
    match status {
        200..=299 => Heard::Told,
        400 => Heard::Refused,
        _ => Heard::Unheard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P95: exactly what the specification names, and no nonce.
    #[test]
    fn p95_a_logout_token_says_who_signed_out_of_what_and_nothing_else() {
        let token = LogoutToken {
            issuer: &Issuer::parse("https://danh.example").expect("an issuer"),
            client: &ClientId::parse("bank").expect("a name"),
            subject: &Subject::derived("s".repeat(43)),
            sid: "0123",
            issued_at: Timestamp::from_unix(1000),
            id: "one",
        };
        let expected = json!({
            "iss": "https://danh.example", "sub": "s".repeat(43), "aud": "bank", "iat": 1000,
            "exp": 1120, "jti": "one", "sid": "0123",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        assert_eq!(Value::Object(token.claims()), expected);
    }

    #[test]
    fn only_the_client_itself_says_that_it_cannot_be() {
        assert_eq!([200, 204].map(heard), [Heard::Told; 2]);
        assert_eq!(heard(400), Heard::Refused);
        assert_eq!([302, 401, 404, 429, 500, 503].map(heard), [Heard::Unheard; 6]);
    }
}
