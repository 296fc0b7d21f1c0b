//! A scan by versions and suites, one handshake each.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openssl::ssl::{SslSessionCacheMode, SslVersion};

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
    scan(&provider, provider.address);
}

/// P100: nor where clients are asked for certificates.
#[test]
fn p100_only_versions_and_suites_of_bcp_195_are_spoken_where_certificates_are_shown() {
    let provider = Provider::start();
    scan(&provider, provider.mutual);
}

/// P100: where certificates are shown nothing is resumed, so that each connection proves anew that the key is held.
#[test]
fn p100_nothing_is_resumed_where_certificates_are_shown() {
    let provider = Provider::start();
    for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
        assert!(given_to_resume(&provider, provider.address, version) > 0, "{version:?}");
        assert_eq!(given_to_resume(&provider, provider.mutual, version), 0, "{version:?}");
    }
}

/// How many sessions a client was given to come back with.
fn given_to_resume(provider: &Provider, address: SocketAddr, version: SslVersion) -> usize {
    let given = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&given);
    let greeted = provider.greet_at(address, |client| {
        client.set_min_proto_version(Some(version)).expect("a version");
        client.set_max_proto_version(Some(version)).expect("a version");
        client.set_session_cache_mode(SslSessionCacheMode::CLIENT);
        client.set_new_session_callback(move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
        });
    });
    let mut stream = greeted.expect("a handshake");
    let ask = b"GET /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(ask).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    given.load(Ordering::SeqCst)
}

fn scan(provider: &Provider, address: SocketAddr) {
    for version in [SslVersion::SSL3, SslVersion::TLS1, SslVersion::TLS1_1] {
        let old = provider.greet_at(address, |client| {
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
        let greeted = provider.greet_at(address, |client| {
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
