//! Both halves against an implementation of their own over AWS-LC, and what is changed on the way.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
};
use josekit::jwe::zip::Def;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::json;

use super::*;
use crate::protocol::compact::Purpose;

const LONGEST: usize = 16 * 1024;
const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmVk";

fn part(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// The Concat KDF of RFC 7518 §4.6.2.
fn derived(secret: &[u8], enc: &str, (apu, apv): (&str, &str), bits: u32) -> Vec<u8> {
    let mut info = Vec::new();
    for part in [enc, apu, apv] {
        info.extend(u32::try_from(part.len()).expect("short").to_be_bytes());
        info.extend(part.as_bytes());
    }
    info.extend(bits.to_be_bytes());
    let sha256 = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).expect("known");
    let mut key = vec![0; bits as usize / 8];
    sskdf_digest(sha256, secret, &info, &mut key).expect("a key");
    key
}

fn shared(private: &PrivateKey, x: &[u8], y: &[u8]) -> Vec<u8> {
    let point = [&[4], x, y].concat();
    let peer = UnparsedPublicKey::new(&ECDH_P256, point);
    agree(private, peer, (), |secret| Ok(secret.to_vec())).expect("a point of the curve")
}

fn gcm(key: &[u8]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("32 bytes"))
}

/// Opens by the content's key.
fn content(text: &str, key: &[u8]) -> String {
    let parts: Vec<_> = text.split('.').collect();
    let nonce = Nonce::try_assume_unique_for_key(&bytes(parts[2])).expect("12 bytes");
    let mut sealed = [bytes(parts[3]), bytes(parts[4])].concat();
    let plain = gcm(key).open_in_place(nonce, Aad::from(parts[0]), &mut sealed);
    String::from_utf8(plain.expect("it opens").to_vec()).expect("text")
}

fn header(text: &str) -> Value {
    let (header, _) = text.split_once('.').expect("parts");
    serde_json::from_slice(&bytes(header)).expect("JSON")
}

/// Makes a whole text by hand.
fn sealed(header: &Value, wrapped: &[u8], key: &[u8], plain: &[u8]) -> String {
    let header = part(header.to_string().as_bytes());
    let mut sealed = plain.to_vec();
    let nonce = Nonce::assume_unique_for_key([3; 12]);
    gcm(key).seal_in_place_append_tag(nonce, Aad::from(&header), &mut sealed).expect("sealed");
    let (body, tag) = sealed.split_at(plain.len());
    format!("{header}.{}.{}.{}.{}", part(wrapped), part(&[3; 12]), part(body), part(tag))
}

/// A key of P-256 and its point.
struct Point {
    private: PrivateKey,
    x: Vec<u8>,
    y: Vec<u8>,
}

impl Point {
    fn new() -> Self {
        let private = PrivateKey::generate(&ECDH_P256).expect("a key");
        let public = private.compute_public_key().expect("its point");
        let (x, y) = public.as_ref()[1..].split_at(32);
        Self { x: x.to_vec(), y: y.to_vec(), private }
    }

    fn encryption(&self) -> EncryptionKey {
        let numbers = PublicNumbers::P256 { x: &self.x, y: &self.y };
        EncryptionKey::build(EncryptionAlgorithm::EcdhEs, Some("e-1"), &numbers).expect("a key")
    }

    fn decryption(&self) -> DecryptionKey {
        let d: EcPrivateKeyBin<'_> = self.private.as_be_bytes().expect("numbers");
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "x": part(&self.x), "y": part(&self.y), "d": part(d.as_ref()),
        });
        DecryptionKey::build(EncryptionAlgorithm::EcdhEs, &jwk.to_string()).expect("a key")
    }

    /// Encrypted to this key by hand.
    fn sealed(&self, plain: &[u8]) -> String {
        let ephemeral = Self::new();
        let secret = shared(&ephemeral.private, &self.x, &self.y);
        let header = json!({
            "alg": "ECDH-ES", "enc": "A256GCM", "apu": part(b"Alice"), "apv": part(b"Bob"),
            "epk": { "kty": "EC", "crv": "P-256", "x": part(&ephemeral.x), "y": part(&ephemeral.y) },
        });
        sealed(&header, &[], &derived(&secret, "A256GCM", ("Alice", "Bob"), 256), plain)
    }
}

fn opened(key: &DecryptionKey, text: &str) -> Result<String, JoseRefusal> {
    let opened = key.opened(&Encrypted::parse(text, LONGEST)?)?;
    Ok(opened.expose().to_owned())
}

