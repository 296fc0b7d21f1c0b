//! A private key as a JWK (RFC 7517, RFC 7518 §6, RFC 8037): made, written, read, wiped when dropped.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsBigEndian, Curve25519SeedBin, EcPrivateKeyBin};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::BigNumRef;
use openssl::rsa::Rsa;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use super::key_algorithm::KeyAlgorithm;
use crate::connectors::hsm::mechanism::PublicHalf;
use crate::domain::client::SigningAlgorithm;
use crate::domain::protection::EncryptionAlgorithm;

/// The members of a key of any of our kinds; numbers are base64url. Of a key that lies in a token there
/// is the public half alone.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PrivateJwk {
    kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    d: Option<Wiped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<Wiped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<Wiped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dp: Option<Wiped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dq: Option<Wiped>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    qi: Option<Wiped>,
}

/// A secret number, wiped when dropped.
#[derive(Default, Deserialize, Serialize)]
#[serde(transparent)]
struct Wiped(String);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Which number of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of RFC 7518 §6 and RFC 8037 §2")]
pub enum Number {
    X,
    Y,
    N,
    E,
    D,
    P,
    Q,
    Dp,
    Dq,
    Qi,
}

impl PrivateJwk {
    /// Makes a key: P-256, Ed25519, RSA of 2048 bits for RS256 and of 3072 for PS256. To open, RSA has
    /// 2048 bits: whoever sends us something makes us compute. Nothing if the machine does not make one.
    #[must_use]
    pub fn generate(algorithm: impl Into<KeyAlgorithm>) -> Option<Self> {
        match algorithm.into() {
            KeyAlgorithm::Signs(SigningAlgorithm::Es256)
            | KeyAlgorithm::SignsReceipts
            | KeyAlgorithm::Opens(EncryptionAlgorithm::EcdhEs) => Self::generate_p256(),
            KeyAlgorithm::Signs(SigningAlgorithm::EdDsa) => Self::generate_ed25519(),
            KeyAlgorithm::Signs(SigningAlgorithm::Ps256) => Self::generate_rsa(3072),
            KeyAlgorithm::Signs(SigningAlgorithm::Rs256)
            | KeyAlgorithm::Opens(EncryptionAlgorithm::RsaOaep256) => Self::generate_rsa(2048),
        }
    }

    /// The public half of a key that lies elsewhere.
    #[must_use]
    pub fn of_public(half: &PublicHalf) -> Self {
        let text = |number: &[u8]| Some(URL_SAFE_NO_PAD.encode(number));
        let (kty, crv) = match half {
            PublicHalf::P256 { .. } => ("EC", Some("P-256".to_owned())),
            PublicHalf::Ed25519(_) => ("OKP", Some("Ed25519".to_owned())),
            PublicHalf::Rsa { .. } => ("RSA", None),
        };
        let half = match half {
            PublicHalf::P256 { x, y } => Self { x: text(x), y: text(y), ..Self::default() },
            PublicHalf::Ed25519(x) => Self { x: text(x), ..Self::default() },
            PublicHalf::Rsa { n, e } => Self { n: text(n), e: text(e), ..Self::default() },
        };
        Self { kty: kty.to_owned(), crv, ..half }
    }

    /// Whether any secret number is here.
    #[must_use]
    pub fn is_private(&self) -> bool {
        [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi].iter().any(|one| one.is_some())
    }

