use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use super::*;
use crate::protocol::example;

const NOW: i64 = 1_800_000_000;
const HERE: &str = "https://danh.example/token";
const NONCE: &str = "fresh";

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Whatever header and claims, signed as they should be.
fn signed(header: &Value, claims: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(sign(message.as_bytes())))
}

fn by_p256(message: &[u8]) -> Vec<u8> {
    let signature = example::private_key().sign(&SystemRandom::new(), message);
    signature.expect("a signature").as_ref().to_vec()
}

fn jwk() -> Value {
    let keys: Value = serde_json::from_str(example::KEYS).expect("a key set");
    let key = &keys["keys"][0];
    json!({ "kty": "EC", "crv": "P-256", "x": key["x"], "y": key["y"] })
}

fn header() -> Value {
    json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk() })
}

/// Both addresses of the endpoint.
fn here() -> [String; 2] {
    [HERE, "https://mtls.danh.example/token"].map(str::to_owned)
}

fn claims() -> Value {
    json!({ "jti": "one", "htm": "POST", "htu": HERE, "iat": NOW, "nonce": NONCE })
}

/// The same with these members; a null takes one away.
fn with(mut whole: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        if value.is_null() {
            whole.as_object_mut().and_then(|members| members.remove(name));
        } else {
            whole[name] = value.clone();
        }
    }
    whole
}

fn judged_at(text: &str, target: Target<'_>) -> Result<Proof, OAuthError> {
    let claimed = ShownProof::One(text).claimed()?.expect("one is shown");
    let key = claimed.parsed_key()?;
    claimed.judge(&key, target, Timestamp::from_unix(NOW), |nonce| nonce == NONCE)
}

fn judged(text: &str) -> Result<Proof, OAuthError> {
    judged_at(text, Target { method: "POST", addresses: &here(), token: None })
}

fn of_claims(changes: &Value) -> Result<Proof, OAuthError> {
    judged(&signed(&header(), &with(claims(), changes), by_p256))
}

fn of_header(changes: &Value) -> Result<Proof, OAuthError> {
    judged(&signed(&with(header(), changes), &claims(), by_p256))
}

