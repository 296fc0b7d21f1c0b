//! A small world of authorities and clients' certificates, and connections on which they are shown.

use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use openssl::pkey::PKey;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::X509;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use serde_json::{Value, json};

use super::databases::Folder;
use super::http::{Request, Response};
use super::relying_party::RelyingParty;

/// An authority.
pub struct Authority {
    /// Its certificate.
    pub pem: String,
    /// Its key.
    pub key: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its key.
#[derive(Clone)]
pub struct Identity {
    /// DER.
    pub certificate: Vec<u8>,
    /// PEM.
    pub key: String,
}

/// The certificates of one test: the provider's own, and the authority that it trusts for clients.
pub struct World {
    /// Whose word the provider takes.
    pub authority: Authority,
    server: (String, String),
}

/// A second address of a provider, where clients show certificates.
pub struct Mutual {
    /// Its certificates.
    pub world: World,
    /// Clients beside those that every provider has.
    pub clients: String,
    /// What a proxy that ends TLS before it shows, if one does.
    pub proxy_secret: Option<String>,
}

/// A way to the provider, with or without a certificate.
#[derive(Clone)]
pub struct Line {
    /// Where it leads.
    pub address: String,
    /// What is shown.
    pub shown: Option<Identity>,
}

impl Authority {
    /// A new one of this name.
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![]).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let own = params.self_signed(&key).expect("a certificate");
        Self { pem: own.pem(), key: key.serialize_pem(), issuer: Issuer::new(params, key) }
    }

    /// Certifies a client's application of this host name, changed as a test wants it.
    pub fn certify(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let (key, params) = (KeyPair::generate().expect("a key"), client(host, change));
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Identity { certificate: certificate.der().to_vec(), key: key.serialize_pem() }
    }
}

impl Identity {
    /// One of its own making.
    pub fn own(host: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().expect("a key");
        Self::own_with(&key, host, change)
    }

    /// One of its own making, with this key.
    pub fn own_with(
        key: &KeyPair,
        host: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let certificate = client(host, change).self_signed(key).expect("a certificate");
        Self { certificate: certificate.der().to_vec(), key: key.serialize_pem() }
    }

    /// As a client registers it: the key, with the certificate or without.
    pub fn registered(&self, with_certificate: bool) -> Value {
        let certificate = X509::from_der(&self.certificate).expect("a certificate");
        let key = certificate.public_key().and_then(|key| key.public_key_to_der());
        let key = key.expect("a key");
        let half = |back: usize| URL_SAFE_NO_PAD.encode(&key[key.len() - back..][..32]);
        let mut jwk = json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "kid": "own", "x": half(64), "y": half(32),
        });
        if with_certificate {
            jwk["x5c"] = json!([STANDARD.encode(&self.certificate)]);
        }
        json!({ "keys": [jwk] })
    }

    /// `x5t#S256`.
    pub fn thumbprint(&self) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &self.certificate);
        URL_SAFE_NO_PAD.encode(digest)
    }

    /// As a proxy hands it on (RFC 9440 §2.1).
    pub fn header(&self) -> String {
        format!(":{}:", STANDARD.encode(&self.certificate))
    }
}

/// A registration as the tests' treasury has it, known by what these lines say.
pub fn registration(id: &str, lines: &str) -> String {
    let all = include_str!("clients.toml");
    let treasury = all.split("[[client]]").find(|one| one.contains("client_id = \"treasury\""));
    let way = ["token_endpoint_auth_", "jwks =", "dpop_bound_"];
    let kept = treasury.into_iter().flat_map(str::lines);
    let kept = kept.filter(|line| !way.iter().any(|way| line.starts_with(way)));
    let kept: Vec<_> = kept.collect();
    let named = kept.join("\n").replace("\"treasury\"", &format!("{id:?}"));
    let named = named.replace("treasury.example", &format!("{id}.example"));
    format!("\n[[client]]\n{lines}\n{named}\n")
}

