use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair,
};

use super::*;
use crate::protocol::compact::Purpose;
use crate::protocol::example;

/// RFC 7515 A.3, the public half.
const P256: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
/// RFC 8037 A.2.
const ED25519: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

fn set(keys: &[&str]) -> String {
    let keys: Vec<_> = keys.iter().map(|members| format!("{{{members}}}")).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn refusal(keys: &[&str]) -> Option<KeySetRefusal> {
    ClientKeys::parse(&set(keys)).err()
}

fn p256(more: &str) -> String {
    format!("{P256},{more}")
}

fn signed(header: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let [header, claims] =
        [header, r#"{"iss":"bank","jti":"1"}"#].map(|part| URL_SAFE_NO_PAD.encode(part));
    let message = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn by_ec(message: &[u8]) -> Vec<u8> {
    example::private_key()
        .sign(&SystemRandom::new(), message)
        .expect("a signature")
        .as_ref()
        .to_vec()
}

fn verify(keys: &[&str], text: &str, algorithm: SigningAlgorithm) -> Result<Verified, JoseRefusal> {
    let keys = ClientKeys::parse(&set(keys)).expect("a key set");
    keys.verify(Unverified::parse(text, Purpose::ClientAssertion)?, algorithm)
}

#[test]
fn each_algorithm_s_signature_is_verified_by_its_key() {
    let es256 = signed(r#"{"alg":"ES256","kid":"a"}"#, by_ec);
    let claims = verify(&[&p256(r#""kid":"a""#)], &es256, SigningAlgorithm::Es256);
    assert_eq!(claims.expect("verified").claims().text("iss"), Some("bank"));

    let ed = Ed25519KeyPair::generate().expect("a key");
    let x = URL_SAFE_NO_PAD.encode(ed.public_key());
    let jwk = format!(r#""kty":"OKP","crv":"Ed25519","x":"{x}","use":"sig","alg":"EdDSA""#);
    let eddsa = signed(r#"{"alg":"EdDSA"}"#, |message| ed.sign(message).as_ref().to_vec());
    assert!(verify(&[&jwk], &eddsa, SigningAlgorithm::EdDsa).is_ok());

    let numbers = openssl::rsa::Rsa::generate(2048).expect("a key");
    let [n, e] = [numbers.n(), numbers.e()].map(|number| URL_SAFE_NO_PAD.encode(number.to_vec()));
    let rsa = RsaKeyPair::from_der(&numbers.private_key_to_der().expect("DER")).expect("a key");
    let jwk = format!(r#""kty":"RSA","n":"{n}","e":"{e}","key_ops":["verify"]"#);
    for (algorithm, padding) in [
        (SigningAlgorithm::Rs256, &RSA_PKCS1_SHA256 as &dyn aws_lc_rs::signature::RsaEncoding),
        (SigningAlgorithm::Ps256, &RSA_PSS_SHA256),
    ] {
        let header = format!(r#"{{"alg":"{}"}}"#, algorithm.as_str());
        let text = signed(&header, |message| {
            let mut signature = vec![0; rsa.public_modulus_len()];
            rsa.sign(padding, &SystemRandom::new(), message, &mut signature).expect("a signature");
            signature
        });
        assert!(verify(&[&jwk], &text, algorithm).is_ok(), "{algorithm:?}");
        let only = format!(r#"{jwk},"alg":"{}""#, algorithm.as_str());
        assert!(verify(&[&only], &text, algorithm).is_ok(), "{algorithm:?}");
    }
}

/// Keycloak CVE-2026-11800, and every library that ever took a public key for an HMAC's.
#[test]
fn inc_cve_2026_11800_the_registered_algorithm_rules() {
    let by_mac = signed(r#"{"alg":"HS256"}"#, |message| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, P256.as_bytes());
        aws_lc_rs::hmac::sign(&key, message).as_ref().to_vec()
    });
    let es256 = SigningAlgorithm::Es256;
    assert_eq!(verify(&[P256], &by_mac, es256), Err(JoseRefusal::Algorithm));
    let right = signed(r#"{"alg":"ES256"}"#, by_ec);
    for other in [SigningAlgorithm::EdDsa, SigningAlgorithm::Rs256, SigningAlgorithm::Ps256] {
        assert_eq!(verify(&[P256, ED25519], &right, other), Err(JoseRefusal::Algorithm));
    }
    let relabelled = signed(r#"{"alg":"EdDSA"}"#, by_ec);
    assert_eq!(
        verify(&[P256, ED25519], &relabelled, SigningAlgorithm::EdDsa),
        Err(JoseRefusal::Signature)
    );
}

#[test]
fn a_key_is_chosen_by_its_name_or_by_being_the_only_one() {
    let es256 = SigningAlgorithm::Es256;
    let named = signed(r#"{"alg":"ES256","kid":"a"}"#, by_ec);
    let nameless = signed(r#"{"alg":"ES256"}"#, by_ec);
    let (a, b) = (p256(r#""kid":"a""#), p256(r#""kid":"b""#));
    assert!(verify(&[&a, &b, ED25519], &named, es256).is_ok());
    assert!(verify(&[&a, ED25519], &nameless, es256).is_ok());
    assert_eq!(verify(&[&a, &b], &nameless, es256), Err(JoseRefusal::Key), "two fit");
    assert_eq!(verify(&[&b], &named, es256), Err(JoseRefusal::Key), "no such name");
    assert_eq!(verify(&[P256], &named, es256), Err(JoseRefusal::Key), "a name nobody bears");
    assert_eq!(verify(&[ED25519], &nameless, es256), Err(JoseRefusal::Key), "none fits");
}

#[test]
fn a_broken_or_foreign_signature_is_refused() {
    let es256 = SigningAlgorithm::Es256;
    let text = signed(r#"{"alg":"ES256"}"#, |message| {
        let mut signature = by_ec(message);
        signature[10] ^= 1;
        signature
    });
    assert_eq!(verify(&[P256], &text, es256), Err(JoseRefusal::Signature));
    let zeros = signed(r#"{"alg":"ES256"}"#, |_| vec![0; 64]);
    assert_eq!(verify(&[P256], &zeros, es256), Err(JoseRefusal::Signature));
    let other = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let foreign = signed(r#"{"alg":"ES256"}"#, |message| {
        other.sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
    });
    assert_eq!(verify(&[P256], &foreign, es256), Err(JoseRefusal::Signature));
}

#[test]
fn secrets_are_refused_wherever_they_stand() {
    for secret in
        [r#""d":"AA""#, r#""k":"AA""#, r#""p":"AA""#, r#""oth":[]"#, r#""d":"AA","use":"enc""#]
    {
        assert_eq!(refusal(&[&p256(secret)]), Some(KeySetRefusal::Secret), "{secret}");
    }
    assert_eq!(refusal(&[r#""kty":"oct","k":"c2VjcmV0""#]), Some(KeySetRefusal::Secret));
}

#[test]
fn names_are_plain_and_distinct() {
    assert_eq!(
        refusal(&[&p256(r#""kid":"a""#), &p256(r#""kid":"a""#)]),
        Some(KeySetRefusal::KeyId)
    );
    for wrong in [r#""kid":"""#, r#""kid":"a b""#, r#""kid":7"#, r#""kid":"a/b""#, r#""kid":null"#]
    {
        assert_eq!(refusal(&[&p256(wrong)]), Some(KeySetRefusal::KeyId), "{wrong}");
    }
    let long = format!(r#""kid":"{}""#, "k".repeat(129));
    assert_eq!(refusal(&[&p256(&long)]), Some(KeySetRefusal::KeyId));
}

#[test]
fn only_the_agreed_kinds_of_keys_are_taken() {
    for wrong in [
        r#""kty":"EC","crv":"P-384","x":"AA","y":"AA""#,
        r#""kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#,
        r#""kty":"EC","crv":"P-256","x":"AA","y":"AA""#,
        r#""kty":"EC","crv":"P-256""#,
        r#""kty":"RSA","n":"AQAB","e":"AQAB""#,
        r#""kty":"RSA","n":7,"e":"AQAB""#,
        r#""kty":"dilithium""#,
        "",
    ] {
        assert_eq!(refusal(&[wrong]), Some(KeySetRefusal::Key), "{wrong}");
    }
    for alg in [r#""alg":"ES512""#, r#""alg":"EdDSA""#, r#""alg":7"#, r#""alg":"none""#] {
        assert_eq!(refusal(&[&p256(alg)]), Some(KeySetRefusal::Key), "{alg}");
    }
}

#[test]
fn keys_for_encryption_are_passed_over() {
    let encryption = p256(r#""use":"enc","alg":"ECDH-ES""#);
    assert_eq!(refusal(&[&encryption]), Some(KeySetRefusal::Count), "nothing verifies");
    let both = ClientKeys::parse(&set(&[&encryption, ED25519])).expect("one key verifies");
    assert!(both.serve(SigningAlgorithm::EdDsa));
    assert!(!both.serve(SigningAlgorithm::Es256));
    assert_eq!(refusal(&[&p256(r#""key_ops":["deriveKey"]"#)]), Some(KeySetRefusal::Count));
}

#[test]
fn a_set_is_a_list_of_one_to_thirty_two_keys() {
    for wrong in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[7]}"#, r#"{"keys":[],"keys":[]}"#] {
        assert_eq!(ClientKeys::parse(wrong).err(), Some(KeySetRefusal::Form), "{wrong}");
    }
    assert_eq!(refusal(&[]), Some(KeySetRefusal::Count));
    let names: Vec<_> = (0..33).map(|number| p256(&format!(r#""kid":"k{number}""#))).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    assert_eq!(refusal(&names), Some(KeySetRefusal::Count));
    assert_eq!(refusal(&names[..32]), None);
    let twice = format!(r#"{{"keys":[{{{P256},"kty":"EC"}}]}}"#);
    assert_eq!(ClientKeys::parse(&twice).err(), Some(KeySetRefusal::Form));
}