/// RFC 9449 §4.1, figure 2, and its thumbprint in §6.1; made when there were no nonces.
#[test]
fn the_published_proof_is_judged_good() {
    let text = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUk\
                lDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ\
                2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0\
                dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdr\
                j8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    let claimed = ShownProof::One(text).claimed().expect("a proof").expect("one is shown");
    assert_eq!(claimed.key().as_str(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    let key = claimed.parsed_key().expect("its key");
    let target = Target {
        method: "POST",
        addresses: &["https://server.example.com/token".to_owned()],
        token: None,
    };
    let judged = claimed.judge(&key, target, Timestamp::from_unix(1_562_262_616), |_| true);
    assert_eq!(judged, Err(refusal::PROOF_NONCE), "all but the nonce is as it should be");
}

/// P122: each fault, by its name.
#[test]
fn p122_what_a_proof_must_say_and_does_not() {
    let far = "x".repeat(257);
    for (change, expected) in [
        (json!({ "jti": null }), refusal::PROOF_JTI),
        (json!({ "jti": "" }), refusal::PROOF_JTI),
        (json!({ "jti": 7 }), refusal::PROOF_JTI),
        (json!({ "jti": far }), refusal::PROOF_JTI),
        (json!({ "htm": null }), refusal::PROOF_METHOD),
        (json!({ "htm": "GET" }), refusal::PROOF_METHOD),
        (json!({ "htm": "post" }), refusal::PROOF_METHOD),
        (json!({ "htu": null }), refusal::PROOF_ADDRESS),
        (json!({ "htu": "https://danh.example/par" }), refusal::PROOF_ADDRESS),
        (json!({ "htu": [HERE] }), refusal::PROOF_ADDRESS),
        (json!({ "iat": null }), refusal::PROOF_TIME),
        (json!({ "iat": NOW.to_string() }), refusal::PROOF_TIME),
        (json!({ "iat": NOW - 3600 }), refusal::PROOF_TIME),
        (json!({ "iat": NOW + 3600 }), refusal::PROOF_TIME),
        (json!({ "iat": NOW - 301 }), refusal::PROOF_TIME),
        (json!({ "iat": NOW + 31 }), refusal::PROOF_TIME),
        (json!({ "nonce": null }), refusal::PROOF_NONCE),
        (json!({ "nonce": "stale" }), refusal::PROOF_NONCE),
        (json!({ "nonce": 7 }), refusal::PROOF_NONCE),
    ] {
        assert_eq!(of_claims(&change).err(), Some(expected), "{change}");
    }
    for (change, expected) in [
        (json!({ "typ": null }), refusal::PROOF_TYPE),
        (json!({ "typ": "JWT" }), refusal::PROOF_TYPE),
        (json!({ "typ": "at+jwt" }), refusal::PROOF_TYPE),
        (json!({ "alg": null }), refusal::PROOF_MALFORMED),
        (json!({ "alg": "none" }), refusal::PROOF_ALGORITHM),
        (json!({ "alg": "HS256" }), refusal::PROOF_ALGORITHM),
        (json!({ "alg": "RS256" }), refusal::PROOF_ALGORITHM),
        (json!({ "alg": "PS256" }), refusal::PROOF_JWK),
        (json!({ "alg": "EdDSA" }), refusal::PROOF_JWK),
        (json!({ "jwk": null }), refusal::PROOF_JWK),
        (json!({ "jwk": "x" }), refusal::PROOF_MALFORMED),
        (json!({ "jwk": {} }), refusal::PROOF_JWK),
        (json!({ "jwk": { "kty": "oct", "k": "AA" } }), refusal::PROOF_JWK),
        (json!({ "jwk": with(jwk(), &json!({ "d": "AA" })) }), refusal::PROOF_JWK),
        (json!({ "jwk": with(jwk(), &json!({ "use": "enc" })) }), refusal::PROOF_JWK),
        (json!({ "jwk": with(jwk(), &json!({ "x": "AA" })) }), refusal::PROOF_JWK),
        (json!({ "jku": "https://evil.example/" }), refusal::PROOF_MALFORMED),
        (json!({ "x5c": ["AA"] }), refusal::PROOF_MALFORMED),
        (json!({ "crit": ["exp"] }), refusal::PROOF_MALFORMED),
    ] {
        assert_eq!(of_header(&change).err(), Some(expected), "{change}");
    }
}

/// P122: the signature is the key's that the proof brings, over these bytes.
#[test]
fn p122_a_foreign_or_broken_signature_is_refused() {
    let flipped = signed(&header(), &claims(), |message| {
        let mut signature = by_p256(message);
        signature[7] ^= 1;
        signature
    });
    assert_eq!(judged(&flipped), Err(refusal::PROOF_SIGNATURE));
    let good = signed(&header(), &claims(), by_p256);
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    let (header, _) = message.split_once('.').expect("two parts");
    let other = format!("{header}.{}.{signature}", part(&with(claims(), &json!({ "jti": "two" }))));
    assert_eq!(judged(&other), Err(refusal::PROOF_SIGNATURE));
    for malformed in ["", "x", "a.b", "a.b.c", &format!("{good}.x"), &format!("{good}, {good}")] {
        assert_eq!(judged(malformed), Err(refusal::PROOF_MALFORMED), "{malformed}");
    }
    let long = with(claims(), &json!({ "more": "x".repeat(8192) }));
    let long = signed(&self::header(), &long, by_p256);
    assert_eq!(judged(&long), Err(refusal::PROOF_MALFORMED));
}

/// P123, P126: what may differ, and what is passed over.
#[test]
fn p123_p126_what_does_no_harm_is_accepted() {
    for change in [
        json!({}),
        json!({ "htu": "https://DANH.example:443/token?x=1#y" }),
        json!({ "htu": "https://mtls.danh.example/token" }),
        json!({ "iat": NOW - 10 }),
        json!({ "iat": NOW + 10 }),
        json!({ "iat": NOW - 300 }),
        json!({ "iat": 1_800_000_000.5 }),
        json!({ "nbf": NOW - 10, "exp": NOW - 5 }),
        json!({ "nbf": "soon", "exp": [] }),
        json!({ "ath": "for a resource", "more": { "a": [1] } }),
    ] {
        assert!(of_claims(&change).is_ok(), "{change}: {:?}", of_claims(&change));
    }
    for change in [
        json!({ "typ": "DPoP+JWT" }),
        json!({ "typ": "application/dpop+jwt" }),
        json!({ "kid": "a name, whatever it is", "more": true }),
        json!({ "jwk": with(jwk(), &json!({ "kid": "a", "use": "sig", "alg": "ES256" })) }),
    ] {
        assert!(of_header(&change).is_ok(), "{change}: {:?}", of_header(&change));
    }
}

/// P122: at a resource the proof names its token.
#[test]
fn p122_at_a_resource_a_proof_is_for_one_token() {
    let token = Secret::new("the.access.token".to_owned());
    let hash = URL_SAFE_NO_PAD.encode(digest(&SHA256, token.expose().as_bytes()));
    let target = Target { method: "POST", addresses: &here(), token: Some(&token) };
    for (ath, expected) in [
        (json!(hash), Ok(())),
        (json!(null), Err(refusal::PROOF_TOKEN)),
        (json!(format!("{hash}=")), Err(refusal::PROOF_TOKEN)),
        (json!(token.expose()), Err(refusal::PROOF_TOKEN)),
        (json!([hash]), Err(refusal::PROOF_TOKEN)),
    ] {
        let proof = signed(&header(), &with(claims(), &json!({ "ath": ath })), by_p256);
        assert_eq!(judged_at(&proof, target).map(|_| ()), expected, "{ath}");
    }
}

/// P104, P122: RSA-PSS and Ed25519 prove as well; PKCS #1 v1.5 does not, though the key could.
#[test]
fn p104_each_permitted_algorithm_proves_and_no_other() {
    let ed = Ed25519KeyPair::generate().expect("a key");
    let x = URL_SAFE_NO_PAD.encode(ed.public_key());
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
    let header = json!({ "typ": "dpop+jwt", "alg": "EdDSA", "jwk": jwk });
    let proof = signed(&header, &claims(), |message| ed.sign(message).as_ref().to_vec());
    assert!(judged(&proof).is_ok());

    let numbers = openssl::rsa::Rsa::generate(2048).expect("a key");
    let [n, e] = [numbers.n(), numbers.e()].map(|number| URL_SAFE_NO_PAD.encode(number.to_vec()));
    let rsa = RsaKeyPair::from_der(&numbers.private_key_to_der().expect("DER")).expect("a key");
    let pss = |message: &[u8]| {
        let mut signature = vec![0; rsa.public_modulus_len()];
        rsa.sign(&RSA_PSS_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a signature");
        signature
    };
    let header = |alg: &str| json!({ "typ": "dpop+jwt", "alg": alg, "jwk": { "kty": "RSA", "n": n, "e": e } });
    assert!(judged(&signed(&header("PS256"), &claims(), pss)).is_ok());
    assert_eq!(judged(&signed(&header("RS256"), &claims(), pss)), Err(refusal::PROOF_ALGORITHM));
}

/// P122: one key of that name is not asked to verify by another algorithm, whoever kept it.
#[test]
fn p122_a_key_that_was_kept_verifies_by_its_own_algorithm_only() {
    let text = signed(&with(header(), &json!({ "alg": "EdDSA" })), &claims(), by_p256);
    let claimed = ShownProof::One(&text).claimed().expect("a form").expect("one");
    let good = signed(&header(), &claims(), by_p256);
    let kept = ShownProof::One(&good).claimed().expect("a form").expect("one");
    assert_eq!(kept.key(), claimed.key());
    let key = kept.parsed_key().expect("a key");
    let target = Target { method: "POST", addresses: &here(), token: None };
    let judged = claimed.judge(&key, target, Timestamp::from_unix(NOW), |_| true);
    assert_eq!(judged, Err(refusal::PROOF_ALGORITHM));
}

/// P122: none, one, more than one.
#[test]
fn p122_exactly_one_header_is_a_proof() {
    let read = |fields: &[Option<&'static str>]| ShownProof::read(fields.iter().copied());
    assert_eq!(read(&[]), ShownProof::Nothing);
    assert_eq!(read(&[Some("a")]), ShownProof::One("a"));
    for unclear in [&[Some("a"), Some("a")][..], &[None], &[None, Some("a")]] {
        assert_eq!(read(unclear), ShownProof::Unclear);
        assert_eq!(read(unclear).claimed().err(), Some(refusal::PROOF_TWICE));
    }
}

#[test]
fn a_proof_is_remembered_as_long_as_it_could_be_used_and_prints_nothing() {
    let proof = of_claims(&json!({ "iat": NOW + 20 })).expect("a proof");
    let (key, name, until) = proof.to_spend();
    assert_eq!((key.as_str().len(), name), (43, "https://danh.example/token one"));
    assert!(until.unix() > NOW + 20 + 300);
    assert_eq!(format!("{proof:?}"), "Proof(…)");
    assert_eq!(proof.with(Possession::default()).key(), Some(key));
}
