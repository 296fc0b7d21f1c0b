//! Certificates that clients registered themselves.

use serde_json::{Value, json};

use super::*;

fn own_set(der: &[u8], with_certificate: bool) -> Value {
    let point = whole(der).expect("a certificate").public_key().expect("a key");
    let spki = point.public_key_to_der().expect("DER");
    let [x, y] = [64, 32]
        .map(|back| URL_SAFE_NO_PAD.encode(&spki[spki.len() - back..spki.len() - back + 32]));
    let mut key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "x": x, "y": y });
    if with_certificate {
        let encoded = base64::engine::general_purpose::STANDARD.encode(der);
        key["x5c"] = json!([encoded]);
    }
    json!({ "keys": [key] })
}

#[test]
fn a_certificate_of_the_clients_own_is_known_by_itself_or_by_its_key() {
    let key = KeyPair::generate().expect("a key");
    let signed = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = client_params();
        change(&mut params);
        params.self_signed(&key).expect("a certificate").der().to_vec()
    };
    let first = signed(&|_| ());
    let renewed = signed(&|params| params.serial_number = Some(7.into()));
    let known = |set: &Value| OwnCertificates::parse(&set.to_string()).expect("a set");
    let (by_itself, by_key) = (known(&own_set(&first, true)), known(&own_set(&first, false)));
    let judged = |der: &[u8], set: &OwnCertificates| shown(&[der]).is_among(set, noon());
    assert_eq!(judged(&first, &by_itself), Ok(()));
    assert_eq!(judged(&first, &by_key), Ok(()));
    let unknown = Err(CertificateRefusal::Unregistered);
    assert_eq!(judged(&renewed, &by_itself), unknown);
    assert_eq!(judged(&renewed, &by_key), Ok(()));
    let late = signed(&|params| params.not_after = rcgen::date_time_ymd(2026, 5, 1));
    assert_eq!(judged(&late, &by_key), Err(CertificateRefusal::NotNow));
    let server = signed(&|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    assert_eq!(judged(&server, &by_key), Err(CertificateRefusal::Purpose));
    assert_eq!(judged(&signed(&|p| p.extended_key_usages.clear()), &by_key), Ok(()));
    let stranger = client_params().self_signed(&KeyPair::generate().expect("a key"));
    let stranger = stranger.expect("a certificate").der().to_vec();
    assert_eq!(judged(&stranger, &by_key), unknown);
    assert_eq!(judged(&stranger, &by_itself), unknown);
    // A certificate beside another's key would be found by neither.
    let mut mixed = own_set(&first, true);
    mixed["keys"][0]["x5c"] = own_set(&stranger, true)["keys"][0]["x5c"].clone();
    assert!(OwnCertificates::parse(&mixed.to_string()).is_err());
    for wrong in [json!([]), json!("x"), json!(["x"]), json!([7]), json!(["AAAA"])] {
        mixed["keys"][0]["x5c"] = wrong;
        assert!(OwnCertificates::parse(&mixed.to_string()).is_err(), "{mixed}");
    }
}
