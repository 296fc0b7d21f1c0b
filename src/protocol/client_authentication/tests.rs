//! Tables for client authentication.

use super::*;
use crate::protocol::example;

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
    ClientCredential::PrivateKeyJwt { keys: "{}".to_owned(), algorithm: SigningAlgorithm::Es256 }
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
    let assertion = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(r#"{"sub":"bank"}"#));
    let form = format!("client_assertion={assertion}&client_assertion_type={ASSERTION_TYPE}");
    assert_eq!(read(&form, None).expect("presented").client_id().as_str(), "bank");
    for wrong in ["", "a", "a.%2A.c", "a.e30.c", &"x".repeat(9000)] {
        let form = format!("client_assertion=x{wrong}&client_assertion_type={ASSERTION_TYPE}");
        assert_eq!(read(&form, None).err(), Some(refusal::ASSERTION), "{wrong}");
    }
}

/// P47: limited to the registered way, each against each.
#[test]
fn p47_only_the_registered_way_is_taken() {
    let basic = header("bank", "x");
    let assertion =
        format!("client_id=bank&client_assertion=a.b.c&client_assertion_type={ASSERTION_TYPE}");
    let ways = [
        ("client_id=bank", Some(basic.as_str())),
        ("client_id=bank&client_secret=x", None),
        (assertion.as_str(), None),
        ("client_id=bank", None),
    ];
    let issuer = Issuer::parse("https://danh.example").expect("an issuer");
    let registered = [
        ClientCredential::SecretBasic,
        ClientCredential::SecretPost,
        by_key(),
        ClientCredential::Public,
    ];
    for (at, credential) in registered.iter().enumerate() {
        for (used, (form, authorization)) in ways.iter().enumerate() {
            let presented = read(form, *authorization).expect("presented");
            let client = || client(credential.clone());
            let by_secret = AuthenticatedClient::by_secret(client(), &presented, |_| true);
            let public = AuthenticatedClient::public(client(), &presented);
            let now = Timestamp::from_unix(0);
            let by_assertion = AuthenticatedClient::by_assertion(
                client(),
                &presented,
                (&issuer, now),
                |_, _, _| None,
            );
            let taken = by_secret.is_ok() || public.is_ok();
            assert_eq!(taken, at == used && at != 2, "{credential:?} {form}");
            assert_eq!(by_assertion.err() == Some(refusal::ASSERTION), at == 2 && used == 2);
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
    let form =
        format!("client_id=bank&client_assertion=a.b.c&client_assertion_type={ASSERTION_TYPE}");
    let presented = read(&form, None).expect("presented");
    let issuer = Issuer::parse("https://danh.example").expect("an issuer");
    let claims = serde_json::json!({
        "iss": "bank", "sub": "bank", "aud": "https://danh.example", "exp": 60, "jti": "one",
    });
    for (first_use, accepted) in [(true, true), (false, false)] {
        let unspent = AuthenticatedClient::by_assertion(
            client(by_key()),
            &presented,
            (&issuer, Timestamp::from_unix(10)),
            |_, algorithm, _| {
                assert_eq!(algorithm, SigningAlgorithm::Es256);
                claims.as_object().cloned()
            },
        )
        .expect("an unspent assertion");
        assert_eq!(unspent.assertion().1.jti, "one");
        assert_eq!(unspent.spent(first_use).is_ok(), accepted);
    }
}
