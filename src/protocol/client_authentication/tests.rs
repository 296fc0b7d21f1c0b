//! Tables for client authentication.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::domain::client::{KeySource, MacAlgorithm, SigningAlgorithm};
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::compact::mac::MacKey;
use crate::protocol::example;
use crate::protocol::issuer::Issuer;

fn header(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn read(form: &str, authorization: Option<&str>) -> Result<Presented, OAuthError> {
    Presented::read(&Params::parse(form.as_bytes()).expect("parameters"), authorization)
}

fn client(credential: ClientCredential) -> Arc<Client> {
    Arc::new(Client { credential, ..example::client() })
}

fn by_key() -> ClientCredential {
    let keys = KeySource::Here(example::KEYS.to_owned());
    ClientCredential::PrivateKeyJwt { keys, algorithm: SigningAlgorithm::Es256 }
}

fn keys() -> ClientKeys {
    ClientKeys::parse(example::KEYS).expect("a key set")
}

fn issuer() -> Issuer {
    Issuer::parse("https://danh.example").expect("an issuer")
}

fn claims() -> Value {
    json!({"iss": "bank", "sub": "bank", "aud": "https://danh.example", "exp": 60, "jti": "one"})
}

fn asserting(assertion: &str, beside: &str) -> String {
    format!("client_assertion={assertion}&client_assertion_type={ASSERTION_TYPE}{beside}")
}

/// These claims, signed by the key of RFC 7515 A.3.
fn assertion(claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"a"}"#);
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature =
        example::private_key().sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn mac_key() -> MacKey {
    MacKey::build(MacAlgorithm::Hs256, &Secret::new("s".repeat(43))).expect("long enough")
}

/// These claims, under a keyed hash of the secret.
fn maced(claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#);
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, "s".repeat(43).as_bytes());
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// P47: form-decoded as RFC 6749 says; P74: the scheme's name is case-insensitive.
#[test]
fn p47_a_basic_header_is_form_decoded() {
    for (text, secret) in [
        (header("bank", "s3cret"), "s3cret"),
        (header("ba%6Ek", "a%3Ab%25c+d%C3%A9"), "a:b%c dé"),
        (header("bank", "a:b"), "a:b"),
        (header("bank", "x").replace("Basic", "bAsIc"), "x"),
    ] {
        let Ok(Presented::Basic { client, secret: read }) = read("client_id=bank", Some(&text))
        else {
            panic!("{text}");
        };
        assert_eq!((client.as_str(), read.expose()), ("bank", secret));
    }
}

#[test]
fn a_malformed_header_is_refused() {
    for (text, expected) in [
        ("Basic".to_owned(), refusal::CLIENT_MALFORMED),
        ("Basic ****".to_owned(), refusal::CLIENT_MALFORMED),
        (format!("Basic {}", STANDARD.encode("bank")), refusal::CLIENT_MALFORMED),
        (format!("Basic {}", STANDARD.encode(b"bank:\xff")), refusal::CLIENT_MALFORMED),
        (header("bank", "%ff"), refusal::CLIENT_MALFORMED),
        (header("Bank", "x"), refusal::CLIENT_UNPROVEN),
        (header("portal", "x"), refusal::CLIENT_UNPROVEN),
        ("Bearer abc".to_owned(), refusal::CLIENT_WAY),
    ] {
        assert_eq!(read("client_id=bank", Some(&text)).err(), Some(expected), "{text}");
    }
}

#[test]
fn more_than_one_way_is_refused_and_none_is_told() {
    let basic = header("bank", "x");
    let assertion = format!("client_assertion=a.b.c&client_assertion_type={ASSERTION_TYPE}");
    let both = format!("client_secret=x&client_id=bank&{assertion}");
    for (form, authorization) in [
        ("client_secret=x&client_id=bank", Some(basic.as_str())),
        (assertion.as_str(), Some(basic.as_str())),
        (both.as_str(), None),
    ] {
        assert_eq!(read(form, authorization).err(), Some(refusal::CLIENT_TWICE), "{form}");
    }
    assert_eq!(read("", None).err(), Some(refusal::CLIENT_UNAUTHENTICATED));
    let other = read("client_assertion=a.b.c&client_assertion_type=x", None);
    assert_eq!(other.err(), Some(refusal::ASSERTION_TYPE));
}

#[test]
fn an_assertion_names_its_client_if_nothing_beside_it_does() {
    let form = asserting(&assertion(&claims()), "");
    assert_eq!(read(&form, None).expect("presented").client_id().as_str(), "bank");
    let form = asserting(&maced(&claims()), "");
    assert_eq!(read(&form, None).expect("presented").client_id().as_str(), "bank");
    for wrong in ["", "a", "a.%2A.c", "a.e30.c", &"x".repeat(9000)] {
        let form = asserting(&format!("x{wrong}"), "");
        assert_eq!(read(&form, None).err(), Some(refusal::ASSERTION), "{wrong}");
    }
}

/// P47: limited to the registered way, each against each.
#[test]
fn p47_only_the_registered_way_is_taken() {
    let basic = header("bank", "x");
    let signed = asserting(&assertion(&claims()), "&client_id=bank");
    let maced = asserting(&maced(&claims()), "&client_id=bank");
    let ways = [
        ("client_id=bank", Some(basic.as_str())),
        ("client_id=bank&client_secret=x", None),
        (signed.as_str(), None),
        ("client_id=bank", None),
        (maced.as_str(), None),
    ];
    let when = Timestamp::from_unix(10);
    let registered = [
        ClientCredential::SecretBasic,
        ClientCredential::SecretPost,
        by_key(),
        ClientCredential::Public,
        ClientCredential::SecretJwt { algorithm: MacAlgorithm::Hs256 },
    ];
    for (at, credential) in registered.iter().enumerate() {
        let client = client(credential.clone());
        for (used, (form, authorization)) in ways.iter().enumerate() {
            let presented = read(form, *authorization).expect("presented");
            let by_secret = AuthenticatedClient::by_secret(client.clone(), &presented, |_| true);
            let public = AuthenticatedClient::public(client.clone(), &presented);
            let by_assertion = AuthenticatedClient::by_assertion(
                client.clone(),
                &presented,
                &keys(),
                (&issuer(), when),
            );
            let by_mac = AuthenticatedClient::by_mac(
                client.clone(),
                &presented,
                &mac_key(),
                (&issuer(), when),
            );
            let taken =
                by_secret.is_ok() || public.is_ok() || by_assertion.is_ok() || by_mac.is_ok();
            assert_eq!(taken, at == used, "{credential:?} {form}");
        }
    }
}

#[test]
fn a_wrong_secret_and_another_clients_secret_are_refused() {
    let presented = read("", Some(&header("bank", "wrong"))).expect("presented");
    let fits = |secret: &Secret| secret.expose() == "right";
    let bank = client(ClientCredential::SecretBasic);
    let refused = AuthenticatedClient::by_secret(bank.clone(), &presented, fits);
    assert_eq!(refused.err(), Some(refusal::CLIENT_UNPROVEN));
    let portal = read("", Some(&header("portal", "right"))).expect("presented");
    let refused = AuthenticatedClient::by_secret(bank, &portal, fits);
    assert_eq!(refused.err(), Some(refusal::CLIENT_UNPROVEN));
}

/// P108: an assertion that was seen before proves nothing.
#[test]
fn p108_an_assertion_proves_its_client_once() {
    let form = asserting(&assertion(&claims()), "&client_id=bank");
    let presented = read(&form, None).expect("presented");
    let (client, now) = (client(by_key()), Timestamp::from_unix(10));
    for (first_use, accepted) in [(true, true), (false, false)] {
        let unspent = AuthenticatedClient::by_assertion(
            client.clone(),
            &presented,
            &keys(),
            (&issuer(), now),
        )
        .expect("an unspent assertion");
        assert_eq!(unspent.assertion().1.jti, "one");
        assert_eq!(unspent.spent(first_use).is_ok(), accepted);
    }
}

/// P106, and security.md 1.3: any changed letter, any other claim, another client's name.
#[test]
fn p106_a_changed_assertion_proves_nothing() {
    let (client, now) = (client(by_key()), Timestamp::from_unix(10));
    let judged = |assertion: &str, beside: &str| {
        let presented = read(&asserting(assertion, beside), None)?;
        AuthenticatedClient::by_assertion(client.clone(), &presented, &keys(), (&issuer(), now))
            .map(|_| ())
    };
    let good = assertion(&claims());
    assert_eq!(judged(&good, "&client_id=bank"), Ok(()));
    assert!(judged(&good, "&client_id=portal").is_err());
    for at in 0..good.len() {
        let mut changed = good.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("ASCII");
        assert!(judged(&changed, "&client_id=bank").is_err(), "{at}");
    }
    for (name, value) in [("sub", json!("portal")), ("exp", json!(-300)), ("aud", json!("x"))] {
        let mut other = claims();
        other[name] = value;
        assert!(judged(&assertion(&other), "&client_id=bank").is_err(), "{name}");
    }
}
