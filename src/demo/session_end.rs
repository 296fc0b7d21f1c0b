//! A provider tells a service, from server to server, that a session ended (OpenID Connect Back-Channel
//! Logout 1.0 §2.4 to §2.6).

use openidconnect::core::CoreJsonWebKey;
use serde_json::Value;

use super::desk::Desk;
use super::signed::signed_claims;
use super::{clock, received::Received};

/// The event of a logout token.
pub(super) const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What its header says that it is.
pub(super) const TYPE: &str = "logout+jwt";

/// How far two clocks may differ, in seconds.
const SKEW: i64 = 60;

/// The session that ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    subject: Option<String>,
    session: String,
}

impl Ended {
    /// Whether this sign-in belongs to it.
    pub(super) fn is_of(&self, received: &Received) -> bool {
        let said = |name| received.id_claims.get(name).and_then(Value::as_str);
        said("sid") == Some(&self.session)
            && self.subject.as_deref().is_none_or(|subject| said("sub") == Some(subject))
    }
}

/// Reads the token that came, with the provider's keys; they are looked up again once, for a newer one.
pub(super) async fn read(desk: &Desk, token: &str) -> Option<Ended> {
    for last in [false, true] {
        let metadata = desk.provider.metadata().await?;
        let names = (desk.provider.issuer(), desk.office.client_id());
        let ended = believed(token, metadata.jwks().keys(), names, clock::seconds());
        if ended.is_some() || last {
            return ended;
        }
        desk.provider.forget().await;
    }
    None
}

/// §2.6. That one comes twice is no harm: sessions get new names, and an ended one ends no more.
fn believed(
    token: &str,
    keys: &[CoreJsonWebKey],
    (issuer, client_id): (&str, &str),
    now: i64,
) -> Option<Ended> {
    let (header, claims) = signed_claims(token, keys)?;
    let text = |name| claims.get(name).and_then(Value::as_str);
    let time = |name| claims.get(name).and_then(Value::as_i64);
    let to_us = match claims.get("aud")? {
        Value::Array(several) => several.iter().any(|one| one == client_id),
        one => one == client_id,
    };
    let right = header.typ.as_deref() == Some(TYPE)
        && text("iss") == Some(issuer)
        && to_us
        && time("iat")? <= now + SKEW
        && time("exp")? > now - SKEW
        && text("jti").is_some()
        && claims.get("events")?.get(EVENT).is_some_and(Value::is_object)
        && claims.get("nonce").is_none();
    let session = text("sid")?.to_owned();
    right.then(|| Ended { subject: text("sub").map(ToOwned::to_owned), session })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::assertion::AssertionKey;
    use super::*;

    fn told(change: impl Fn(&mut Value), kind: &str) -> Option<Ended> {
        let key = AssertionKey::generate("one").unwrap();
        let keys: Vec<CoreJsonWebKey> =
            serde_json::from_value(key.public_keys()["keys"].clone()).unwrap();
        let mut claims = json!({
            "iss": "http://op", "aud": "us", "sub": "who", "sid": "which", "jti": "1",
            "iat": 1000, "exp": 1120, "events": { EVENT: {} },
        });
        change(&mut claims);
        believed(&key.seal(kind, &claims).unwrap(), &keys, ("http://op", "us"), 1030)
    }

    #[test]
    fn the_end_of_a_session_is_believed_and_names_it() {
        let ended = told(|_| (), TYPE).unwrap();
        assert_eq!(ended.session, "which");
        assert_eq!(ended.subject.as_deref(), Some("who"));
    }

    #[test]
    fn what_is_no_logout_token_for_us_ends_nothing() {
        assert!(told(|_| (), "JWT").is_none(), "an ID token is none");
        for (name, value) in [
            ("iss", json!("http://else")),
            ("aud", json!("else")),
            ("iat", json!(1200)),
            ("exp", json!(900)),
            ("events", json!({})),
            ("nonce", json!("n")),
            ("sid", Value::Null),
        ] {
            assert!(told(|claims| claims[name] = value.clone(), TYPE).is_none(), "{name}");
        }
    }
}
