//! How a relying party shows who it is.

use aws_lc_rs::hmac;

use super::assertion::{ClientKey, good, maced};
use super::http::Request;
use super::relying_party::ASSERTION;

/// How it shows who it is.
#[derive(Clone, Debug)]
pub enum Proof {
    /// It does not: a public client.
    None,
    /// `client_secret_basic`.
    Basic(String),
    /// `client_secret_post`.
    Post(String),
    /// `client_secret_jwt` by HS256, for this issuer.
    SecretJwt(String, String),
    /// `private_key_jwt`, for this issuer.
    Key(ClientKey, String),
}

impl Proof {
    /// A form with this proof of who is named, at the beginning of the tests' time plus `later`.
    pub fn shown(
        &self,
        (id, later): (&str, i64),
        target: &str,
        mut fields: Vec<(String, String)>,
    ) -> Request {
        let mut add = |name: &str, value: &str| {
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_owned(), value.to_owned()));
        };
        match self {
            Self::None => add("client_id", id),
            Self::Post(secret) => {
                add("client_id", id);
                add("client_secret", secret);
            }
            Self::Key(key, issuer) => {
                add("client_assertion_type", ASSERTION);
                add("client_assertion", &key.assertion(id, issuer, later));
            }
            Self::SecretJwt(secret, issuer) => {
                let claims = good(id, issuer, later);
                add("client_assertion_type", ASSERTION);
                add("client_assertion", &maced(hmac::HMAC_SHA256, "HS256", secret, &claims));
            }
            Self::Basic(secret) => return Request::form(target, &fields).basic(id, secret),
        }
        Request::form(target, &fields)
    }
}
