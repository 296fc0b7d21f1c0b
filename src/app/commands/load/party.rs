//! The relying party of a load run: two clients, one that signs assertions and one with a secret.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};

use super::browser::pairs;
use super::http::{Answer, Http, NoAnswer};
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;

/// The client that signs assertions.
pub(super) const BY_KEY: &str = "load-key";
/// The client with a secret.
pub(super) const BY_SECRET: &str = "load-secret";
/// Where answers go; nobody listens there, and nobody has to.
pub(super) const CALLBACK: &str = "http://127.0.0.1:9/callback";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How a run proves that it is the client.
pub(super) struct Party {
    issuer: String,
    key: EcdsaKeyPair,
    secret: String,
    random: SystemRandom,
    clock: SystemClock,
}

/// A PKCE pair.
pub(super) struct Pkce {
    /// Shown at the end.
    pub(super) verifier: String,
    /// Shown at the beginning.
    pub(super) challenge: String,
}

impl Party {
    /// The party of this key (PKCS #8) and this secret, at this issuer.
    pub(super) fn new(issuer: &str, pkcs8: &[u8], secret: String) -> Option<Self> {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).ok()?;
        let (random, clock) = (SystemRandom::new(), SystemClock::new());
        Some(Self { issuer: issuer.to_owned(), key, secret, random, clock })
    }

    /// Posts to an endpoint as this client.
    pub(super) async fn post(
        &self,
        http: &Http,
        client: &str,
        (target, fields): (&str, &[(&str, &str)]),
    ) -> Result<Answer, NoAnswer> {
        if client == BY_SECRET {
            let basic = STANDARD.encode(format!("{client}:{}", self.secret));
            let header = format!("Authorization: Basic {basic}\r\n");
            return http.post(target, &header, &pairs(fields)).await;
        }
        let assertion = self.assertion(client);
        let mut all = fields.to_vec();
        all.push(("client_assertion_type", ASSERTION));
        all.push(("client_assertion", &assertion));
        http.post(target, "", &pairs(&all)).await
    }

    fn assertion(&self, client: &str) -> String {
        let now = self.clock.now().unix();
        let header = json!({ "alg": "ES256", "kid": "load-1", "typ": "JWT" });
        let payload = json!({
            "iss": client, "sub": client, "aud": self.issuer,
            "jti": unguessable::<16>(), "iat": now, "exp": now + 60,
        });
        let signed =
            format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(payload.to_string()));
        let signature = self.key.sign(&self.random, signed.as_bytes());
        // An assertion without a signature is refused, and counted as such.
        let signature = signature.map(|s| BASE64.encode(s)).unwrap_or_default();
        format!("{signed}.{signature}")
    }
}

impl Pkce {
    pub(super) fn new() -> Self {
        let verifier = unguessable::<32>();
        let challenge = BASE64.encode(digest(&SHA256, verifier.as_bytes()));
        Self { verifier, challenge }
    }
}

/// So many random bytes as text.
pub(super) fn unguessable<const N: usize>() -> String {
    let entropy: &dyn Entropy = &SystemEntropy;
    BASE64.encode(entropy.bytes::<N>())
}

/// A new key for a run, as PKCS #8, and its public half as a JWK Set.
pub(super) fn new_key() -> Option<(Vec<u8>, Value)> {
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
    let pkcs8 = key.to_pkcs8v1().ok()?.as_ref().to_vec();
    let point = key.public_key().as_ref();
    let (x, y) = point.get(1..65)?.split_at(32);
    let keys = json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "load-1",
        "x": BASE64.encode(x), "y": BASE64.encode(y),
    }]});
    Some((pkcs8, keys))
}
