//! Who holds the key that tokens are bound to: makes proofs (RFC 9449 §4.2), well or as a test wants them,
//! and keeps the newest nonce as clients do.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::assertion::ClientKey;
use super::clock::BEGIN;
use super::http::Response;
use super::relying_party::RelyingParty;

/// A key and the newest nonce.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The key.
    pub key: ClientKey,
    nonce: Arc<Mutex<Option<String>>>,
}

impl Holder {
    /// With a key of its own, and no nonce yet.
    pub fn new() -> Self {
        Self { key: ClientKey::new(), nonce: Arc::default() }
    }

    /// A good proof for a method and an address, with the access token if there is one.
    pub fn proof(&self, at: (&str, &str), token: Option<&str>, later: i64) -> String {
        self.sign(&self.header(), &self.claims(at, token, later))
    }

    /// The header of a good proof.
    pub fn header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.bare() })
    }

    /// The claims of a good proof.
    pub fn claims(
        &self,
        (method, address): (&str, &str),
        token: Option<&str>,
        later: i64,
    ) -> Value {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let mut claims = json!({
            "jti": format!("proof-{count}"), "htm": method, "htu": address, "iat": BEGIN.unix() + later,
        });
        if let Some(nonce) = self.nonce.lock().expect("one at a time").as_ref() {
            claims["nonce"] = json!(nonce);
        }
        if let Some(token) = token {
            claims["ath"] = json!(URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes())));
        }
        claims
    }

    /// Signs any header and claims.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.key.sign(header, claims)
    }

    /// Sends, keeps the nonce that comes back, and sends once more if that was all that lacked.
    pub fn learning(&self, send: impl Fn() -> Response) -> Response {
        let response = send();
        self.learn(&response);
        if response.member("error").as_deref() != Some("use_dpop_nonce") {
            return response;
        }
        let again = send();
        self.learn(&again);
        again
    }

    /// Keeps the nonce of an answer.
    pub fn learn(&self, response: &Response) {
        if let Some(nonce) = response.header("dpop-nonce") {
            self.know(nonce);
        }
    }

    /// Keeps a nonce.
    pub fn know(&self, nonce: &str) {
        *self.nonce.lock().expect("one at a time") = Some(nonce.to_owned());
    }

    /// Forgets its nonce, as a client that begins anew.
    pub fn forget(&self) {
        *self.nonce.lock().expect("one at a time") = None;
    }
}

/// The same members with these changes; a null takes one away.
pub fn changed(mut whole: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        if value.is_null() {
            whole.as_object_mut().and_then(|members| members.remove(name));
        } else {
            whole[name] = value.clone();
        }
    }
    whole
}

impl RelyingParty {
    /// The same party with another key, which knows a nonce.
    #[must_use]
    pub fn with_another_key(&self) -> Self {
        let other = Self { holder: Some(Holder::new()), ..self.clone() };
        other.push(&[]);
        other
    }

    /// Its key.
    pub fn held(&self) -> &Holder {
        self.holder.as_ref().expect("it holds a key")
    }
}
