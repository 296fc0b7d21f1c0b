//! Nonces for proofs of possession: each names a span of time, and only we can say its name.
//!
//! RFC 9449 §8. Every process with the same root says the same name, so nothing is kept of any.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::digest::{Digest, Kind, digest};
use super::key_ring::KeyRing;

/// The nonce of a span, counted since 1970.
#[must_use]
pub fn proof_nonce(ring: &KeyRing, span: i64) -> String {
    URL_SAFE_NO_PAD.encode(of(ring, span).as_bytes())
}

/// Whether a text is the nonce of a span; compared in constant time.
#[must_use]
pub fn is_proof_nonce(ring: &KeyRing, span: i64, text: &str) -> bool {
    let read = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| Digest::from_bytes(&bytes));
    read.is_some_and(|read| read == of(ring, span))
}

fn of(ring: &KeyRing, span: i64) -> Digest {
    digest(ring, Kind::ProofNonce, "", &span.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P124: two processes of one root agree, and nobody else knows the name of a span.
    #[test]
    fn p124_a_nonce_belongs_to_its_span_and_root() {
        let (ring, other) = (KeyRing::from_root(&[1; 32]), KeyRing::from_root(&[2; 32]));
        let nonce = proof_nonce(&ring, 7);
        assert_eq!(nonce.len(), 43);
        assert!(is_proof_nonce(&KeyRing::from_root(&[1; 32]), 7, &nonce));
        assert!(!is_proof_nonce(&ring, 8, &nonce));
        assert!(!is_proof_nonce(&other, 7, &nonce));
        for wrong in ["", "x", nonce.trim_end_matches(|_| true), &nonce[1..], &format!("{nonce}=")]
        {
            assert!(!is_proof_nonce(&ring, 7, wrong), "{wrong}");
        }
    }
}
