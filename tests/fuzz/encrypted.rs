//! Encrypted texts. A mutant opens only if it is what was encrypted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use danh::connectors::key_file::private_jwk::PrivateJwk;
use danh::domain::protection::EncryptionAlgorithm;
use danh::domain::text::Secret;
use danh::protocol::client_keys::encryption::ClientEncryptionKeys;
use danh::protocol::encrypted::Encrypted;
use danh::protocol::jose::encryption::DecryptionKey;
use serde_json::{Value, json};

use crate::engine::{Dice, fuzz};
use crate::seeds::NAMES;
use crate::{json, texts};

/// A key of ours, and a text that was encrypted to it.
fn sealed(algorithm: EncryptionAlgorithm) -> (DecryptionKey, String) {
    let private = PrivateJwk::generate(algorithm).expect("a key");
    let mut public = private.public_members();
    for (name, value) in [("use", "enc"), ("alg", algorithm.as_str()), ("kid", "a")] {
        public.insert(name.to_owned(), value.into());
    }
    let set = json!({ "keys": [Value::Object(public)] }).to_string();
    let set = ClientEncryptionKeys::parse(&set).expect("a key set");
    let key = set.key(algorithm).expect("a key");
    let text = key.encrypted_by_chance(&Secret::new("signed.to.us".to_owned()));
    let text = text.expect("encrypted").expose().to_owned();
    (DecryptionKey::build(algorithm, &private.text()).expect("our key"), text)
}

fn mutant(text: &str, dice: &mut Dice) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let at = dice.below(parts.len());
    match dice.below(5) {
        0 | 1 => {
            let header = URL_SAFE_NO_PAD.decode(&parts[0]).expect("a header");
            let header: Value = serde_json::from_slice(&header).expect("JSON");
            parts[0] = URL_SAFE_NO_PAD.encode(json::mutated(&header, &NAMES, dice));
        }
        2 => {
            let part = URL_SAFE_NO_PAD.decode(&parts[at]).expect("base64url");
            parts[at] = URL_SAFE_NO_PAD.encode(texts::mutated(&part, dice));
        }
        3 => parts.swap(at, 0),
        _ => return texts::mutated_text(text, dice),
    }
    parts.join(".")
}

/// JWE, by both ways that are opened.
#[test]
fn jwe() {
    let both = EncryptionAlgorithm::ALL.map(sealed);
    let draw = |dice: &mut Dice| {
        let (_, text) = &both[dice.below(both.len())];
        mutant(text, dice)
    };
    fuzz("jwe", draw, |mutant: String| {
        let _five = Encrypted::is_one(&mutant);
        let Ok(read) = Encrypted::parse(&mutant, 32 * 1024) else { return };
        for (key, text) in &both {
            if key.opened(&read).is_ok() {
                assert_eq!(&mutant, text);
            }
        }
    });
}
