//! How PKCS#11 says what JOSE says: a mechanism and a template for each algorithm, and the public half
//! of a key that was made in the token.

use aws_lc_rs::digest::{SHA256, digest};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType};

use crate::domain::client::SigningAlgorithm;

/// The object identifiers of P-256 and Ed25519, in DER.
const P256: [u8; 10] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const ED25519: [u8; 5] = [0x06, 0x03, 0x2B, 0x65, 0x70];

/// The numbers of a public key, as a JWK has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicHalf {
    /// P-256.
    P256 {
        /// 32 bytes.
        x: Vec<u8>,
        /// 32 bytes.
        y: Vec<u8>,
    },
    /// Ed25519: 32 bytes.
    Ed25519(Vec<u8>),
    /// RSA, without leading zeros.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Exponent.
        e: Vec<u8>,
    },
}

/// How a pair is made, what signs with it, and what its public half says of itself.
pub(super) struct Kind {
    pub(super) make: Mechanism<'static>,
    pub(super) signs: MechanismType,
    pub(super) public: Vec<Attribute>,
    pub(super) asked: &'static [AttributeType],
}

pub(super) fn kind(algorithm: SigningAlgorithm) -> Kind {
    let rsa = |bits: u64, signs| Kind {
        make: Mechanism::RsaPkcsKeyPairGen,
        signs,
        public: vec![Attribute::ModulusBits(bits.into()), Attribute::PublicExponent(vec![1, 0, 1])],
        asked: &[AttributeType::Modulus, AttributeType::PublicExponent],
    };
    let curve = |make, signs, curve: &[u8]| Kind {
        make,
        signs,
        public: vec![Attribute::EcParams(curve.to_vec())],
        asked: &[AttributeType::EcPoint],
    };
    match algorithm {
        SigningAlgorithm::Es256 => curve(Mechanism::EccKeyPairGen, MechanismType::ECDSA, &P256),
        SigningAlgorithm::EdDsa => {
            curve(Mechanism::EccEdwardsKeyPairGen, MechanismType::EDDSA, &ED25519)
        }
        SigningAlgorithm::Rs256 => rsa(2048, MechanismType::SHA256_RSA_PKCS),
        SigningAlgorithm::Ps256 => rsa(3072, MechanismType::SHA256_RSA_PKCS_PSS),
    }
}

/// What the token is to do, and with which bytes: few tokens hash for ECDSA, all do for RSA.
pub(super) fn signing(
    algorithm: SigningAlgorithm,
    message: &[u8],
) -> (Mechanism<'static>, Vec<u8>) {
    match algorithm {
        SigningAlgorithm::Es256 => (Mechanism::Ecdsa, digest(&SHA256, message).as_ref().to_vec()),
        SigningAlgorithm::EdDsa => {
            (Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure)), message.to_vec())
        }
        SigningAlgorithm::Rs256 => (Mechanism::Sha256RsaPkcs, message.to_vec()),
        SigningAlgorithm::Ps256 => {
            let parameters = PkcsPssParams {
                hash_alg: MechanismType::SHA256,
                mgf: PkcsMgfType::MGF1_SHA256,
                s_len: 32_u64.into(),
            };
            (Mechanism::Sha256RsaPkcsPss(parameters), message.to_vec())
        }
    }
}

/// Reads the public half that the token tells.
pub(super) fn public_half(algorithm: SigningAlgorithm, told: &[Attribute]) -> Option<PublicHalf> {
    let point = told.iter().find_map(|one| match one {
        Attribute::EcPoint(point) => Some(point.as_slice()),
        _ => None,
    });
    match algorithm {
        SigningAlgorithm::Es256 => {
            // An octet string in DER, as the standard wants it, or the bare point, as some write it.
            let point =
                point.map(|p| p.strip_prefix(&[4, 65]).filter(|p| p.len() == 65).unwrap_or(p));
            let (x, y) = point?.strip_prefix(&[4])?.split_at_checked(32)?;
            (y.len() == 32).then(|| PublicHalf::P256 { x: x.to_vec(), y: y.to_vec() })
        }
        SigningAlgorithm::EdDsa => {
            let point =
                point.map(|p| p.strip_prefix(&[4, 32]).filter(|p| p.len() == 32).unwrap_or(p));
            point.filter(|p| p.len() == 32).map(|p| PublicHalf::Ed25519(p.to_vec()))
        }
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => {
            let bare = |number: &[u8]| {
                number.iter().skip_while(|byte| **byte == 0).copied().collect::<Vec<_>>()
            };
            let n = told.iter().find_map(|one| match one {
                Attribute::Modulus(n) => Some(bare(n)),
                _ => None,
            });
            let e = told.iter().find_map(|one| match one {
                Attribute::PublicExponent(e) => Some(bare(e)),
                _ => None,
            });
            Some(PublicHalf::Rsa { n: n?, e: e? })
        }
    }
}
