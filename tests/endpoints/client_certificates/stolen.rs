//! Certificates whose key the sender does not hold, or whose key is too weak: the handshake itself refuses them.

use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::extension::{ExtendedKeyUsage, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, RootCertStore, SignatureScheme, StreamOwned};

use super::Scene;
use crate::support::certificates::{Authority, Identity};
use crate::support::http::{Request, Response};

/// Shows a certificate, whether its key is there or not.
#[derive(Debug)]
struct Showing(Arc<CertifiedKey>);

impl ResolvesClientCert for Showing {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn asking() -> Request {
    Request::form("/revoke", &[("client_id", "agency"), ("token", "none")])
}

/// Sends a request on a connection for which this certificate is shown and this key signs.
fn sent(scene: &Scene, certificate: &[u8], key: &str, tls12: bool) -> std::io::Result<Response> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
    let key = provider.key_provider.load_private_key(key).expect("a key that signs");
    let shown = CertifiedKey::new(vec![CertificateDer::from(certificate.to_vec())], key);
    let mut roots = RootCertStore::empty();
    let server = CertificateDer::from_pem_slice(scene.world.shown().as_bytes());
    roots.add(server.expect("a certificate")).expect("an anchor");
    let version = if tls12 { &rustls::version::TLS12 } else { &rustls::version::TLS13 };
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_client_cert_resolver(Arc::new(Showing(Arc::new(shown))));
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let stream = TcpStream::connect(&scene.line.address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    asking().exchange(&mut StreamOwned::new(connection, stream), &scene.line.address)
}

/// P103: a certificate is public; only who holds its key is its owner.
#[test]
fn p103_a_certificate_without_its_key_ends_the_handshake() {
    Scene::on_each_database(|scene| {
        let thief = Identity::own("app.bank.example", |_| ());
        for tls12 in [false, true] {
            let own = sent(scene, &scene.certified.certificate, &scene.certified.key, tls12);
            let own = own.expect("its owner is heard");
            assert_eq!(own.status, 200, "{}", own.text());
            let stolen = sent(scene, &scene.certified.certificate, &thief.key, tls12);
            assert!(stolen.is_err(), "{tls12}: {stolen:?}");
        }
    });
}

/// P103, P100: a key of fewer than 112 bits proves nobody, though our own authority certified it.
#[test]
fn p103_a_certificate_of_a_short_key_proves_nobody() {
    Scene::on_each_database(|scene| {
        let line = |bits| scene.line.showing(&by_rsa(&scene.world.authority, bits));
        let weak = line(1024).try_send(&asking());
        assert!(weak.as_ref().map_or(true, |answer| answer.status == 401), "{weak:?}");
        let strong = line(2048).send(&asking());
        assert_eq!(strong.status, 200, "{}", strong.text());
    });
}

/// A certificate of our authority for an RSA key of so many bits.
fn by_rsa(authority: &Authority, bits: u32) -> Identity {
    let root = X509::from_pem(authority.pem.as_bytes()).expect("a certificate");
    let signer = PKey::private_key_from_pem(authority.key.as_bytes()).expect("a key");
    let key = PKey::from_rsa(Rsa::generate(bits).expect("a key")).expect("a key");
    let mut subject = X509NameBuilder::new().expect("a name");
    subject.append_entry_by_text("CN", "app.bank.example").expect("a name");
    let mut builder = X509::builder().expect("a certificate");
    builder.set_version(2).expect("version 3");
    let serial = BigNum::from_u32(bits).and_then(|it| it.to_asn1_integer()).expect("a number");
    builder.set_serial_number(&serial).expect("a number");
    builder.set_subject_name(&subject.build()).expect("a name");
    builder.set_issuer_name(root.subject_name()).expect("a name");
    let at = |text: &str| Asn1Time::from_str(text).expect("a time");
    builder.set_not_before(&at("20260101000000Z")).expect("a time");
    builder.set_not_after(&at("20270101000000Z")).expect("a time");
    builder.set_pubkey(&key).expect("a key");
    let purpose = ExtendedKeyUsage::new().client_auth().build().expect("a purpose");
    builder.append_extension(purpose).expect("a purpose");
    let context = builder.x509v3_context(Some(&root), None);
    let name = SubjectAlternativeName::new().dns("app.bank.example").build(&context);
    builder.append_extension(name.expect("a name")).expect("a name");
    builder.sign(&signer, MessageDigest::sha256()).expect("a signature");
    let key = key.private_key_to_pem_pkcs8().expect("a key");
    Identity {
        certificate: builder.build().to_der().expect("a certificate"),
        key: String::from_utf8(key).expect("PEM is text"),
    }
}
