//! A private key, parsed once: signs and verifies by one algorithm.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, RsaParameters,
};

use super::private_jwk::{Number, PrivateJwk};
use crate::domain::client::SigningAlgorithm;

/// A key pair of ours.
pub struct SigningKey {
    private: Private,
    public: ParsedPublicKey,
}

enum Private {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

impl SigningKey {
    /// Parses a key for its one algorithm; nothing if it is of another kind or its halves do not fit.
    #[must_use]
    pub fn parse(algorithm: SigningAlgorithm, jwk: &PrivateJwk) -> Option<Self> {
        match algorithm {
            SigningAlgorithm::Es256 => Self::p256(jwk),
            SigningAlgorithm::EdDsa => Self::ed25519(jwk),
            SigningAlgorithm::Rs256 => {
                Self::rsa(jwk, &RSA_PKCS1_SHA256, &RSA_PKCS1_2048_8192_SHA256)
            }
            SigningAlgorithm::Ps256 => Self::rsa(jwk, &RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256),
        }
    }

    /// Signs; nothing only if the machine has no chance left.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match &self.private {
            Private::P256(pair) => {
                Some(pair.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec())
            }
            Private::Ed25519(pair) => Some(pair.try_sign(message).ok()?.as_ref().to_vec()),
            Private::Rsa(pair, padding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*padding, &SystemRandom::new(), message, &mut signature).ok()?;
                Some(signature)
            }
        }
    }

    /// Whether a signature is this key's.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public.verify_sig(message, signature).is_ok()
    }

    fn p256(jwk: &PrivateJwk) -> Option<Self> {
        let (x, y) = (jwk.number(Number::X)?, jwk.number(Number::Y)?);
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &jwk.number(Number::D)?,
            &point,
        );
        let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point).ok()?;
        Some(Self { private: Private::P256(pair.ok()?), public })
    }

    fn ed25519(jwk: &PrivateJwk) -> Option<Self> {
        let (seed, x) = (jwk.number(Number::D)?, jwk.number(Number::X)?);
        let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &x).ok()?;
        let public = ParsedPublicKey::new(&ED25519, pair.public_key()).ok()?;
        Some(Self { private: Private::Ed25519(pair), public })
    }

    fn rsa(
        jwk: &PrivateJwk,
        padding: &'static dyn RsaEncoding,
        verification: &'static RsaParameters,
    ) -> Option<Self> {
        let (n, e) = (jwk.number(Number::N)?, jwk.number(Number::E)?);
        let components = KeyPairComponents {
            public_key: PublicKeyComponents { n: n.as_slice(), e: e.as_slice() },
            d: jwk.number(Number::D)?,
            p: jwk.number(Number::P)?,
            q: jwk.number(Number::Q)?,
            dP: jwk.number(Number::Dp)?,
            dQ: jwk.number(Number::Dq)?,
            qInv: jwk.number(Number::Qi)?,
        };
        let pair = RsaKeyPair::from_components(&components).ok()?;
        let public = components.public_key.to_parsed_public_key(verification).ok()?;
        Some(Self { private: Private::Rsa(pair, padding), public })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_signs_what_it_verifies_and_nothing_else() {
        for algorithm in SigningAlgorithm::ALL {
            let jwk = PrivateJwk::generate(algorithm).expect("a key");
            let key = SigningKey::parse(algorithm, &jwk).expect("the same key");
            let signature = key.sign(b"message").expect("a signature");
            assert!(key.verifies(b"message", &signature), "{algorithm:?}");
            assert!(!key.verifies(b"messagf", &signature), "{algorithm:?}");
            let another = PrivateJwk::generate(algorithm).expect("a key");
            let another = SigningKey::parse(algorithm, &another).expect("the same key");
            assert!(!another.verifies(b"message", &signature), "{algorithm:?}");
        }
    }

    #[test]
    fn a_key_of_another_kind_or_with_unfit_halves_is_refused() {
        let text = |algorithm| {
            serde_json::to_value(PrivateJwk::generate(algorithm).expect("a key")).expect("JSON")
        };
        let parse = |algorithm, value| {
            let jwk: PrivateJwk = serde_json::from_value(value).expect("a JWK");
            SigningKey::parse(algorithm, &jwk).is_some()
        };
        let es256 = text(SigningAlgorithm::Es256);
        assert!(parse(SigningAlgorithm::Es256, es256.clone()));
        for other in [SigningAlgorithm::EdDsa, SigningAlgorithm::Rs256, SigningAlgorithm::Ps256] {
            assert!(!parse(other, es256.clone()), "{other:?}");
        }
        for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa] {
            let (mut first, second) = (text(algorithm), text(algorithm));
            first["x"] = second["x"].clone();
            assert!(!parse(algorithm, first), "{algorithm:?}");
        }
        let (mut first, second) = (text(SigningAlgorithm::Rs256), text(SigningAlgorithm::Rs256));
        first["n"] = second["n"].clone();
        assert!(!parse(SigningAlgorithm::Rs256, first));
    }
}
