//! A scan by versions and suites, one handshake each.

use openssl::ssl::SslVersion;

use super::Provider;

/// All that RFC 9325 §4.2 recommends and RFC 8446 names.
const ALLOWED: [&str; 9] = [
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-CHACHA20-POLY1305",
];

/// What a scanner tries beyond: no forward secrecy, no authenticated encryption, short tags, no
/// authentication, no encryption at all, and what is broken.
const REFUSED: [&str; 34] = [
    "TLS_AES_128_CCM_SHA256",
    "TLS_AES_128_CCM_8_SHA256",
    "ECDHE-ECDSA-AES256-CCM",
    "ECDHE-ECDSA-AES128-CCM8",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-ECDSA-CAMELLIA256-SHA384",
    "ECDHE-ECDSA-ARIA256-GCM-SHA384",
    "ECDHE-ECDSA-NULL-SHA",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-RSA-AES256-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-RSA-NULL-SHA",
    "ECDHE-PSK-AES128-CBC-SHA256",
    "DHE-RSA-AES256-GCM-SHA384",
    "DHE-RSA-AES128-GCM-SHA256",
    "DHE-RSA-CHACHA20-POLY1305",
    "DHE-RSA-AES256-SHA256",
    "DHE-RSA-AES128-SHA",
    "DHE-RSA-CAMELLIA256-SHA",
    "DHE-PSK-AES256-GCM-SHA384",
    "AES256-GCM-SHA384",
    "AES128-GCM-SHA256",
    "AES256-SHA256",
    "AES128-SHA",
    "CAMELLIA128-SHA",
    "NULL-SHA256",
    "NULL-MD5",
    "PSK-AES128-GCM-SHA256",
    "ADH-AES128-GCM-SHA256",
    "AECDH-NULL-SHA",
];

/// P100: what BCP 195 recommends, and nothing else.
#[test]
fn p100_only_versions_and_suites_of_bcp_195_are_spoken() {
    let provider = Provider::start();
    for version in [SslVersion::SSL3, SslVersion::TLS1, SslVersion::TLS1_1] {
        let old = provider.greet(|client| {
            client.set_security_level(0);
            client.set_cipher_list("ALL:@SECLEVEL=0").expect("suites");
            let _too_old_for_the_client = client.set_min_proto_version(Some(version));
            let _likewise = client.set_max_proto_version(Some(version));
        });
        assert!(old.is_err(), "{version:?}");
    }
    let mut taken = Vec::new();
    let mut tried = 0;
    for name in ALLOWED.iter().chain(&REFUSED) {
        let newest = name.starts_with("TLS_");
        let version = if newest { SslVersion::TLS1_3 } else { SslVersion::TLS1_2 };
        let greeted = provider.greet(|client| {
            client.set_security_level(0);
            let known = if newest {
                client.set_ciphersuites(name)
            } else {
                client.set_cipher_list(&format!("{name}:@SECLEVEL=0"))
            };
            tried += u32::from(known.is_ok());
            client.set_min_proto_version(Some(version)).expect("a version");
            client.set_max_proto_version(Some(version)).expect("a version");
        });
        if greeted.is_ok() {
            taken.push(*name);
        }
    }
    assert!(tried >= 30, "the scanner knows too few suites: {tried}");
    // The certificate's key is of a curve, so that the three of RSA have nothing to sign with.
    assert_eq!(taken, ALLOWED[..6], "of {tried} suites");
}
