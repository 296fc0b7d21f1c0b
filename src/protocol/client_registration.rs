//! Registration over the network: what a client may say of itself beside what an operator vouched for, and
//! what it is answered.
//!
//! RFC 7591 §2 (what is not understood is ignored) and §3, RFC 7592 §2 and §3; OpenID Connect Dynamic Client
//! Registration 3. Whoever holds an initial access token was vouched for by an operator: who they are, what
//! they may ask and why stands in its terms, and no request changes that.

use serde_json::{Map, Value};

use super::strict_json;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

pub use refusal::Refusal;
pub use terms::{Standing, within};

mod refusal;
mod terms;

/// A registration with keys and everything is far below this.
const LONGEST: usize = 48 * 1024;

/// RFC 7591 §2.3.
const STATEMENT: &str = "software_statement";

/// Members of our answers: a client never sends them back (RFC 7592 §2.2).
const ANSWERED: [&str; 4] = [
    "registration_access_token",
    "registration_client_uri",
    "client_id_issued_at",
    "client_secret_expires_at",
];

/// The body of a request, read.
///
/// # Errors
/// If it is not one JSON object, or too long.
pub fn read(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let text = std::str::from_utf8(body).ok();
    let read = text.and_then(|text| strict_json::object(text, LONGEST));
    read.ok_or_else(Refusal::malformed)
}

/// Takes the software statement out of what a client says, if it shows one.
///
/// # Errors
/// If it is no text.
pub fn statement(said: &mut Map<String, Value>) -> Result<Option<String>, Refusal> {
    match said.remove(STATEMENT) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::wrong_statement("must be a text")),
    }
}

/// What the body of a change says of the client, and the secret that it shows, if any (RFC 7592 §2.2).
///
/// # Errors
/// If it sends back what only we say.
pub fn change(
    mut body: Map<String, Value>,
) -> Result<(Map<String, Value>, Option<Secret>), Refusal> {
    if let Some(key) = ANSWERED.iter().find(|key| body.contains_key(**key)) {
        return Err(Refusal::about(key, "cannot be sent back: it is ours to say"));
    }
    let secret = match body.remove("client_secret") {
        None => None,
        Some(Value::String(secret)) => Some(Secret::new(secret)),
        Some(_) => return Err(Refusal::about("client_secret", "must be a text")),
    };
    Ok((body, secret))
}

/// What is told of a registration.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The registration.
    pub document: &'a Value,
    /// The statement that it was made by, if any: told as it came (RFC 7591 §3.2.1).
    pub statement: Option<&'a str>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// A secret that was made for it.
    pub secret: Option<&'a Secret>,
    /// What reads and changes it from now on.
    pub token: &'a Secret,
    /// Where.
    pub address: &'a str,
}

impl Answer<'_> {
    /// The answer's body (RFC 7591 §3.2.1, RFC 7592 §3).
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut all = self.document.as_object().cloned().unwrap_or_default();
        if let Some(statement) = self.statement {
            all.insert(STATEMENT.to_owned(), statement.into());
        }
        all.insert("client_id_issued_at".to_owned(), self.issued_at.unix().into());
        all.insert("registration_access_token".to_owned(), self.token.expose().into());
        all.insert("registration_client_uri".to_owned(), self.address.into());
        if let Some(secret) = self.secret {
            all.insert("client_secret".to_owned(), secret.expose().into());
            // It stands until the client is changed or removed.
            all.insert("client_secret_expires_at".to_owned(), 0.into());
        }
        Value::Object(all)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_one_object_in_json_is_read() {
        assert!(read(b"{\"client_name\":\"x\"}").is_ok());
        let long = format!("{{\"client_name\":\"{}\"}}", "x".repeat(LONGEST));
        for wrong in ["", "[]", "1", "{", "{}{}", "{\"a\":1,\"a\":2}", "a=b", &long] {
            assert_eq!(read(wrong.as_bytes()), Err(Refusal::malformed()));
        }
        assert!(read(b"{\"client_name\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_change_shows_no_more_than_its_secret() {
        let map = |value: Value| value.as_object().cloned().unwrap_or_default();
        let (said, secret) =
            change(map(json!({ "client_secret": "s", "scope": "openid" }))).expect("a change");
        assert_eq!((said.len(), secret.map(|it| it.expose().to_owned())), (1, Some("s".into())));
        for key in ANSWERED {
            let mut body = map(json!({ "scope": "openid" }));
            body.insert(key.to_owned(), json!("x"));
            assert!(change(body).is_err(), "{key}");
        }
        assert!(change(map(json!({ "client_secret": 1 }))).is_err());
    }
}
