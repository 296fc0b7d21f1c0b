//! Forms: what is read, what is refused before any key is touched.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

const LONGEST: usize = 16 * 1024;

const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";

fn text(header: &str, key: &[u8], (nonce, tag): (usize, usize)) -> String {
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (header, key) = (part(header.as_bytes()), part(key));
    format!("{header}.{key}.{}.{}.{}", part(&vec![1; nonce]), part(b"content"), part(&vec![2; tag]))
}

fn refusal(text: &str) -> Option<JoseRefusal> {
    Encrypted::parse(text, LONGEST).err()
}

/// A header for a key agreed on, with these members changed; null takes one away.
fn agreed(changes: &Value) -> String {
    let mut header = json!({
        "alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT", "kid": "e-1",
        "epk": { "kty": "EC", "crv": "P-256", "x": X, "y": X },
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        header[name] = value.clone();
    }
    let members = header.as_object().cloned().unwrap_or_default();
    Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect()).to_string()
}

fn of_header(changes: &Value) -> Option<JoseRefusal> {
    refusal(&text(&agreed(changes), &[], (12, 16)))
}

#[test]
fn both_ways_to_find_a_key_are_read() {
    let agreement = text(&agreed(&json!({})), &[], (12, 16));
    let read = Encrypted::parse(&agreement, LONGEST).expect("a form of ours");
    assert_eq!((read.algorithm(), read.key_id()), (EncryptionAlgorithm::EcdhEs, Some("e-1")));
    assert!(Encrypted::is_one(&agreement) && !Encrypted::is_one("a.b.c"));
    let wrapped = text(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#, &[7; 256], (12, 16));
    let read = Encrypted::parse(&wrapped, LONGEST).expect("a form of ours");
    assert_eq!((read.algorithm(), read.key_id()), (EncryptionAlgorithm::RsaOaep256, None));
    assert_eq!(of_header(&json!({ "apu": "QWxpY2U", "apv": "Qm9i", "cty": "jwt" })), None);
}

/// golang-jwt CVE-2025-30204, go-jose CVE-2025-27144: parts were split before they were counted.
#[test]
fn inc_cve_2025_27144_parts_and_sizes_are_counted_before_anything_is_decoded() {
    let good = text(&agreed(&json!({})), &[], (12, 16));
    let (start, _) = good.rsplit_once('.').expect("parts");
    for wrong in [
        start.to_owned(),
        format!("{good}.x"),
        format!("{good}."),
        ".".repeat(10_000),
        "....".to_owned(),
        String::new(),
    ] {
        assert!(matches!(refusal(&wrong), Some(JoseRefusal::Form)), "{wrong}");
    }
    assert_eq!(refusal(&"a".repeat(LONGEST + 1)), Some(JoseRefusal::TooLong));
    let header = agreed(&json!({ "x": "a".repeat(2048) }));
    assert_eq!(refusal(&text(&header, &[], (12, 16))), Some(JoseRefusal::Header));
    for (nonce, tag) in [(12, 15), (12, 4), (12, 1), (12, 0), (12, 17), (11, 16), (16, 16), (0, 16)]
    {
        let text = text(&agreed(&json!({})), &[], (nonce, tag));
        assert_eq!(refusal(&text), Some(JoseRefusal::Form), "{nonce} {tag}");
    }
    assert_eq!(refusal(&text(&agreed(&json!({})), &[1; 32], (12, 16))), Some(JoseRefusal::Form));
    let oaep = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#;
    for length in [0, 1025] {
        assert_eq!(refusal(&text(oaep, &vec![1; length], (12, 16))), Some(JoseRefusal::Form));
    }
}

#[test]
fn other_ways_to_encrypt_and_all_that_asks_for_work_are_refused() {
    use JoseRefusal::{Algorithm, Extension, Header, Type};
    let epk = |epk: Value| json!({ "epk": epk });
    for (changes, expected) in [
        (json!({ "alg": "RSA1_5" }), Algorithm),
        (json!({ "alg": "RSA-OAEP" }), Algorithm),
        (json!({ "alg": "dir" }), Algorithm),
        (json!({ "alg": "A256KW" }), Algorithm),
        (json!({ "alg": "ECDH-ES+A256KW" }), Algorithm),
        (json!({ "alg": "PBES2-HS256+A128KW" }), Algorithm),
        (json!({ "alg": "PBES2-HS256+A128KW", "p2s": "AA", "p2c": 1_000_000_000 }), Extension),
        (json!({ "alg": null }), Header),
        (json!({ "alg": ["ECDH-ES"] }), Header),
        (json!({ "enc": "A128GCM" }), Algorithm),
        (json!({ "enc": "A256CBC-HS512" }), Algorithm),
        (json!({ "enc": null }), Header),
        (json!({ "zip": "DEF" }), Extension),
        (json!({ "crit": [] }), Extension),
        (json!({ "crit": ["exp"] }), Extension),
        (json!({ "jwk": {} }), Extension),
        (json!({ "jku": "https://evil.example" }), Extension),
        (json!({ "x5u": "https://evil.example" }), Extension),
        (json!({ "kid": "../../etc" }), Header),
        (json!({ "kid": 7 }), Header),
        (json!({ "cty": "text/plain" }), Type),
        (json!({ "epk": null }), Header),
        (epk(json!({ "kty": "EC", "crv": "P-384", "x": X, "y": X })), Header),
        (epk(json!({ "kty": "EC", "crv": "P-256", "x": X })), Header),
        (epk(json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": X })), Header),
        (epk(json!({ "kty": "EC", "crv": "P-256", "x": X, "y": X, "d": X })), Header),
        (json!({ "apu": 1 }), Header),
        (json!({ "apv": "A".repeat(200) }), Header),
    ] {
        assert_eq!(of_header(&changes), Some(expected), "{changes}");
    }
    let with_epk = agreed(&json!({ "alg": "RSA-OAEP-256" }));
    assert_eq!(refusal(&text(&with_epk, &[7; 256], (12, 16))), Some(Header));
    let twice = agreed(&json!({})).replacen('{', r#"{"alg":"ECDH-ES","#, 1);
    assert_eq!(refusal(&text(&twice, &[], (12, 16))), Some(Header));
}

/// RFC 7516 A.1 and A.3: RSA-OAEP with SHA-1, and key wrapping. None of the public examples is of ours;
/// what is ours is held against another implementation in `jose::encryption`.
#[test]
fn the_public_examples_are_of_algorithms_that_are_refused() {
    for example in [
        "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYU\
         mKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv\
         04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo\
         _tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2Law\
         VCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6U\
         G9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ",
        "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9loc\
         izkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m\
         _YmjN04DJvceFICbCVQ",
    ] {
        assert_eq!(refusal(example), Some(JoseRefusal::Algorithm), "{example}");
    }
}
