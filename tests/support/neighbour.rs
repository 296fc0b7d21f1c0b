//! A relying party's server next door: TLS on loopback by an authority of the tests, answers as a test
//! wants them, every connection counted and every request kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openssl::pkey::PKey;
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::X509;
use rcgen::{CertificateParams, Issuer, KeyPair};

use super::databases::Folder;

/// A request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Method and target, as in the first line.
    pub line: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Received {
    /// The path without the query.
    pub fn path(&self) -> &str {
        let target = self.line.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Writes an answer; what it does not write never comes.
pub type Answering = dyn Fn(&Received, &mut dyn Write) + Send + Sync;

/// A server that answers until the test is over.
pub struct Neighbour {
    /// Where it listens, on `localhost`.
    pub port: u16,
    connections: Arc<AtomicUsize>,
    received: Arc<Mutex<Vec<Received>>>,
    folder: Folder,
}

impl Neighbour {
    /// A server that answers like this.
    pub fn new(answer: impl Fn(&Received, &mut dyn Write) + Send + Sync + 'static) -> Self {
        Self::named("localhost", answer)
    }

    /// The same, certified for another host.
    pub fn named(
        host: &str,
        answer: impl Fn(&Received, &mut dyn Write) + Send + Sync + 'static,
    ) -> Self {
        let folder = Folder::new();
        let acceptor = certified(host, &folder.file("ca.pem"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let answer: Arc<Answering> = Arc::new(answer);
        let (count, kept) = (Arc::clone(&connections), Arc::clone(&received));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let (acceptor, answer, kept) =
                    (acceptor.clone(), Arc::clone(&answer), Arc::clone(&kept));
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    let Ok(mut stream) = acceptor.accept(stream) else { return };
                    let Some(request) = read(&mut stream) else { return };
                    kept.lock().expect("no panic").push(request.clone());
                    answer(&request, &mut stream);
                    let _ = stream.shutdown();
                });
            }
        });
        Self { port, connections, received, folder }
    }

    /// An address of it.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// The authority that certifies it.
    pub fn authority(&self) -> PathBuf {
        self.folder.file("ca.pem")
    }

    /// The settings that let a provider come here, as environment.
    pub fn settings(&self) -> [(String, String); 2] {
        let hosts = format!("[\"localhost:{}\"]", self.port);
        let file = self.authority().display().to_string();
        [
            ("DANH__EGRESS__ALLOWED_HOSTS".to_owned(), hosts),
            ("DANH__EGRESS__AUTHORITIES_FILE".to_owned(), file),
        ]
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }

    /// The requests, once there are so many.
    pub fn await_received(&self, least: usize) -> Vec<Received> {
        for _ in 0..2_000 {
            let received = self.received();
            if received.len() >= least {
                return received;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        unreachable!("{} of {least} requests came", self.received().len())
    }
}

/// A whole answer.
pub fn answer(out: &mut dyn Write, status: &str, headers: &[&str], body: &[u8]) {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("Connection: close\r\n\r\n");
    let _ = out.write_all(head.as_bytes()).and_then(|()| out.write_all(body));
    let _ = out.flush();
}

fn certified(host: &str, authority: &std::path::Path) -> SslAcceptor {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![]).expect("parameters");
    params.distinguished_name.push(rcgen::DnType::CommonName, "An authority of the tests");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let own = params.self_signed(&key).expect("a certificate");
    std::fs::write(authority, own.pem()).expect("a file");
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![host.to_owned()]).expect("parameters");
    let shown = params.signed_by(&key, &issuer).expect("a certificate");
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).expect("a server");
    let shown = X509::from_pem(shown.pem().as_bytes()).expect("a certificate");
    builder.set_certificate(&shown).expect("it fits");
    let key = PKey::private_key_from_pem(key.serialize_pem().as_bytes()).expect("a key");
    builder.set_private_key(&key).expect("it fits");
    builder.build()
}

fn read(stream: &mut impl Read) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut lines = lines.into_iter();
    let line = lines.next()?;
    let pair = |line: String| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let mut request =
        Received { line, headers: lines.filter_map(pair).collect(), body: String::new() };
    let length = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Some(request)
}
