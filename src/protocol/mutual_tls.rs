//! What the server says of its second address, where clients are asked for certificates.
//!
//! RFC 8705 §2.1.1, §2.2.1, §3.3 and §5. Nothing of it is said where there is no such address.

use serde_json::{Map, Value};

use super::issuer::Issuer;

/// The endpoints that stand at the second address, too.
const ALIASES: [&str; 7] = [
    "pushed_authorization_request_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "registration_endpoint",
    "backchannel_authentication_endpoint",
];

/// Where the ways of authentication are listed.
const METHODS: [&str; 3] = [
    "token_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_methods_supported",
];

/// The second address.
#[derive(Clone, Debug)]
pub struct MutualTls {
    /// Under which its endpoints stand.
    pub base: Issuer,
    /// Whether there is an authority whose certificates are believed.
    pub by_authority: bool,
}

impl MutualTls {
    /// Says it in the discovery document.
    pub fn announce(&self, document: &mut Value, issuer: &Issuer) {
        let Some(members) = document.as_object_mut() else { return };
        let alias = |name: &&str| {
            let path = members.get(*name)?.as_str()?.strip_prefix(issuer.as_str())?;
            Some(((*name).to_owned(), self.base.address(path).into()))
        };
        let aliases: Map<String, Value> = ALIASES.iter().filter_map(alias).collect();
        members.insert("mtls_endpoint_aliases".to_owned(), aliases.into());
        members.insert("tls_client_certificate_bound_access_tokens".to_owned(), true.into());
        for name in METHODS {
            let Some(methods) = members.get_mut(name).and_then(Value::as_array_mut) else {
                continue;
            };
            if self.by_authority {
                methods.push("tls_client_auth".into());
            }
            methods.push("self_signed_tls_client_auth".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::SigningAlgorithm;
    use crate::protocol::discovery;

    fn written(mutual: Option<bool>) -> Value {
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let mut document = discovery::document(&issuer, &SigningAlgorithm::ALL, &[]);
        if let Some(by_authority) = mutual {
            let base = Issuer::parse("https://mtls.danh.example").expect("an address");
            MutualTls { base, by_authority }.announce(&mut document, &issuer);
        }
        document
    }

    /// P102.
    #[test]
    fn p102_the_second_address_is_announced_where_there_is_one() {
        let document = written(Some(true));
        let aliases = &document["mtls_endpoint_aliases"];
        assert_eq!(aliases["token_endpoint"], "https://mtls.danh.example/token");
        let path = "https://mtls.danh.example/par";
        assert_eq!(aliases["pushed_authorization_request_endpoint"], path);
        for name in ["userinfo_endpoint", "introspection_endpoint", "revocation_endpoint"] {
            assert!(aliases.get(name).is_some(), "{name}");
        }
        for name in ["authorization_endpoint", "end_session_endpoint", "jwks_uri"] {
            assert!(aliases.get(name).is_none(), "{name}: no person's browser has a certificate");
        }
        assert_eq!(document["tls_client_certificate_bound_access_tokens"], true);
        assert_eq!(document["token_endpoint"], "https://danh.example/token");
    }

    /// P102.
    #[test]
    fn p102_ways_that_are_not_served_are_not_announced() {
        let lists = |document: &Value, method: &str| {
            METHODS.iter().all(|name| {
                let methods = document[name].as_array().expect("a list");
                methods.iter().any(|listed| listed == method)
            })
        };
        let (own, authority) = ("self_signed_tls_client_auth", "tls_client_auth");
        let with = |mutual| (lists(&written(mutual), own), lists(&written(mutual), authority));
        assert_eq!(with(Some(true)), (true, true));
        assert_eq!(with(Some(false)), (true, false));
        assert_eq!(with(None), (false, false));
        let plain = written(None);
        for name in ["mtls_endpoint_aliases", "tls_client_certificate_bound_access_tokens"] {
            assert!(plain.get(name).is_none(), "{name}");
        }
    }
}
