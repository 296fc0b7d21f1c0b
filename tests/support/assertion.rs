//! A client's own key: signs its assertions (RFC 7523 §3), well or as a test wants them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::clock::BEGIN;

/// An ES256 key.
#[derive(Clone, Debug)]
pub struct ClientKey(Arc<EcdsaKeyPair>);

impl ClientKey {
    /// A key of its own.
    pub fn new() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Self(Arc::new(pair.expect("a key can be made")))
    }

    /// Its public half as a JWK.
    pub fn public(&self) -> Value {
        let point = self.0.public_key().as_ref();
        let half =
            |from: usize| URL_SAFE_NO_PAD.encode(point.get(from..from + 32).unwrap_or_default());
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "bank-1", "x": half(1), "y": half(33) })
    }

    /// Signs any header and claims.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Signs bytes.
    pub fn signature(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
    }

    /// Its public half as a proof brings it.
    pub fn bare(&self) -> Value {
        let whole = self.public();
        json!({ "kty": whole["kty"], "crv": whole["crv"], "x": whole["x"], "y": whole["y"] })
    }

    /// Its thumbprint (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let bare = self.bare();
        let text = |name: &str| bare[name].as_str().unwrap_or_default().to_owned();
        let canonical = format!(
            "{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{}\",\"y\":\"{}\"}}",
            text("x"),
            text("y")
        );
        URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()))
    }

    /// A good assertion for this client and audience, at the beginning of the tests' time plus `later`.
    pub fn assertion(&self, client: &str, audience: &str, later: i64) -> String {
        self.sign(&json!({ "alg": "ES256", "kid": "bank-1" }), &good(client, audience, later))
    }
}

/// These claims under a keyed hash of a secret.
pub fn maced(hash: hmac::Algorithm, name: &str, secret: &str, claims: &Value) -> String {
    let header = json!({ "alg": name }).to_string();
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", part(header), part(claims.to_string()));
    let tag = hmac::sign(&hmac::Key::new(hash, secret.as_bytes()), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// The claims of a good assertion.
pub fn good(client: &str, audience: &str, later: i64) -> Value {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let now = BEGIN.unix() + later;
    let count = COUNT.fetch_add(1, Ordering::SeqCst);
    json!({
        "iss": client, "sub": client, "aud": audience, "jti": format!("jti-{count}"),
        "iat": now, "exp": now + 50,
    })
}
