//! Encrypted tokens as a relying party handles them: it opens what is for it, and encrypts to the keys that
//! the provider publishes. By the library's own context, which knows more than the provider takes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jwe::{ECDH_ES, JweContext, JweDecrypter, JweEncrypter, JweHeader, RSA_OAEP_256};
use josekit::jwk::Jwk;
use serde_json::{Value, json};

use super::token::Token;

/// Bob's key of RFC 7518 appendix C, whose public half the tests' clients register.
fn private() -> Jwk {
    let key = json!({
        "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": "sealed-1",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    });
    Jwk::from_map(key.as_object().cloned().expect("members")).expect("a key")
}

/// The header of an encrypted token.
pub fn header(text: &str) -> Value {
    let (header, _) = text.split_once('.').unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(header).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// What is in it, by the clients' key.
pub fn opened(text: &str) -> String {
    opened_by(&ECDH_ES.decrypter_from_jwk(&private()).expect("a key"), text)
}

/// What is in it, by any key.
pub fn opened_by(key: &dyn JweDecrypter, text: &str) -> String {
    assert_eq!(text.split('.').count(), 5, "encrypted: {text}");
    let opened = JweContext::new().deserialize_compact(text, key);
    let (plain, _) = opened.expect("it is encrypted to this key");
    String::from_utf8(plain).expect("text")
}

/// The token in it, verified by the published keys.
pub fn token(text: &str, keys: &Value) -> Token {
    let head = header(text);
    assert_eq!((&head["alg"], &head["enc"]), (&json!("ECDH-ES"), &json!("A256GCM")));
    assert_eq!((&head["kid"], &head["cty"]), (&json!("sealed-1"), &json!("JWT")));
    Token::verified(&opened(text), keys).expect("what is inside is signed by us")
}

/// Encrypts to the provider's key for this algorithm, with these members beside.
pub fn sealed(token: &str, keys: &Value, algorithm: &str, more: &[(&str, Value)]) -> String {
    let of = |key: &&Value| key["use"] == "enc" && key["alg"] == algorithm;
    let key = keys["keys"].as_array().and_then(|keys| keys.iter().find(of)).expect("a key");
    let key = Jwk::from_map(key.as_object().cloned().expect("members")).expect("a key");
    let encrypter: Box<dyn JweEncrypter> = match algorithm {
        "ECDH-ES" => Box::new(ECDH_ES.encrypter_from_jwk(&key).expect("a key")),
        _ => Box::new(RSA_OAEP_256.encrypter_from_jwk(&key).expect("a key")),
    };
    let mut header = JweHeader::new();
    header.set_content_encryption("A256GCM");
    header.set_content_type("JWT");
    for (name, value) in more {
        header.set_claim(name, Some(value.clone())).expect("a member");
    }
    JweContext::new().serialize_compact(token.as_bytes(), &header, &*encrypter).expect("encrypted")
}
