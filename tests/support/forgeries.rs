//! A signed text in every way that it could be changed: to be shown wherever signed texts come in from
//! outside. None of the mutants may be taken for the original.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// Signs bytes with the key of the original.
pub type Sign<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// What was signed, and by what it verifies.
pub struct Original<'a> {
    /// The text, as it is good.
    pub text: &'a str,
    /// The public key that verifies it, as a JWK.
    pub key: &'a Value,
}

/// One change.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was changed.
    pub what: String,
    /// The text.
    pub text: String,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn mutant(what: impl Into<String>, text: String) -> Mutant {
    Mutant { what: what.into(), text }
}

impl Original<'_> {
    /// All of them that need no key: whoever has seen the original can make these.
    pub fn forged(&self) -> Vec<Mutant> {
        let [header, claims] = self.parts();
        let signature = self.text.rsplit('.').next().unwrap_or_default();
        let joined = |header: &str, claims: &str| {
            format!("{}.{}.{signature}", encoded(header), encoded(claims))
        };
        let (header_text, claims_text) = (text(&header), text(&claims));
        let mut all = Vec::new();
        for (what, header) in changed("header", &header).into_iter().chain(hostile_headers(&header))
        {
            all.push(mutant(what, joined(&header, &claims_text)));
        }
        for (what, claims) in changed("claim", &claims) {
            all.push(mutant(what, joined(&header_text, &claims)));
        }
        all.extend(self.flipped());
        all.extend(self.confused());
        all.extend(self.misshapen());
        all
    }

    /// Headers that ask for more than anybody should grant, signed by the right key all the same.
    pub fn signed_anew(&self, sign: Sign<'_>) -> Vec<Mutant> {
        let [header, claims] = self.parts();
        let claims = encoded(text(&claims));
        let headers = hostile_headers(&header).into_iter().chain(doubled("header", &header));
        headers
            .map(|(what, header)| {
                let message = format!("{}.{claims}", encoded(header));
                let signature = encoded(sign(message.as_bytes()));
                mutant(format!("{what}, signed anew"), format!("{message}.{signature}"))
            })
            .collect()
    }

    /// Header and claims.
    fn parts(&self) -> [Value; 2] {
        let mut parts = self.text.split('.');
        let mut read = || {
            let part = URL_SAFE_NO_PAD.decode(parts.next().expect("a part")).expect("base64url");
            serde_json::from_slice(&part).expect("JSON")
        };
        [read(), read()]
    }

    /// Every byte of the signature, and signatures of other lengths.
    fn flipped(&self) -> Vec<Mutant> {
        let (message, signature) = self.text.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let joined = |bytes: &[u8]| format!("{message}.{}", encoded(bytes));
        let flip = |at: usize| {
            let mut bytes = signature.clone();
            bytes[at] ^= 1 << (at % 8);
            mutant(format!("byte {at} of the signature"), joined(&bytes))
        };
        let mut all: Vec<_> = (0..signature.len()).map(flip).collect();
        all.push(mutant("a signature of zeros", joined(&vec![0; signature.len()])));
        all.push(mutant("half a signature", joined(&signature[..signature.len() / 2])));
        all.push(mutant("a signature twice", joined(&signature.repeat(2))));
        all.push(mutant("no signature", format!("{message}.")));
        all
    }

    /// The algorithm is another: none, a MAC by the public key, the other family's.
    fn confused(&self) -> Vec<Mutant> {
        let [mut header, claims] = self.parts();
        let signature = self.text.rsplit('.').next().unwrap_or_default();
        let claims = encoded(text(&claims));
        let mut relabelled = |algorithm: &str| {
            header["alg"] = algorithm.into();
            format!("{}.{claims}", encoded(text(&header)))
        };
        let mut all = Vec::new();
        for none in ["none", "None", "NONE", "nOnE", ""] {
            let message = relabelled(none);
            all.push(mutant(format!("alg {none:?} without signature"), format!("{message}.")));
            all.push(mutant(format!("alg {none:?}"), format!("{message}.{signature}")));
        }
        let secrets =
            [text(self.key), self.key["x"].to_string(), self.key["n"].to_string(), String::new()];
        for secret in secrets {
            let message = relabelled("HS256");
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
            let mac = encoded(hmac::sign(&key, message.as_bytes()));
            all.push(mutant("HS256 by the public key", format!("{message}.{mac}")));
        }
        for other in ["RS256", "PS256", "ES256", "EdDSA", "ES256K", "ES384", "Ed25519", "RS1"] {
            let text = format!("{}.{signature}", relabelled(other));
            if text != self.text {
                all.push(mutant(format!("relabelled {other}"), text));
            }
        }
        all
    }

    /// Another number of parts, too long, another serialization, encrypted where signed is expected.
    fn misshapen(&self) -> Vec<Mutant> {
        let parts: Vec<_> = self.text.split('.').collect();
        let long = encoded(json!({ "x": "x".repeat(17 * 1024) }).to_string());
        let in_json = json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] })
            .to_string();
        let encrypted = |header: Value| {
            let part = |length: usize| encoded(vec![7; length]);
            format!(
                "{}.{}.{}.{}.{}",
                encoded(text(&header)),
                part(40),
                part(12),
                part(4_000),
                part(16)
            )
        };
        let bomb = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "zip": "DEF", "epk": self.key });
        let work = json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128CBC-HS256", "p2s": "AAAA", "p2c": 2_000_000_000 });
        vec![
            mutant("six parts", format!("{}.{}", self.text, self.text)),
            mutant("two parts", parts[..2].join(".")),
            mutant("four parts", format!("{}.AAAA", self.text)),
            mutant("two thousand dots", ".".repeat(2_000)),
            mutant("seventeen KiB of claims", format!("{}.{long}.{}", parts[0], parts[2])),
            mutant("seventeen KiB of header", format!("{long}.{}.{}", parts[1], parts[2])),
            mutant(
                "seventeen KiB of signature",
                format!("{}.{}.{}", parts[0], parts[1], "A".repeat(17 * 1024)),
            ),
            mutant("the JSON serialization", in_json),
            mutant("padding", format!("{}=", self.text)),
            mutant("white space", format!(" {}", self.text)),
            mutant("DEFLATE", encrypted(bomb)),
            mutant("PBES2", encrypted(work)),
            mutant("RSA1_5", encrypted(json!({ "alg": "RSA1_5", "enc": "A256GCM" }))),
            mutant("dir", encrypted(json!({ "alg": "dir", "enc": "A256GCM" }))),
        ]
    }
}

