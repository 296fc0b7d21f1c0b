//! Proofs of possession: judged, and spent in the transaction of whatever they are shown for, so that a
//! proof costs no commit of its own (RFC 9449 §11.1). That serves a returning client best: its key is not
//! parsed anew, and with each answer it is given the nonce for its next proof.

use std::sync::Arc;

use moka::future::Cache;

use super::ground::Ground;
use crate::domain::confirmation::Thumbprint;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::protocol::dpop::{Proof, ShownProof, Target};
use crate::protocol::error::OAuthError;
use crate::protocol::issuer::Issuer;
use crate::protocol::jose::VerifyingKey;
use crate::sealing::{Digest, Kind, digest, is_proof_nonce, proof_nonce};
use crate::store::batch::Batch;
use crate::store::tokens::{note_proof, use_proof};

/// Keys that are kept parsed; a stranger's keys cannot fill more.
const ROOM: u64 = 10_000;

/// A nonce is given out for so long, and serves as long again: a person takes minutes between the pushed
/// request and the code, and nobody can make proofs for tomorrow.
const SPAN: Lifetime = Lifetime::minutes(5);

/// Judges proofs.
#[derive(Clone)]
pub struct Proofs {
    ground: Ground,
    bases: Vec<Issuer>,
    keys: Cache<Thumbprint, Arc<VerifyingKey>>,
}

impl Proofs {
    /// Over this ground, for endpoints under these addresses: the issuer first.
    #[must_use]
    pub fn new(ground: Ground, bases: Vec<Issuer>) -> Self {
        Self { ground, bases, keys: Cache::new(ROOM) }
    }

    /// The proof that a request by this method to this endpoint shows, if it shows one; `token` is what is
    /// shown with it at a resource.
    ///
    /// # Errors
    /// If it shows one that is not good, or lacks a fresh nonce.
    pub async fn judge(
        &self,
        shown: ShownProof<'_>,
        (method, endpoint): (&str, &str),
        token: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Option<Proof>, OAuthError> {
        let Some(claimed) = shown.claimed()? else { return Ok(None) };
        let name = claimed.key().clone();
        let kept = self.keys.get(&name).await;
        let (key, is_new) = match kept {
            Some(key) => (key, false),
            None => (Arc::new(claimed.parsed_key()?), true),
        };
        let addresses: Vec<_> = self.bases.iter().map(|base| base.address(endpoint)).collect();
        let target = Target { method, addresses: &addresses, token };
        let proof = claimed.judge(&key, target, now, |nonce| self.is_fresh(nonce, now))?;
        if is_new {
            self.keys.insert(name, key).await;
        }
        Ok(Some(proof))
    }

    /// The nonce for the next proof.
    #[must_use]
    pub fn nonce(&self) -> String {
        proof_nonce(&self.ground.ring, span(self.ground.now()))
    }

    /// Of this span or the last; or of the next, by a process whose clock is a little ahead.
    fn is_fresh(&self, nonce: &str, now: Timestamp) -> bool {
        let span = span(now);
        [span, span - 1, span + 1]
            .iter()
            .any(|span| is_proof_nonce(&self.ground.ring, *span, nonce))
    }
}

fn span(now: Timestamp) -> i64 {
    now.unix().div_euclid(SPAN.as_seconds())
}

/// Spends a proof: if it was spent before, the rest of the transaction is left out. Returns the place that
/// tells.
pub fn spend(ground: &Ground, proof: &Proof, batch: &mut Batch) -> usize {
    let (key, remember_until) = name(ground, proof);
    use_proof(batch, &key, remember_until)
}

/// Notes a proof that was shown for something that came to nothing.
pub fn note(ground: &Ground, proof: &Proof, batch: &mut Batch) {
    let (key, remember_until) = name(ground, proof);
    note_proof(batch, &key, remember_until);
}

fn name(ground: &Ground, proof: &Proof) -> (Digest, Timestamp) {
    let (key, name, remember_until) = proof.to_spend();
    let digest = digest(&ground.ring, Kind::Proof, key.as_str(), name.as_bytes());
    (digest, remember_until)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::flows::test_ground::ground;
    use crate::protocol::example;
    use crate::protocol::refusal;

    fn proof(nonce: &str, now: Timestamp) -> String {
        let keys: Value = serde_json::from_str(example::KEYS).expect("a key set");
        let key = &keys["keys"][0];
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": key["x"], "y": key["y"] });
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
        let claims = json!({
            "jti": "one", "htm": "POST", "htu": "https://danh.example/token", "iat": now.unix(),
            "nonce": nonce,
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = example::private_key().sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.expect("a signature")))
    }

    /// P124: another process, or the same after a restart, knows the nonce and what was spent.
    #[tokio::test]
    async fn p124_every_process_knows_the_nonce_and_what_was_spent() {
        let ground = ground("proofs").await;
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let process = || Proofs::new(ground.clone(), vec![issuer.clone()]);
        let (one, other, now) = (process(), process(), ground.now());
        let text = proof(&one.nonce(), now);
        let mut taken = Vec::new();
        for process in [&one, &other] {
            let shown = ShownProof::One(&text);
            let judged = process.judge(shown, ("POST", "/token"), None, now).await;
            let judged = judged.expect("a good proof").expect("one is shown");
            let mut batch = Batch::new();
            let place = spend(&ground, &judged, &mut batch);
            let outcome = ground.database.commit(batch).await.expect("a commit");
            taken.push(outcome.done().is_some_and(|finished| finished.took(place)));
        }
        assert_eq!(taken, [true, false]);
        let foreign = proof(&proof_nonce(&ground.ring, 7), now);
        let judged = one.judge(ShownProof::One(&foreign), ("POST", "/token"), None, now).await;
        assert_eq!(judged, Err(refusal::PROOF_NONCE));
        let elsewhere = one.judge(ShownProof::One(&text), ("POST", "/par"), None, now).await;
        assert_eq!(elsewhere, Err(refusal::PROOF_ADDRESS));
    }
}
