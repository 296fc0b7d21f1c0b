//! A client that proves itself by the certificate of its connection.
//!
//! RFC 8705 §2.1.2: with `tls_client_auth` exactly one name that the certificate must carry; §2.2.2: with
//! `self_signed_tls_client_auth` the certificates themselves, or their keys, in `jwks` or at `jwks_uri`.

use super::super::client_certificate::judged;
use super::super::client_certificate::own_certificates::OwnCertificates;
use super::super::metadata_reader::Reader;
use super::keys;
use crate::domain::certificate::CertificateName;
use crate::domain::client::ClientCredential;

const NAMES: [&str; 5] = [
    "tls_client_auth_subject_dn",
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
];

/// `tls_client_auth`.
pub(super) const BY_AUTHORITY: &str = "tls_client_auth";
/// `self_signed_tls_client_auth`.
pub(super) const SELF_SIGNED: &str = "self_signed_tls_client_auth";

/// Names that say nothing, because the client proves itself otherwise.
pub(super) fn refuse_names(reader: &mut Reader<'_>) {
    for key in NAMES.into_iter().filter(|key| reader.has(key)).collect::<Vec<_>>() {
        reader.fault(key, "is read only with token_endpoint_auth_method = \"tls_client_auth\"");
    }
}

/// A certificate of an authority, known by its name.
pub(super) fn by_authority(reader: &mut Reader<'_>) -> Option<ClientCredential> {
    let given: Vec<_> = NAMES.into_iter().filter(|key| reader.has(key)).collect();
    let [key] = given.as_slice() else {
        let at = given.get(1).copied().unwrap_or("token_endpoint_auth_method");
        let sentence = "tls_client_auth needs exactly one of tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip and _san_email";
        reader.fault(at, sentence);
        return None;
    };
    let text = reader.text(key)?.to_owned();
    let name = match *key {
        "tls_client_auth_subject_dn" => Ok(CertificateName::Subject(text)),
        "tls_client_auth_san_dns" => Ok(CertificateName::Dns(text)),
        "tls_client_auth_san_uri" => Ok(CertificateName::Uri(text)),
        "tls_client_auth_san_ip" => {
            let address = text.parse().map(CertificateName::Ip);
            address.map_err(|_| "must be an address of IPv4 or IPv6, and no network")
        }
        _ => Ok(CertificateName::Email(text)),
    };
    match name.and_then(judged) {
        Ok(name) => Some(ClientCredential::Certificate(name)),
        Err(sentence) => {
            reader.fault(key, sentence);
            None
        }
    }
}

/// A certificate of the client's own making, known by itself or by its key.
pub(super) fn own(reader: &mut Reader<'_>) -> Option<ClientCredential> {
    let keys = keys::source(reader, |set| {
        let set = keys::readable(set)?;
        let wrong =
            "has an `x5c` whose first certificate cannot be read or is not of the key beside it";
        OwnCertificates::parse(&set).map(|_| set).map_err(|_| wrong)
    })?;
    Some(ClientCredential::OwnCertificate { keys })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::credential::Strictness;
    use super::super::parse;
    use crate::domain::client::Client;
    use crate::protocol::client_description::describe;
    use crate::protocol::example;

    /// A registration with this changed; what is null is not there.
    fn judged(changes: &Value) -> Result<Client, Vec<String>> {
        let mut whole = describe(&example::client());
        for (key, value) in changes.as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        if let Some(members) = whole.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        parse(&whole, Strictness::Trial)
            .map_err(|faults| faults.into_iter().map(|fault| fault.key).collect())
    }

    /// P102, P103: a FAPI 2.0 client may prove itself by a certificate.
    #[test]
    fn p102_p103_a_certificate_serves_where_a_key_does() {
        let keys: Value = serde_json::from_str(example::KEYS).expect("a key set");
        for way in [
            json!({ "token_endpoint_auth_method": "tls_client_auth",
                    "tls_client_auth_san_dns": "app.bank.example" }),
            json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": keys }),
        ] {
            assert!(judged(&way).is_ok(), "{way}");
            let mut strict = way.clone();
            strict["vn_profile"] = "fapi2".into();
            strict["tls_client_certificate_bound_access_tokens"] = true.into();
            for signed in ["introspection_signed_response_alg", "authorization_signed_response_alg"]
            {
                strict[signed] = Value::Null;
            }
            assert_eq!(judged(&strict).map(|_| ()), Ok(()), "{strict}");
        }
    }

    #[test]
    fn exactly_one_name_is_registered_and_it_can_be_one() {
        let subject = ("tls_client_auth_subject_dn", "CN=app,O=Bank,C=VN");
        let dns = ("tls_client_auth_san_dns", "app.bank.example");
        let with = |names: &[(&str, &str)]| {
            let mut change = json!({ "token_endpoint_auth_method": "tls_client_auth" });
            for (key, name) in names {
                change[*key] = (*name).into();
            }
            judged(&change).map(|client| client.credential)
        };
        assert!(with(&[subject]).is_ok() && with(&[dns]).is_ok());
        assert_eq!(with(&[]), Err(vec!["token_endpoint_auth_method".to_owned()]));
        assert_eq!(with(&[subject, dns]), Err(vec![dns.0.to_owned()]));
        for (key, wrong) in [
            ("tls_client_auth_subject_dn", ""),
            ("tls_client_auth_subject_dn", "app"),
            ("tls_client_auth_san_dns", "*.bank.example"),
            ("tls_client_auth_san_dns", "bank..example"),
            ("tls_client_auth_san_dns", ""),
            ("tls_client_auth_san_uri", "app"),
            ("tls_client_auth_san_ip", "10.0.0.0/8"),
            ("tls_client_auth_san_ip", "bank.example"),
            ("tls_client_auth_san_email", "app"),
            ("tls_client_auth_san_email", "a b@bank.example"),
        ] {
            assert_eq!(with(&[(key, wrong)]), Err(vec![key.to_owned()]), "{wrong}");
        }
    }

    #[test]
    fn what_belongs_to_another_way_is_refused() {
        let keys: Value = serde_json::from_str(example::KEYS).expect("a key set");
        for (change, key) in [
            (json!({ "tls_client_auth_san_dns": "app.bank.example" }), "tls_client_auth_san_dns"),
            (
                json!({ "token_endpoint_auth_method": "tls_client_auth", "jwks": keys,
                        "tls_client_auth_san_dns": "app.bank.example" }),
                "jwks",
            ),
            (json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth" }), "jwks"),
            (
                json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": keys,
                        "token_endpoint_auth_signing_alg": "ES256" }),
                "token_endpoint_auth_signing_alg",
            ),
            (
                json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth",
                        "jwks": { "keys": [] } }),
                "jwks",
            ),
        ] {
            assert_eq!(judged(&change), Err(vec![key.to_owned()]), "{change}");
        }
    }
}
