//! Signed texts and the keys that verify them. A mutant verifies only if it says what was signed.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use danh::domain::client::SigningAlgorithm;
use danh::domain::time::Timestamp;
use danh::protocol::client_assertion;
use danh::protocol::client_keys::ClientKeys;
use danh::protocol::compact::{Purpose, Unverified};
use danh::protocol::dpop::{ShownProof, Target};
use danh::protocol::jwt::{Returned, read_own};
use serde_json::{Value, json};

use crate::engine::{Dice, fuzz};
use crate::seeds::{ISSUER, NAMES, NOW, assertion, bank, issuer, request_object};
use crate::{json, texts};

const PURPOSES: [&Purpose; 6] = [
    &Purpose::ClientAssertion,
    &Purpose::RequestObject,
    &Purpose::IdTokenHint,
    &Purpose::AccessToken,
    &Purpose::Receipt,
    &Purpose::Proof,
];

/// A client's key, and a text it signed.
pub struct Signed {
    pair: EcdsaKeyPair,
    header: Value,
    claims: Value,
}

impl Signed {
    pub fn new(header: Value, claims: Value) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        Self { pair, header, claims }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let half = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "a", "x": half(1), "y": half(33) })
    }

    /// What was signed, with its signature.
    pub fn text(&self) -> String {
        self.joined(&self.header.to_string(), &self.claims.to_string())
    }

    fn joined(&self, header: &str, claims: &str) -> String {
        let message =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).expect("signed");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A mutant that this key signed: what it says is wrong, and its signature right.
    fn faithful(&self, dice: &mut Dice) -> String {
        let (header, claims) = (self.header.to_string(), self.claims.to_string());
        if dice.rarely(2) {
            self.joined(&json::mutated(&self.header, &NAMES, dice), &claims)
        } else {
            self.joined(&header, &json::mutated(&self.claims, &NAMES, dice))
        }
    }

    /// A mutant with the signature of the original.
    pub fn forged(&self, text: &str, dice: &mut Dice) -> String {
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        match dice.below(6) {
            0 => parts[0] = URL_SAFE_NO_PAD.encode(json::mutated(&self.header, &NAMES, dice)),
            1 => parts[1] = URL_SAFE_NO_PAD.encode(json::mutated(&self.claims, &NAMES, dice)),
            2 => parts[2] = URL_SAFE_NO_PAD.encode(texts::mutated(&[7; 64], dice)),
            3 => parts.rotate_left(1),
            4 => {
                let at = dice.below(parts.len());
                parts.insert(at, parts[at].clone());
            }
            _ => return texts::mutated_text(text, dice),
        }
        parts.join(".")
    }
}

/// JWS: every purpose; a forged text never verifies.
#[test]
fn jws() {
    let signed = Signed::new(json!({ "alg": "ES256", "kid": "a", "typ": "JWT" }), assertion());
    let keys =
        ClientKeys::parse(&json!({ "keys": [signed.jwk()] }).to_string()).expect("a key set");
    let text = signed.text();
    let mutant = |dice: &mut Dice| (signed.forged(&text, dice), *dice.one(&PURPOSES));
    fuzz("jws", mutant, |(mutant, purpose): (String, Purpose)| {
        let Ok(read) = Unverified::parse(&mutant, purpose) else { return };
        let _looked_up = (read.claimed_issuer(), format!("{read:?}"));
        for algorithm in SigningAlgorithm::ALL {
            let Ok(read) = Unverified::parse(&mutant, purpose) else { return };
            if keys.verify(read, algorithm).is_ok() {
                assert_eq!((mutant.as_str(), algorithm), (text.as_str(), SigningAlgorithm::Es256));
            }
        }
        for kind in [Returned::IdTokenHint, Returned::AccessToken, Returned::Receipt] {
            let _read = read_own(&mutant, kind, |_, id, message, _| id.len() + message.len() > 9);
        }
    });
}

