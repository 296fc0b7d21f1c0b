//! `danh serve` with a certificate of its own.

mod suites;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod, SslStream};
use openssl::x509::X509;
use rcgen::{CertificateParams, Issuer, KeyPair};

use crate::Desk;

/// An authority that certifies for the tests.
struct Authority {
    certificate: X509,
    issuer: Issuer<'static, KeyPair>,
}

/// A provider that speaks TLS.
struct Provider {
    child: Child,
    desk: Desk,
    address: SocketAddr,
    /// Where clients are asked for certificates.
    mutual: SocketAddr,
    management: SocketAddr,
    authority: Authority,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![]).expect("parameters");
        params.distinguished_name.push(rcgen::DnType::CommonName, "An authority of the tests");
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let own = params.self_signed(&key).expect("a certificate");
        let certificate = X509::from_der(own.der()).expect("a certificate");
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// Certifies a new key for this host, and writes both to the desk.
    fn certify(&self, desk: &Desk, host: &str, change: impl FnOnce(&mut CertificateParams)) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("parameters");
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        desk.write("tls.pem", &certificate.pem());
        private(desk, "tls.key", &key.serialize_pem());
    }
}

fn private(desk: &Desk, name: &str, text: &str) {
    let path = desk.write(name, text);
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600)).expect("a change");
}

fn settings([port, management, mutual]: [u16; 3]) -> String {
    format!(
        "[http]\nissuer = \"https://localhost:{port}\"\nlisten = \"127.0.0.1:{port}\"\n\
         management_listen = \"127.0.0.1:{management}\"\nworkers = 1\n\
         [tls]\ncertificate_file = \"tls.pem\"\nkey_file = \"tls.key\"\n\
         mutual_listen = \"127.0.0.1:{mutual}\"\nmutual_issuer_base = \"https://localhost:{mutual}\"\n"
    )
}

fn free_ports() -> [u16; 3] {
    let held = [0; 3].map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    held.map(|listener| listener.local_addr().expect("an address").port())
}

impl Provider {
    fn start() -> Self {
        let (desk, authority) = (Desk::new(), Authority::new());
        let ports = free_ports();
        desk.write("danh.toml", &settings(ports));
        authority.certify(&desk, "localhost", |_| ());
        let mut child =
            desk.command(&["serve"]).stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert!(line.starts_with("https://localhost:"), "{line}");
        let at = |port: u16| ([127, 0, 0, 1], port).into();
        let [address, management, mutual] = ports.map(at);
        Self { child, desk, address, mutual, management, authority }
    }

    /// Shakes hands as this client; what it refused is told in one word.
    fn greet(
        &self,
        client: impl FnOnce(&mut openssl::ssl::SslConnectorBuilder),
    ) -> Result<SslStream<TcpStream>, String> {
        self.greet_at(self.address, client)
    }