    /// The whole key as JSON, for the guard that parses it.
    ///
    /// # Panics
    /// Never: texts are always written.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).expect("texts are always written"))
    }

    /// A number, decoded.
    #[must_use]
    pub fn number(&self, which: Number) -> Option<Zeroizing<Vec<u8>>> {
        let text = match which {
            Number::X => self.x.as_ref(),
            Number::Y => self.y.as_ref(),
            Number::N => self.n.as_ref(),
            Number::E => self.e.as_ref(),
            Number::D => self.d.as_ref().map(|secret| &secret.0),
            Number::P => self.p.as_ref().map(|secret| &secret.0),
            Number::Q => self.q.as_ref().map(|secret| &secret.0),
            Number::Dp => self.dp.as_ref().map(|secret| &secret.0),
            Number::Dq => self.dq.as_ref().map(|secret| &secret.0),
            Number::Qi => self.qi.as_ref().map(|secret| &secret.0),
        };
        URL_SAFE_NO_PAD.decode(text?).ok().map(Zeroizing::new)
    }

    /// The public members: those that RFC 7638 §3.2 names, in its order. A secret is not among them.
    #[must_use]
    pub fn public_members(&self) -> Map<String, Value> {
        let members = [
            ("crv", self.crv.as_ref()),
            ("e", self.e.as_ref()),
            ("kty", Some(&self.kty)),
            ("n", self.n.as_ref()),
            ("x", self.x.as_ref()),
            ("y", self.y.as_ref()),
        ];
        members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.clone().into())))
            .collect()
    }

    /// The key's name: its thumbprint (RFC 7638), the same wherever it is made from the same key.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let members = Value::Object(self.public_members()).to_string();
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()))
    }

    fn generate_p256() -> Option<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
        let point = pair.public_key().as_ref().strip_prefix(&[4])?;
        let (x, y) = point.split_at_checked(32)?;
        let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().ok()?;
        Some(Self {
            kty: "EC".into(),
            crv: Some("P-256".into()),
            x: Some(URL_SAFE_NO_PAD.encode(x)),
            y: Some(URL_SAFE_NO_PAD.encode(y)),
            d: Some(Wiped(URL_SAFE_NO_PAD.encode(d.as_ref()))),
            ..Self::default()
        })
    }

    fn generate_ed25519() -> Option<Self> {
        let pair = Ed25519KeyPair::generate().ok()?;
        let d: Curve25519SeedBin<'_> = pair.seed().ok()?.as_be_bytes().ok()?;
        Some(Self {
            kty: "OKP".into(),
            crv: Some("Ed25519".into()),
            x: Some(URL_SAFE_NO_PAD.encode(pair.public_key())),
            d: Some(Wiped(URL_SAFE_NO_PAD.encode(d.as_ref()))),
            ..Self::default()
        })
    }

    /// By OpenSSL: AWS-LC makes RSA keys too, but does not hand out their numbers.
    fn generate_rsa(bits: u32) -> Option<Self> {
        let key = Rsa::generate(bits).ok()?;
        let text = |number: &BigNumRef| URL_SAFE_NO_PAD.encode(Zeroizing::new(number.to_vec()));
        let secret = |number| Wiped(text(number));
        Some(Self {
            kty: "RSA".into(),
            n: Some(text(key.n())),
            e: Some(text(key.e())),
            d: Some(secret(key.d())),
            p: Some(secret(key.p()?)),
            q: Some(secret(key.q()?)),
            dp: Some(secret(key.dmp1()?)),
            dq: Some(secret(key.dmq1()?)),
            qi: Some(secret(key.iqmp()?)),
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7638 §3.1; `d` is not part of the example and not of the thumbprint.
    #[test]
    fn a_thumbprint_is_that_of_rfc_7638() {
        let jwk: PrivateJwk = serde_json::from_str(
            r#"{"kty":"RSA","e":"AQAB","d":"AA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#,
        )
        .expect("the JWK of RFC 7638");
        assert_eq!(jwk.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn every_algorithm_gets_a_key_of_its_kind_and_size() {
        let bytes = |jwk: &PrivateJwk, which| jwk.number(which).map(|number| number.len());
        let made = |algorithm| PrivateJwk::generate(algorithm).expect("a key");
        assert_eq!(bytes(&made(SigningAlgorithm::Es256), Number::Y), Some(32));
        assert_eq!(bytes(&made(SigningAlgorithm::EdDsa), Number::X), Some(32));
        assert_eq!(bytes(&made(SigningAlgorithm::Rs256), Number::N), Some(256));
        assert_eq!(bytes(&made(SigningAlgorithm::Ps256), Number::N), Some(384));
    }

    #[test]
    fn public_members_hold_no_secret() {
        for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
            let jwk = PrivateJwk::generate(algorithm).expect("a key");
            let members = jwk.public_members();
            for secret in ["d", "p", "q", "dp", "dq", "qi"] {
                assert!(!members.contains_key(secret), "{secret}");
            }
            assert!(
                !Value::Object(members).to_string().contains(&jwk.d.as_ref().expect("a secret").0)
            );
        }
    }
}
