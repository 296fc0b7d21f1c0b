//! The guard: keys that verify, parsed once, each for one algorithm; keys that encrypt and decrypt stand
//! in [`encryption`]. These two files alone know josekit.
//!
//! RSA is verified by josekit over OpenSSL; ES256 and EdDSA by AWS-LC, which takes half the time.
//! Either way a key verifies by the algorithm it was built for, whatever a header says.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwk::Jwk;
use josekit::jws::{JwsVerifier, PS256, RS256};
use serde_json::Value;

use crate::domain::client::SigningAlgorithm;

pub mod encryption;

/// RSA moduli in bytes: 2048 bits (RFC 7518 §3.3) to 8192, so that nobody makes us compute for long.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// A public key, ready to verify by one algorithm.
pub struct VerifyingKey {
    algorithm: SigningAlgorithm,
    material: Material,
}

enum Material {
    Curve(ParsedPublicKey),
    Rsa(Box<dyn JwsVerifier>),
}

/// The numbers of a public key, decoded.
pub enum PublicNumbers<'a> {
    /// A point of P-256.
    P256 {
        /// 32 bytes.
        x: &'a [u8],
        /// 32 bytes.
        y: &'a [u8],
    },
    /// A point of Ed25519, 32 bytes.
    Ed25519(&'a [u8]),
    /// RSA, without leading zeros.
    Rsa {
        /// Modulus.
        n: &'a [u8],
        /// Exponent.
        e: &'a [u8],
    },
}

impl VerifyingKey {
    /// Builds the key for one algorithm; nothing if the numbers are no key of that algorithm, or a
    /// weak one.
    #[must_use]
    pub fn build(algorithm: SigningAlgorithm, numbers: &PublicNumbers<'_>) -> Option<Self> {
        let material = match (algorithm, numbers) {
            (SigningAlgorithm::Es256, PublicNumbers::P256 { x, y }) => {
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                let point = [&[4], *x, *y].concat();
                Material::Curve(ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?)
            }
            (SigningAlgorithm::EdDsa, PublicNumbers::Ed25519(x)) => {
                if x.len() != 32 {
                    return None;
                }
                Material::Curve(ParsedPublicKey::new(&ED25519, x).ok()?)
            }
            (SigningAlgorithm::Rs256, PublicNumbers::Rsa { n, e }) => {
                Material::Rsa(Box::new(RS256.verifier_from_jwk(&rsa_jwk(n, e)?).ok()?))
            }
            (SigningAlgorithm::Ps256, PublicNumbers::Rsa { n, e }) => {
                Material::Rsa(Box::new(PS256.verifier_from_jwk(&rsa_jwk(n, e)?).ok()?))
            }
            _ => return None,
        };
        Some(Self { algorithm, material })
    }

    /// The one algorithm it verifies by.
    #[must_use]
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Whether the signature is this key's over the message.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Curve(key) => key.verify_sig(message, signature).is_ok(),
            Material::Rsa(verifier) => verifier.verify(message, signature).is_ok(),
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifyingKey").field(&self.algorithm).finish()
    }
}