/// Assertions whose client signed nonsense: what is taken names that client, us, and an end.
#[test]
fn client_assertion() {
    let signed = Signed::new(json!({ "alg": "ES256", "kid": "a" }), assertion());
    let keys =
        ClientKeys::parse(&json!({ "keys": [signed.jwk()] }).to_string()).expect("a key set");
    let client = bank(&signed.jwk());
    let (issuer, now) = (issuer(), Timestamp::from_unix(NOW));
    fuzz(
        "client_assertion",
        |dice| signed.faithful(dice),
        |mutant| {
            let Ok(read) = Unverified::parse(&mutant, Purpose::ClientAssertion) else { return };
            let Ok(verified) = keys.verify(read, SigningAlgorithm::Es256) else { return };
            let claims = verified.claims();
            if let Ok(taken) = client_assertion::judge(claims, &client, &issuer, now) {
                assert!(claims.text("iss") == Some("bank") && claims.text("sub") == Some("bank"));
                assert!(claims.audience().iter().any(|audience| audience.starts_with(ISSUER)));
                assert!(taken.remember_until > now);
            }
        },
    );
}

/// Proofs of possession whose holder signed nonsense: what is taken is for this place, now, and of this key.
#[test]
fn dpop_proof() {
    let address = format!("{ISSUER}/token");
    let claims = json!({
        "jti": "one", "htm": "POST", "htu": address, "iat": NOW, "nonce": "n", "ath": "a",
    });
    let mut signed = Signed::new(json!({}), claims);
    let bare = signed.jwk();
    let bare = json!({ "kty": "EC", "crv": "P-256", "x": bare["x"], "y": bare["y"] });
    signed.header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": bare });
    let good = signed.text();
    let key = ShownProof::One(&good).claimed().expect("a proof").expect("one").key().clone();
    let addresses = [address.clone()];
    let target = Target { method: "POST", addresses: &addresses, token: None };
    let mutant = |dice: &mut Dice| {
        if dice.rarely(2) { signed.forged(&good, dice) } else { signed.faithful(dice) }
    };
    fuzz("dpop_proof", mutant, |mutant: String| {
        let Ok(Some(claimed)) = ShownProof::One(&mutant).claimed() else { return };
        let Ok(parsed) = claimed.parsed_key() else { return };
        let now = Timestamp::from_unix(NOW);
        if let Ok(proof) = claimed.judge(&parsed, target, now, |nonce| nonce == "n") {
            let (of, name, until) = proof.to_spend();
            assert!(*of == key && name.starts_with(&address) && until > now, "{mutant}");
        }
    });
}

/// Request objects, as far as the guard reads them.
#[test]
fn request_object_text() {
    let header = json!({ "alg": "ES256", "kid": "a", "typ": "oauth-authz-req+jwt" });
    let signed = Signed::new(header, request_object());
    let keys =
        ClientKeys::parse(&json!({ "keys": [signed.jwk()] }).to_string()).expect("a key set");
    fuzz(
        "request_object",
        |dice| signed.faithful(dice),
        |mutant| {
            let Ok(read) = Unverified::parse(&mutant, Purpose::RequestObject) else { return };
            let Ok(verified) = keys.verify(read, SigningAlgorithm::Es256) else { return };
            let claims = verified.claims();
            for name in NAMES {
                let _read = (claims.text(name), claims.moment(name), claims.audience());
            }
        },
    );
}

/// Key sets: what is taken is no secret, and not too much.
#[test]
fn jwk_set() {
    let signed = Signed::new(json!({}), json!({}));
    let rsa = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-\
        yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS\
        -UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM\
        Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let set = json!({ "keys": [
        signed.jwk(),
        { "kty": "RSA", "n": rsa, "e": "AQAB", "kid": "b" },
        { "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "c" },
        { "kty": "RSA", "n": rsa, "e": "AQAB", "kid": "d", "use": "enc", "alg": "RSA-OAEP-256" },
    ]});
    assert!(ClientKeys::parse(&set.to_string()).is_ok());
    fuzz(
        "jwk_set",
        |dice| json::mutated(&set, &NAMES, dice),
        |mutant| {
            if let Ok(keys) = ClientKeys::parse(&mutant) {
                assert!(mutant.len() <= 64 * 1024);
                let _served = SigningAlgorithm::ALL.map(|algorithm| keys.serve(algorithm));
            }
            drop(danh::protocol::client_keys::encryption::ClientEncryptionKeys::parse(&mutant));
        },
    );
}
