//! Assertions under a keyed hash of the client's secret: `client_secret_jwt`.
//!
//! OpenID Connect Core 9 and 10.1 (the key is the secret's octets), RFC 7518 §3.2 (it is no shorter than the
//! hash). The same form, size and header as of signed assertions; but the reader of signatures knows no keyed
//! hash and this one knows no signature, so that neither is ever taken for the other.

use std::fmt;

use aws_lc_rs::hmac;

use super::super::jwt_claims::Verified;
use super::{JoseRefusal, Parts, Purpose, judged, read};
use crate::domain::client::{ClientId, MacAlgorithm};
use crate::domain::text::Secret;

/// A client's secret, ready to verify by one keyed hash.
pub struct MacKey {
    algorithm: MacAlgorithm,
    key: hmac::Key,
}

impl MacKey {
    /// The key of a secret; nothing, if the secret is shorter than the hash needs.
    #[must_use]
    pub fn build(algorithm: MacAlgorithm, secret: &Secret) -> Option<Self> {
        let bytes = secret.expose().as_bytes();
        let hash = match algorithm {
            MacAlgorithm::Hs256 => hmac::HMAC_SHA256,
            MacAlgorithm::Hs384 => hmac::HMAC_SHA384,
            MacAlgorithm::Hs512 => hmac::HMAC_SHA512,
        };
        let long = bytes.len() >= algorithm.shortest_secret();
        long.then(|| Self { algorithm, key: hmac::Key::new(hash, bytes) })
    }

    /// Verifies an assertion by the one keyed hash that is registered.
    ///
    /// # Errors
    /// If its form or header is wrong, it names another algorithm, or another secret made it.
    pub fn verify(&self, assertion: &str) -> Result<Verified, JoseRefusal> {
        let purpose = Purpose::ClientAssertion;
        let parts = Parts::of(assertion, purpose)?;
        let (algorithm, _) = judged(&parts.header, purpose, MacAlgorithm::parse)?;
        if algorithm != self.algorithm {
            return Err(JoseRefusal::Algorithm);
        }
        let claims = read(&parts.claims, purpose)?;
        hmac::verify(&self.key, parts.signed.as_bytes(), &parts.signature)
            .map(|()| Verified::mark(claims))
            .map_err(|_| JoseRefusal::Signature)
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MacKey").field(&self.algorithm).finish()
    }
}

/// Whose assertion this claims to be, only to look up whose secret to try.
#[must_use]
pub fn claimed_issuer(assertion: &str) -> Option<ClientId> {
    let purpose = Purpose::ClientAssertion;
    let parts = Parts::of(assertion, purpose).ok()?;
    judged(&parts.header, purpose, MacAlgorithm::parse).ok()?;
    ClientId::parse(read(&parts.claims, purpose).ok()?.text("iss")?)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::super::Unverified;
    use super::*;

    fn secret() -> Secret {
        Secret::new("tests-only-".repeat(9))
    }

    fn maced(header: &str, key: &MacKey) -> String {
        let claims = json!({ "iss": "bank" }).to_string();
        let signed =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let tag = hmac::sign(&key.key, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// RFC 4231, test case 2, for each hash: the primitive is the one that is meant.
    #[test]
    fn rfc_4231_each_hash_is_its_own() {
        for (algorithm, begins) in [
            (MacAlgorithm::Hs256, [0x5b, 0xdc, 0xc1, 0x46]),
            (MacAlgorithm::Hs384, [0xaf, 0x45, 0xd2, 0xe3]),
            (MacAlgorithm::Hs512, [0x16, 0x4b, 0x7a, 0x7b]),
        ] {
            let key = MacKey::build(algorithm, &secret()).expect("long enough");
            let jefe = hmac::Key::new(key.key.algorithm(), b"Jefe");
            let tag = hmac::sign(&jefe, b"what do ya want for nothing?");
            assert!(tag.as_ref().starts_with(&begins), "{algorithm:?}");
        }
    }

    /// RFC 7515 A.1 (also RFC 7519 §3.1) and RFC 7520 4.4: read and verified. What is signed there is no claims.
    #[test]
    fn rfc_7515_a_1_and_rfc_7520_4_4_hs256() {
        let key = |text: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
            let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
            MacKey { algorithm: MacAlgorithm::Hs256, key }
        };
        let a_1 = key(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        );
        let text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let verified = a_1.verify(text).expect("it verifies");
        assert_eq!(verified.claims().text("iss"), Some("joe"));
        assert_eq!(claimed_issuer(text).expect("a name").as_str(), "joe");
        let cookbook = key("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg");
        assert_eq!(cookbook.verify(text).err(), Some(JoseRefusal::Signature));
        let frodo = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";
        let tag = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
        let tag = URL_SAFE_NO_PAD.decode(tag).expect("base64url");
        assert!(hmac::verify(&cookbook.key, frodo.as_bytes(), &tag).is_ok(), "4.4");
        let whole = format!("{frodo}.{}", URL_SAFE_NO_PAD.encode(tag));
        assert_eq!(cookbook.verify(&whole).err(), Some(JoseRefusal::Claims));
    }

    /// P104: by its own algorithm alone, and by no signature's.
    #[test]
    fn p104_an_assertion_verifies_by_the_registered_hash_and_no_other() {
        for signed in MacAlgorithm::ALL {
            let key = MacKey::build(signed, &secret()).expect("long enough");
            let good = maced(&format!("{{\"alg\":\"{}\"}}", signed.as_str()), &key);
            assert_eq!(claimed_issuer(&good).expect("a name").as_str(), "bank");
            for registered in MacAlgorithm::ALL {
                let key = MacKey::build(registered, &secret()).expect("long enough");
                assert_eq!(key.verify(&good).is_ok(), signed == registered);
            }
            assert_eq!(
                Unverified::parse(&good, Purpose::ClientAssertion).err(),
                Some(JoseRefusal::Algorithm),
                "no keyed hash is a signature"
            );
            for header in [
                r#"{"alg":"none"}"#,
                r#"{"alg":"ES256"}"#,
                r#"{"alg":"hs256"}"#,
                r#"{"alg":"HS256","alg":"HS256"}"#,
                r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
                r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}"#,
                r#"{"alg":"HS256","typ":"at+jwt"}"#,
                r"{}",
            ] {
                assert!(key.verify(&maced(header, &key)).is_err(), "{header}");
            }
        }
    }

    #[test]
    fn any_changed_letter_another_secret_and_a_short_one_prove_nothing() {
        let key = MacKey::build(MacAlgorithm::Hs256, &secret()).expect("long enough");
        let good = maced(r#"{"alg":"HS256"}"#, &key);
        assert!(key.verify(&good).is_ok());
        for at in 0..good.len() {
            let mut changed = good.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(key.verify(&String::from_utf8(changed).expect("ASCII")).is_err(), "{at}");
        }
        let other = Secret::new("tests-0nly-".repeat(9));
        let other = MacKey::build(MacAlgorithm::Hs256, &other).expect("long enough");
        assert_eq!(other.verify(&good).err(), Some(JoseRefusal::Signature));
        for algorithm in MacAlgorithm::ALL {
            let least = algorithm.shortest_secret();
            assert!(MacKey::build(algorithm, &Secret::new("x".repeat(least))).is_some());
            assert!(MacKey::build(algorithm, &Secret::new("x".repeat(least - 1))).is_none());
        }
    }

    #[test]
    fn a_key_never_prints_its_secret() {
        let key = MacKey::build(MacAlgorithm::Hs512, &secret()).expect("long enough");
        assert_eq!(format!("{key:?}"), "MacKey(Hs512)");
    }
}