/// A clean JWK of the numbers alone: josekit sees nothing else of what a client sent.
fn rsa_jwk(n: &[u8], e: &[u8]) -> Option<Jwk> {
    let top_bit = n.first().is_some_and(|byte| *byte >= 0x80);
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    // Exponents below 65537 make some faults of padding forgeable; none but old keys have them.
    let large = e.first().is_some_and(|byte| *byte > 0) && (3..=8).contains(&e.len());
    if !MODULUS.contains(&n.len()) || !top_bit || !odd(n) || !odd(e) || !large {
        return None;
    }
    let mut jwk = Jwk::new("RSA");
    for (name, number) in [("n", n), ("e", e)] {
        jwk.set_parameter(name, Some(Value::String(URL_SAFE_NO_PAD.encode(number)))).ok()?;
    }
    Some(jwk)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    /// Splits a compact JWS into what was signed and its signature.
    fn parts(compact: &str) -> (&[u8], Vec<u8>) {
        let (signed, signature) = compact.rsplit_once('.').expect("three parts");
        (signed.as_bytes(), bytes(signature))
    }

    fn verifies_and_nothing_else_does(key: &VerifyingKey, compact: &str) {
        let (signed, signature) = parts(compact);
        assert!(key.verifies(signed, &signature));
        for at in 0..signature.len() {
            let mut flipped = signature.clone();
            flipped[at] ^= 1;
            assert!(!key.verifies(signed, &flipped), "byte {at}");
        }
        assert!(!key.verifies(&signed[1..], &signature));
        assert!(!key.verifies(signed, &signature[1..]));
        assert!(!key.verifies(signed, &[]));
    }

    /// RFC 7515 appendix A.3.
    #[test]
    fn rfc_7515_a_3_es256() {
        let x = bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        let y = bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
        let key =
            VerifyingKey::build(SigningAlgorithm::Es256, &PublicNumbers::P256 { x: &x, y: &y });
        verifies_and_nothing_else_does(
            &key.expect("the key of A.3"),
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF\
             tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5\
             djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        );
    }

    /// RFC 7515 appendix A.2.
    const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2\
                     mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7\
                     OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMT\
                     BQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM\
                     Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    /// RFC 7515 appendix A.2.
    #[test]
    fn rfc_7515_a_2_rs256() {
        let (n, e) = (bytes(N), bytes("AQAB"));
        let numbers = PublicNumbers::Rsa { n: &n, e: &e };
        let key = VerifyingKey::build(SigningAlgorithm::Rs256, &numbers).expect("the key of A.2");
        let compact = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF\
             tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3X\
             OiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--\
             f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzD\
             wusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy\
             wlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        verifies_and_nothing_else_does(&key, compact);
        let pss = VerifyingKey::build(SigningAlgorithm::Ps256, &numbers).expect("the same numbers");
        let (signed, signature) = parts(compact);
        assert!(!pss.verifies(signed, &signature), "one key, two algorithms, two signatures");
    }

    /// RFC 8037 appendix A.4 and A.5.
    #[test]
    fn rfc_8037_a_4_ed_dsa() {
        let x = bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        let key = VerifyingKey::build(SigningAlgorithm::EdDsa, &PublicNumbers::Ed25519(&x));
        verifies_and_nothing_else_does(
            &key.expect("the key of A.2"),
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-\
             09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        );
    }

    #[test]
    fn weak_broken_and_mismatched_keys_are_not_built() {
        let (n, e, x) = (bytes(N), bytes("AQAB"), [7; 32]);
        let build = |algorithm, numbers: &PublicNumbers<'_>| {
            VerifyingKey::build(algorithm, numbers).is_some()
        };
        let rsa = |n: &[u8], e: &[u8]| {
            let numbers = PublicNumbers::Rsa { n, e };
            VerifyingKey::build(SigningAlgorithm::Rs256, &numbers).is_some()
        };
        assert!(rsa(&n, &e));
        assert!(!rsa(&n[..255], &e), "2040 bits");
        assert!(!rsa(&[&[0], n.as_slice()].concat(), &e), "a leading zero");
        assert!(!rsa(&[0xFF; 1025], &e), "too large to compute with");
        assert!(!rsa(&n, &[3]), "a small exponent");
        assert!(!rsa(&n, &[1, 0, 0]), "an even exponent");
        assert!(!rsa(&[], &[]));
        let off_the_curve = PublicNumbers::P256 { x: &x, y: &x };
        assert!(!build(SigningAlgorithm::Es256, &off_the_curve));
        assert!(!build(SigningAlgorithm::Es256, &PublicNumbers::P256 { x: &x[1..], y: &x }));
        assert!(!build(SigningAlgorithm::Es256, &PublicNumbers::Ed25519(&x)));
        assert!(!build(SigningAlgorithm::EdDsa, &PublicNumbers::Ed25519(&x[1..])));
        assert!(!build(SigningAlgorithm::Ps256, &PublicNumbers::P256 { x: &x, y: &x }));
    }
}
