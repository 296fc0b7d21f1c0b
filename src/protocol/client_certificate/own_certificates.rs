//! The certificates that a client registered in its JWK Set, to be known by them.
//!
//! RFC 8705 §2.2.2, RFC 7517 §4.7. A key with `x5c` stands for that certificate alone; a key without it
//! stands for every certificate of that key, so that a client may renew its own without telling us.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::Rsa;
use openssl::x509::X509Ref;
use serde_json::{Map, Value};

use super::der::{thumbprint, whole};
use crate::domain::confirmation::Thumbprint;
use crate::protocol::client_keys::{ClientKeys, KeySetRefusal, is_for_signatures};
use crate::protocol::strict_json;

/// As the guard of keys takes them.
const LONGEST_SET: usize = 64 * 1024;

/// What one client is known by.
pub struct OwnCertificates(Vec<Known>);

enum Known {
    Certificate(Thumbprint),
    Key(PKey<Public>),
}

impl OwnCertificates {
    /// Reads a JWK Set that the guard of keys takes.
    ///
    /// # Errors
    /// If it does not, or a certificate in it is none, or another key's.
    pub fn parse(json: &str) -> Result<Self, KeySetRefusal> {
        ClientKeys::parse(json)?;
        let set = strict_json::object(json, LONGEST_SET).ok_or(KeySetRefusal::Form)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeySetRefusal::Form)?;
        let keys = keys.iter().filter_map(Value::as_object);
        let keys = keys.filter(|jwk| is_for_signatures(jwk) == Ok(true));
        keys.map(|jwk| known(jwk).ok_or(KeySetRefusal::Key)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this is one of them.
    pub(super) fn have(&self, certificate: &X509Ref, shown: &Thumbprint) -> bool {
        let key = certificate.public_key();
        self.0.iter().any(|known| match known {
            Known::Certificate(registered) => registered == shown,
            Known::Key(registered) => key.as_ref().is_ok_and(|key| key.public_eq(registered)),
        })
    }
}

impl std::fmt::Debug for OwnCertificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OwnCertificates({})", self.0.len())
    }
}

fn known(jwk: &Map<String, Value>) -> Option<Known> {
    let key = public_key(jwk)?;
    let Some(chain) = jwk.get("x5c") else { return Some(Known::Key(key)) };
    let first = chain.as_array()?.first()?.as_str()?;
    let der = STANDARD.decode(first).ok()?;
    let its_key = whole(&der)?.public_key().ok()?;
    if its_key.public_eq(&key) { thumbprint(&der).map(Known::Certificate) } else { None }
}

fn public_key(jwk: &Map<String, Value>) -> Option<PKey<Public>> {
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
    let number = |name: &str| BigNum::from_slice(&bytes(name)?).ok();
    match jwk.get("kty")?.as_str()? {
        "RSA" => {
            let key = Rsa::from_public_components(number("n")?, number("e")?).ok()?;
            PKey::from_rsa(key).ok()
        }
        "EC" => {
            let curve = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).ok()?;
            let (x, y) = (number("x")?, number("y")?);
            let key = EcKey::from_public_key_affine_coordinates(&curve, &x, &y).ok()?;
            PKey::from_ec_key(key).ok()
        }
        _ => PKey::public_key_from_raw_bytes(&bytes("x")?, Id::ED25519).ok(),
    }
}