fn client(host: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "VN");
    name.push(DnType::OrganizationName, "Ngân hàng Thử");
    name.push(DnType::CommonName, host);
    params.distinguished_name = name;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    change(&mut params);
    params
}

impl World {
    /// A new one.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate");
        let server = (certificate.pem(), key.serialize_pem());
        Self { authority: Authority::new("An authority of the tests"), server }
    }

    /// What the provider shows.
    pub fn shown(&self) -> &str {
        &self.server.0
    }

    /// Writes what a provider's settings name to the folder.
    pub fn write_down(&self, folder: &Folder) -> [PathBuf; 3] {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let write = |name: &str, text: &str| {
            let path = folder.file(name);
            let mut options = std::fs::OpenOptions::new();
            let file = options.write(true).create_new(true).mode(0o600).open(&path);
            file.expect("a file").write_all(text.as_bytes()).expect("written");
            path
        };
        [
            write("mutual.pem", &self.server.0),
            write("mutual.key", &self.server.1),
            write("roots.pem", &self.authority.pem),
        ]
    }
}

impl Mutual {
    /// What an operator would set by environment, with its files in this folder, and the proxy, if there is
    /// one, in this network.
    pub fn settings(
        &self,
        address: &str,
        folder: &Folder,
        proxy: &str,
    ) -> Vec<(&'static str, String)> {
        let [certificate, key, roots] = self.world.write_down(folder);
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let port = address.rsplit_once(':').map_or("", |parts| parts.1);
        let mut settings = vec![
            ("DANH__TLS__MUTUAL_LISTEN", address.to_owned()),
            ("DANH__TLS__MUTUAL_ISSUER_BASE", format!("https://localhost:{port}")),
            ("DANH__TLS__CLIENT_ROOTS_FILE", text(roots)),
        ];
        match &self.proxy_secret {
            None => {
                settings.push(("DANH__TLS__MUTUAL_CERTIFICATE_FILE", text(certificate)));
                settings.push(("DANH__TLS__MUTUAL_KEY_FILE", text(key)));
            }
            Some(secret) => {
                let path = folder.file("proxy.secret");
                std::fs::write(&path, secret).expect("a file");
                settings.push(("DANH__TLS__PROXY_NETWORKS", format!("[{proxy:?}]")));
                settings.push(("DANH__TLS__PROXY_SECRET_FILE", text(path)));
            }
        }
        settings
    }
}

impl Line {
    /// The same way with this certificate.
    pub fn showing(&self, identity: &Identity) -> Self {
        Self { shown: Some(identity.clone()), ..self.clone() }
    }

    /// The same way with none.
    pub fn bare(&self) -> Self {
        Self { shown: None, ..self.clone() }
    }

    /// Sends a request on a connection of its own.
    pub fn send(&self, request: &Request) -> Response {
        self.try_send(request).expect("the server answers")
    }

    /// The same, for what the handshake may refuse.
    pub fn try_send(&self, request: &Request) -> std::io::Result<Response> {
        let mut builder = SslConnector::builder(SslMethod::tls_client())?;
        // Which certificate the provider shows is another test's matter; weak keys are tried, too.
        builder.set_verify(SslVerifyMode::NONE);
        builder.set_security_level(0);
        if let Some(shown) = &self.shown {
            builder.set_certificate(&*X509::from_der(&shown.certificate)?)?;
            builder.set_private_key(&*PKey::private_key_from_pem(shown.key.as_bytes())?)?;
        }
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let stream = builder.build().connect("localhost", stream);
        request.exchange(&mut stream.map_err(std::io::Error::other)?, &self.address)
    }
}

impl RelyingParty {
    /// Sends a call of its own.
    pub fn send(&self, request: &Request) -> Response {
        match &self.line {
            Some(line) => line.send(request),
            None => request.send(&self.authority),
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({})", self.address)
    }
}