    /// The same at another of its addresses.
    fn greet_at(
        &self,
        address: SocketAddr,
        client: impl FnOnce(&mut openssl::ssl::SslConnectorBuilder),
    ) -> Result<SslStream<TcpStream>, String> {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a client");
        let store = builder.cert_store_mut();
        store.add_cert(self.authority.certificate.clone()).expect("an anchor");
        client(&mut builder);
        let stream = TcpStream::connect(address).expect("somebody listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        builder.build().connect("localhost", stream).map_err(|error| error.to_string())
    }

    fn get(&self, path: &str) -> String {
        let mut stream = self.greet(|_| ()).expect("a handshake");
        let ask = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// The serial number of the certificate that is shown.
    fn shown(&self) -> Vec<u8> {
        let stream = self.greet(|_| ()).expect("a handshake");
        let shown = stream.ssl().peer_certificate().expect("a certificate");
        shown.serial_number().to_bn().expect("a number").to_vec()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// P2 and P5, their https halves.
#[test]
fn p2_p5_the_provider_answers_by_https_where_its_issuer_says() {
    let provider = Provider::start();
    let answer = provider.get("/.well-known/openid-configuration");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let issuer = format!("https://localhost:{}", provider.address.port());
    assert!(answer.contains(&format!("\"issuer\":\"{issuer}\"")), "{answer}");
    assert!(answer.contains(&format!("\"token_endpoint\":\"{issuer}/token\"")), "{answer}");
    assert!(!answer.contains("\"http://"), "{answer}");
    assert!(provider.get("/").contains("strict-transport-security: max-age="));
    // Who speaks no TLS gets nothing.
    let mut plain = TcpStream::connect(provider.address).expect("somebody listens");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("asked");
    let mut answer = Vec::new();
    let _ended = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));
}

/// Who connects and never begins to shake hands is waited for a while, and takes nobody's place meanwhile.
#[test]
fn a_crowd_that_says_nothing_keeps_nobody_out() {
    let provider = Provider::start();
    let silent = [(); 400].map(|()| TcpStream::connect(provider.address).expect("it listens"));
    assert!(provider.get("/.well-known/openid-configuration").starts_with("HTTP/1.1 200"));
    assert!(silent.iter().all(|one| one.set_nonblocking(true).is_ok()));
    let waits = |error: std::io::Error| error.kind() == ErrorKind::WouldBlock;
    let gone = silent.iter().filter(|one| !one.peek(&mut [0]).is_err_and(waits));
    assert_eq!(gone.count(), 0, "their time ran out before");
}

/// What forgets to renew it should be found before the people find it.
#[test]
fn the_operator_sees_when_the_certificate_ends() {
    let provider = Provider::start();
    provider.authority.certify(&provider.desk, "localhost", |params| {
        params.not_after = rcgen::date_time_ymd(2190, 1, 1);
    });
    let told = || {
        let mut stream = TcpStream::connect(provider.management).expect("somebody listens");
        let ask = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(ask).expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let line = "danh_certificate_ends_at_seconds{listener=\"public\"} 6942585600";
    let seen = (0..60).any(|_| {
        std::thread::sleep(Duration::from_millis(250));
        told().lines().any(|told| told == line)
    });
    assert!(seen, "{}", told());
}

#[test]
fn a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_never() {
    let provider = Provider::start();
    let first = provider.shown();
    provider.desk.write("tls.pem", "no certificate");
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(provider.shown(), first, "the former goes on");
    provider.authority.certify(&provider.desk, "localhost", |_| ());
    let renewed = (0..60).any(|_| {
        std::thread::sleep(Duration::from_millis(250));
        provider.shown() != first
    });
    assert!(renewed, "nobody looked at the files");
}

#[test]
fn a_certificate_that_would_serve_nobody_is_refused_beforehand() {
    let (desk, authority) = (Desk::new(), Authority::new());
    desk.write("danh.toml", &settings([8443, 8442, 8444]));
    desk.danh(&["check-config"]).refused(1, "tls.pem cannot be read: there is no such file");
    authority.certify(&desk, "localhost", |_| ());
    desk.danh(&["check-config"]).done();
    let refused = |word: &str| {
        desk.danh(&["check-config"]).refused(1, word);
        desk.danh(&["serve"]).refused(1, word);
    };
    authority.certify(&desk, "id.example.vn", |_| ());
    refused("not for localhost");
    authority.certify(&desk, "localhost", |params| {
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    });
    refused("not valid now");
    authority.certify(&desk, "localhost", |params| {
        params.not_before = rcgen::date_time_ymd(2100, 1, 1);
        params.not_after = rcgen::date_time_ymd(2101, 1, 1);
    });
    refused("not valid now");
    authority.certify(&desk, "localhost", |_| ());
    private(&desk, "tls.key", &KeyPair::generate().expect("a key").serialize_pem());
    refused("not the certificate's");
    private(&desk, "tls.key", "no key");
    refused("holds no key");
    desk.write("tls.pem", "");
    refused("holds no certificate");
    authority.certify(&desk, "localhost", |_| ());
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(desk.path("tls.key"), open).expect("a change");
    refused("can be read by others");
    let whole = settings([8443, 8442, 8444]);
    for (from, to, word) in [
        ("key_file = \"tls.key\"", "", "`tls.key_file`"),
        ("certificate_file = \"tls.pem\"", "", "`tls.certificate_file`"),
        ("https://", "http://", "`tls.certificate_file`"),
    ] {
        desk.write("danh.toml", &whole.replace(from, to));
        desk.danh(&["check-config"]).refused(2, word);
    }
}
