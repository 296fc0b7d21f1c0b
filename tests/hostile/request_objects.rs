//! Requests that a client signs, in every way that they could be changed, plain and in an envelope.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::forgeries::{Mutant, Original};
use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::relying_party::RelyingParty;
use crate::support::sealed;

/// A good request object of the clinic's.
fn object(house: &House, party: &RelyingParty) -> String {
    let now = house.now();
    let claims = json!({ "iss": party.id, "aud": house.issuer, "nbf": now, "exp": now + 300 });
    let mut members = claims.as_object().cloned().unwrap_or_default();
    let pairs = party.parameters(&[]).0.into_iter();
    members.extend(pairs.map(|(name, value)| (name, value.into())));
    house.bank_key.sign(&json!({ "alg": "ES256", "kid": "bank-1" }), &Value::Object(members))
}

fn mutants(house: &House, text: &str) -> Vec<Mutant> {
    let key = house.bank_key.public();
    let original = Original { text, key: &key };
    let mut mutants = original.forged();
    mutants.extend(original.signed_anew(&|message| house.bank_key.signature(message)));
    assert!(mutants.len() > 200, "{}", mutants.len());
    mutants
}

/// The client hears that its object is none.
fn refused_when_pushed(party: &RelyingParty, object: &str, what: &str) {
    let answer = party.post("/par", &[("request".to_owned(), object.to_owned())]);
    let told = answer.member("error").unwrap_or_default();
    assert_eq!((answer.status, told.as_str()), (400, "invalid_request_object"), "{what}");
}

/// The browser is shown a page of ours, wherever the object and what stands beside it would send it.
fn refused_on_a_page(house: &House, party: &RelyingParty, object: &str, what: &str) {
    let beside = [
        ("client_id", party.id.as_str()),
        ("redirect_uri", &party.redirect_uri),
        ("request", object),
    ];
    let answer = Request::form("/authorize", &beside).send(&house.authority);
    assert_eq!(answer.status, 400, "{what}");
    assert_eq!(answer.header("location"), None, "{what}");
}

/// P139 P141: an object is a request as it was signed or not at all.
#[test]
fn no_forged_request_object_is_a_request() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_set(kind, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
        let party = house.client("clinic");
        let text = object(&house, &party);
        for mutant in mutants(&house, &text) {
            refused_when_pushed(&party, &mutant.text, &mutant.what);
            refused_on_a_page(&house, &party, &mutant.text, &mutant.what);
        }
        let pushed = party.post("/par", &[("request".to_owned(), text.clone())]);
        assert_eq!(pushed.status, 201, "the original is a request: {}", pushed.text());
        let beside = [("client_id", party.id.as_str()), ("request", &text)];
        let opened = Request::form("/authorize", &beside).send(&house.authority);
        assert_eq!(opened.status, 303, "and at the other door: {}", opened.text());
    }
}

/// P139: an envelope, which anybody can make, lends nothing to what is in it.
#[test]
fn no_forgery_is_a_request_in_an_envelope_either() {
    let house = House::open_set(Kind::Sqlite, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
    let (party, keys) = (house.client("clinic"), house.client("clinic").keys());
    let text = object(&house, &party);
    for mutant in mutants(&house, &text) {
        let envelope = sealed::sealed(&mutant.text, &keys, "ECDH-ES", &[]);
        refused_when_pushed(&party, &envelope, &mutant.what);
    }
    let twice = sealed::sealed(&text, &keys, "ECDH-ES", &[]);
    let twice = sealed::sealed(&twice, &keys, "ECDH-ES", &[]);
    refused_when_pushed(&party, &twice, "an envelope in an envelope");
}

/// P139: an envelope opens as it was closed or not at all.
#[test]
fn no_changed_envelope_opens() {
    let house = House::open_set(Kind::Sqlite, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
    let party = house.client("clinic");
    let (text, keys) = (object(&house, &party), party.keys());
    let envelope = sealed::sealed(&text, &keys, "ECDH-ES", &[]);
    let parts: Vec<&str> = envelope.split('.').collect();
    let joined = |place: usize, part: &str| {
        let mut parts = parts.clone();
        if let Some(old) = parts.get_mut(place) {
            *old = part;
        }
        parts.join(".")
    };
    for (place, part) in parts.iter().enumerate() {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            if let Some(byte) = flipped.get_mut(at) {
                *byte ^= 1 << (at % 8);
            }
            let what = format!("byte {at} of part {place}");
            refused_when_pushed(&party, &joined(place, &URL_SAFE_NO_PAD.encode(flipped)), &what);
        }
        refused_when_pushed(&party, &joined(place, "AAAA"), &format!("another part {place}"));
    }
    let header = sealed::header(&envelope);
    let changes: [(&str, Value); 9] = [
        ("alg", json!("dir")),
        ("alg", json!("RSA-OAEP-256")),
        ("alg", json!("PBES2-HS256+A128KW")),
        ("enc", json!("A128CBC-HS256")),
        ("zip", json!("DEF")),
        ("crit", json!(["exp"])),
        ("jku", json!("https://evil.example/keys")),
        ("p2c", json!(2_000_000_000)),
        ("kid", json!("../../../etc/passwd")),
    ];
    for (name, value) in changes {
        let what = format!("{name} {value}");
        let mut header = header.as_object().cloned().unwrap_or_default();
        header.insert(name.to_owned(), value);
        let changed = joined(0, &URL_SAFE_NO_PAD.encode(Value::Object(header).to_string()));
        refused_when_pushed(&party, &changed, &what);
    }
    let bomb = sealed::sealed(&text, &keys, "ECDH-ES", &[("zip", json!("DEF"))]);
    let other = sealed::sealed(&text, &keys, "RSA-OAEP-256", &[]);
    for (wrong, what) in [(bomb, "DEFLATE"), (other, "another way than the registered one")] {
        refused_when_pushed(&party, &wrong, what);
    }
    let pushed = party.post("/par", &[("request".to_owned(), envelope)]);
    assert_eq!(pushed.status, 201, "the original opens: {}", pushed.text());
}