/// RFC 7518 appendix C: the derivation that all of these tests stand on is the specification's.
#[test]
fn rfc_7518_c_the_key_that_is_derived() {
    let alice = bytes("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
    let alice = PrivateKey::from_private_key(&ECDH_P256, &alice).expect("Alice's ephemeral key");
    let x = bytes("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ");
    let y = bytes("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck");
    let secret = shared(&alice, &x, &y);
    assert_eq!(part(&derived(&secret, "A128GCM", ("Alice", "Bob"), 128)), "VqqN6vgjbSBcIijNcacQGg");
}

#[test]
fn what_we_encrypt_by_agreement_another_implementation_opens() {
    let client = Point::new();
    let token = Secret::new(TOKEN.to_owned());
    let text = client.encryption().encrypted_by_chance(&token).expect("encrypted");
    let head = header(text.expose());
    assert_eq!((&head["alg"], &head["enc"]), (&json!("ECDH-ES"), &json!("A256GCM")));
    assert_eq!((&head["kid"], &head["cty"]), (&json!("e-1"), &json!("JWT")));
    let number = |name: &str| bytes(head["epk"][name].as_str().expect("a number"));
    let secret = shared(&client.private, &number("x"), &number("y"));
    let key = derived(&secret, "A256GCM", ("", ""), 256);
    assert_eq!(content(text.expose(), &key), TOKEN);
    let again = client.encryption().encrypted_by_chance(&token).expect("encrypted");
    assert_ne!(header(again.expose())["epk"], head["epk"], "a fresh key each time");
}

#[test]
fn what_another_implementation_encrypts_by_agreement_we_open() {
    let ours = Point::new();
    assert_eq!(opened(&ours.decryption(), &ours.sealed(TOKEN.as_bytes())).as_deref(), Ok(TOKEN));
    let to_another = Point::new().sealed(TOKEN.as_bytes());
    assert_eq!(opened(&ours.decryption(), &to_another), Err(JoseRefusal::Decryption));
}

#[test]
fn with_rsa_both_directions_agree_with_another_implementation() {
    let rsa = Rsa::generate(2048).expect("a key");
    let (n, e) = (rsa.n().to_vec(), rsa.e().to_vec());
    let numbers = PublicNumbers::Rsa { n: &n, e: &e };
    let algorithm = EncryptionAlgorithm::RsaOaep256;
    let number = |number: &openssl::bn::BigNumRef| part(&number.to_vec());
    let jwk = json!({
        "kty": "RSA", "n": part(&n), "e": part(&e), "d": number(rsa.d()),
        "p": number(rsa.p().expect("p")), "q": number(rsa.q().expect("q")),
        "dp": number(rsa.dmp1().expect("dp")), "dq": number(rsa.dmq1().expect("dq")),
        "qi": number(rsa.iqmp().expect("qi")),
    });
    let ours = DecryptionKey::build(algorithm, &jwk.to_string()).expect("a key");
    let pkcs8 = PKey::from_rsa(rsa).expect("a key").private_key_to_pkcs8().expect("DER");
    let theirs = PrivateDecryptingKey::from_pkcs8(&pkcs8).expect("the same key");

    let public = EncryptionKey::build(algorithm, None, &numbers).expect("a key");
    let text = public.encrypted_by_chance(&Secret::new(TOKEN.to_owned())).expect("encrypted");
    assert!(header(text.expose()).get("kid").is_none(), "a key without a name is not given one");
    let wrapped = bytes(text.expose().split('.').nth(1).expect("a part"));
    let oaep = OaepPrivateDecryptingKey::new(theirs.clone()).expect("a key");
    let mut room = vec![0; oaep.min_output_size()];
    let key = oaep.decrypt(&OAEP_SHA256_MGF1SHA256, &wrapped, &mut room, None).expect("the key");
    assert_eq!(content(text.expose(), key), TOKEN);

    let oaep = OaepPublicEncryptingKey::new(theirs.public_key()).expect("a key");
    let mut wrapped = vec![0; oaep.ciphertext_size()];
    oaep.encrypt(&OAEP_SHA256_MGF1SHA256, &[5; 32], &mut wrapped, None).expect("wrapped");
    let head = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM" });
    let text = sealed(&head, &wrapped, &[5; 32], TOKEN.as_bytes());
    assert_eq!(opened(&ours, &text).as_deref(), Ok(TOKEN));
    wrapped[0] ^= 1;
    let changed = sealed(&head, &wrapped, &[5; 32], TOKEN.as_bytes());
    assert_eq!(opened(&ours, &changed), Err(JoseRefusal::Decryption));
    let short = sealed(&head, &wrapped[1..], &[5; 32], TOKEN.as_bytes());
    assert_eq!(opened(&ours, &short), Err(JoseRefusal::Decryption));
    assert!(opened(&ours, &Point::new().sealed(b"x")).is_err(), "a key has one algorithm");
}

#[test]
fn every_changed_byte_is_refused() {
    let ours = Point::new();
    let (key, good) = (ours.decryption(), ours.sealed(TOKEN.as_bytes()));
    let parts: Vec<Vec<u8>> = good.split('.').map(bytes).collect();
    let joined =
        |parts: &[Vec<u8>]| parts.iter().map(|bytes| part(bytes)).collect::<Vec<_>>().join(".");
    assert!(opened(&key, &joined(&parts)).is_ok());
    for place in [0, 2, 3, 4] {
        for at in 0..parts[place].len() {
            let mut changed = parts.clone();
            changed[place][at] ^= 1;
            assert!(opened(&key, &joined(&changed)).is_err(), "part {place}, byte {at}");
        }
    }
    // To the library beneath, the beginning of a tag is a tag.
    for length in [1, 4, 8, 12, 15] {
        let mut short = parts.clone();
        short[4].truncate(length);
        assert_eq!(opened(&key, &joined(&short)), Err(JoseRefusal::Form), "{length}");
    }
}

/// go-jose CVE-2016-9121: a point that is not on the curve tells bits of the private key.
#[test]
fn inc_cve_2016_9121_an_ephemeral_key_off_the_curve_is_refused() {
    let ours = Point::new();
    for (x, y) in [([7; 32], [7; 32]), ([0; 32], [0; 32]), ([0xFF; 32], [0xFF; 32])] {
        let header = json!({
            "alg": "ECDH-ES", "enc": "A256GCM",
            "epk": { "kty": "EC", "crv": "P-256", "x": part(&x), "y": part(&y) },
        });
        let text = sealed(&header, &[], &[5; 32], TOKEN.as_bytes());
        assert_eq!(opened(&ours.decryption(), &text), Err(JoseRefusal::Decryption));
    }
}

/// go-jose CVE-2024-28180, jwx CVE-2024-28122: the header is refused, and if it were not, the library
/// knows no compression any more.
#[test]
fn inc_cve_2024_28180_nothing_is_ever_inflated() {
    let ours = Point::new();
    let mut library = JweContext::new();
    library.add_compression(Box::new(Def));
    let mut header = JweHeader::new();
    header.set_content_encryption(CONTENT_ENCRYPTION);
    header.set_compression("DEF");
    let zeros = vec![0; 1_000_000];
    let bomb = library.serialize_compact(&zeros, &header, &*ours.encryption().encrypter);
    let bomb = bomb.expect("a small text");
    assert!(bomb.len() < LONGEST);
    assert_eq!(opened(&ours.decryption(), &bomb), Err(JoseRefusal::Extension));
    let decrypter = ours.decryption().decrypter;
    assert!(library.deserialize_compact(&bomb, &*decrypter).is_ok(), "a bomb it is");
    assert!(CONTEXT.deserialize_compact(&bomb, &*decrypter).is_err());
    assert!(CONTEXT.get_compression("DEF").is_none());
    assert!(CONTEXT.get_content_encryption("A128CBC-HS256").is_none());
}

#[test]
fn weak_broken_and_mismatched_keys_are_not_built() {
    let build = |algorithm, numbers: &PublicNumbers<'_>| {
        EncryptionKey::build(algorithm, None, numbers).is_some()
    };
    let (x, n) = ([7; 32], [0xFF; 128]);
    assert!(!build(EncryptionAlgorithm::EcdhEs, &PublicNumbers::P256 { x: &x, y: &x }));
    assert!(!build(EncryptionAlgorithm::EcdhEs, &PublicNumbers::P256 { x: &x[1..], y: &x }));
    assert!(!build(EncryptionAlgorithm::EcdhEs, &PublicNumbers::Ed25519(&x)));
    let short = PublicNumbers::Rsa { n: &n, e: &[1, 0, 1] };
    assert!(!build(EncryptionAlgorithm::RsaOaep256, &short), "1024 bits");
    for wrong in ["", "{}", r#"{"kty":"EC","crv":"P-384"}"#, r#"{"kty":"oct","k":"AA"}"#] {
        for algorithm in EncryptionAlgorithm::ALL {
            assert!(DecryptionKey::build(algorithm, wrong).is_none(), "{wrong}");
        }
    }
}

#[test]
fn what_is_encrypted_is_never_taken_for_what_is_signed() {
    let text = Point::new().sealed(TOKEN.as_bytes());
    let read = crate::protocol::compact::Unverified::parse(&text, Purpose::RequestObject);
    assert_eq!(read.err(), Some(JoseRefusal::Form));
}