fn text(value: &Value) -> String {
    value.to_string()
}

/// Every member dropped, altered, given twice.
fn changed(place: &str, object: &Value) -> Vec<(String, String)> {
    let members = object.as_object().expect("an object");
    let mut all = doubled(place, object);
    for name in members.keys() {
        let mut less = members.clone();
        less.remove(name);
        all.push((format!("{place} {name} dropped"), Value::Object(less).to_string()));
        for other in alterations(&members[name]) {
            let mut altered = members.clone();
            altered.insert(name.clone(), other.clone());
            let what = format!("{place} {name} altered to {other}");
            all.push((what, Value::Object(altered).to_string()));
        }
    }
    all
}

fn alterations(value: &Value) -> Vec<Value> {
    let mut others = vec![Value::Null, json!([]), json!({})];
    others.extend(match value {
        Value::String(text) => vec![json!(format!("{text}x")), json!(""), json!([text]), json!(7)],
        Value::Number(_) => {
            vec![json!(value.as_i64().unwrap_or_default() + 1), json!(value.to_string())]
        }
        _ => vec![json!("x")],
    });
    others.retain(|other| other != value);
    others
}

/// A member stands twice, with the same value or another, before or behind.
fn doubled(place: &str, object: &Value) -> Vec<(String, String)> {
    let whole = object.to_string();
    let inner = whole.trim_start_matches('{').trim_end_matches('}');
    let twice = |(name, value): (&String, &Value)| {
        let first = format!("{{\"{name}\":{value},{inner}}}");
        let last = format!("{{{inner},\"{name}\":null}}");
        [
            (format!("{place} {name} twice"), first),
            (format!("{place} {name} twice, then null"), last),
        ]
    };
    object.as_object().into_iter().flatten().flat_map(twice).collect()
}

/// Keys brought along, extensions asked for, names that lead elsewhere.
fn hostile_headers(header: &Value) -> Vec<(String, String)> {
    let key = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
    let additions = [
        ("jwk", key.clone()),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/chain")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!(["b64"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("p2c", json!(1_000_000)),
        ("kid", json!("../../../etc/passwd")),
        ("kid", json!("' OR '1'='1")),
        ("kid", json!("a\nb")),
        ("kid", json!("a\0")),
        ("kid", json!("k".repeat(500))),
        ("kid", key),
        ("typ", json!("dpop+jwt+x")),
        ("typ", json!(7)),
    ];
    let with = |(name, value): (&str, Value)| {
        let mut members: Map<String, Value> = header.as_object().cloned().unwrap_or_default();
        members.insert(name.to_owned(), value.clone());
        (format!("header {name} {value}"), Value::Object(members).to_string())
    };
    additions.into_iter().map(with).collect()
}
