//! The raw cryptography of a token, by josekit over OpenSSL with keys that were parsed once.

use std::hint::black_box;
use std::time::Duration;

use josekit::jwk::Jwk;
use josekit::jwk::alg::ec::EcCurve;
use josekit::jws::{ES256, JwsSigner as _, JwsVerifier as _, RS256};

use super::cpu::micros_each;

/// About as much as header and claims of a token.
const MESSAGE: [u8; 600] = [b'x'; 600];

/// Microseconds of CPU.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    /// One ES256 signature.
    pub es256_sign: f64,
    /// One ES256 verification.
    pub es256_verify: f64,
    /// What a code exchange cannot do without: one verification, two signatures.
    pub exchange: f64,
    /// One RS256 signature, 2048 bits.
    pub rs256_sign: f64,
}

/// The bench's keys.
pub struct Keys {
    es256: josekit::jws::alg::ecdsa::EcdsaJwsSigner,
    verifier: josekit::jws::alg::ecdsa::EcdsaJwsVerifier,
    rs256: josekit::jws::alg::rsassa::RsassaJwsSigner,
}

impl Keys {
    /// Makes them.
    pub fn new() -> Self {
        let curve = Jwk::generate_ec_key(EcCurve::P256).expect("a key");
        let rsa = Jwk::generate_rsa_key(2048).expect("a key");
        Self {
            es256: ES256.signer_from_jwk(&curve).expect("a signer"),
            verifier: ES256.verifier_from_jwk(&curve).expect("a verifier"),
            rs256: RS256.signer_from_jwk(&rsa).expect("a signer"),
        }
    }

    /// Measures each for about this long.
    pub fn measure(&self, span: Duration) -> Raw {
        let signature = self.es256.sign(&MESSAGE).expect("a signature");
        let sign = || drop(black_box(self.es256.sign(black_box(&MESSAGE)).expect("a signature")));
        let verify = || self.verifier.verify(black_box(&MESSAGE), &signature).expect("ours");
        Raw {
            es256_sign: micros_each(span, sign),
            es256_verify: micros_each(span, verify),
            exchange: micros_each(span, || {
                verify();
                sign();
                sign();
            }),
            rs256_sign: micros_each(span, || {
                drop(black_box(self.rs256.sign(black_box(&MESSAGE)).expect("a signature")));
            }),
        }
    }
}
