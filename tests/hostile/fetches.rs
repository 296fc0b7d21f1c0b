//! What clients registered is fetched, and nothing else is: hosts that are not public are
//! never connected, and whatever a host answers costs little time and few bytes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use danh::connectors::egress::{EgressSettings, EgressWorker};
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::ports::egress::{Bounds, Egress, Fetched, Fruitless};
use danh::protocol::registered_url::{for_trials, judged};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::neighbour::{Neighbour, Received, answer};
use crate::support::rows::block_on;

const BOUNDS: Bounds = Bounds { bytes: 1024, within: Lifetime::seconds(2) };

/// A way out that may go next door.
fn worker(neighbour: &Neighbour) -> EgressWorker {
    let authorities = Some(std::fs::read(neighbour.authority()).expect("a file"));
    let allowed = vec![("localhost".to_owned(), neighbour.port)];
    EgressWorker::new(EgressSettings { allowed, authorities }).expect("a worker")
}

fn fetched(worker: &EgressWorker, url: &str) -> Result<Fetched, Fruitless> {
    let url = judged(url).expect("an address");
    block_on(worker.fetch(&url, BOUNDS))
}

fn greeting(_: &Received, out: &mut dyn Write) {
    answer(out, "200 OK", &["Content-Type: Text/Plain; x=y", "Cache-Control: max-age=600"], b"xin");
}

#[test]
fn what_is_allowed_is_fetched_whole() {
    let neighbour = Neighbour::new(greeting);
    let worker = worker(&neighbour);
    let came = fetched(&worker, &neighbour.url("/greeting?x=1")).expect("a document");
    assert_eq!(came.body, b"xin");
    assert_eq!(came.media_type.as_deref(), Some("text/plain"));
    assert_eq!(came.kept_for, Some(Lifetime::minutes(10)));
    let url = judged(&neighbour.url("/post")).expect("an address");
    let form = Secret::new("logout_token=x".to_owned());
    assert_eq!(block_on(worker.post(&url, &form)), Ok(200));
    let [got, posted] = &neighbour.received()[..] else { unreachable!("two requests") };
    assert_eq!(got.line, "GET /greeting?x=1 HTTP/1.1");
    assert_eq!(got.header("accept-encoding"), Some("identity"));
    assert_eq!(got.header("referer"), None);
    assert_eq!(
        (posted.line.as_str(), posted.body.as_str()),
        ("POST /post HTTP/1.1", "logout_token=x")
    );
    assert_eq!(posted.header("content-type"), Some("application/x-www-form-urlencoded"));
}

/// security.md L7: by name or by number, however it is written, nothing that is not public is connected.
#[test]
fn what_is_not_public_is_never_connected() {
    let neighbour = Neighbour::new(greeting);
    let public = EgressWorker::new(EgressSettings::default()).expect("a worker");
    let other_port = EgressWorker::new(EgressSettings {
        allowed: vec![("localhost".to_owned(), 1), ("127.0.0.2".to_owned(), neighbour.port)],
        authorities: Some(std::fs::read(neighbour.authority()).expect("a file")),
    })
    .expect("a worker");
    let port = neighbour.port;
    for worker in [&public, &other_port] {
        for host in [
            "localhost",
            "LocalHost",
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[::ffff:7f00:1]",
            "0",
        ] {
            let url = format!("https://{host}:{port}/greeting");
            assert_eq!(fetched(worker, &url).err(), Some(Fruitless::Forbidden), "{url}");
            let url = judged(&url).expect("an address");
            let form = Secret::new(String::new());
            assert_eq!(block_on(worker.post(&url, &form)), Err(Fruitless::Forbidden));
        }
    }
    assert_eq!(neighbour.connections(), 0);
}

/// Trials alone name hosts, and what is to be done without TLS must be named.
#[test]
fn without_tls_only_an_allowed_host_is_connected() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let told = for_trials(&format!("http://127.0.0.1:{port}/told")).expect("an address");
    let form = Secret::new("logout_token=x".to_owned());
    let worker = |allowed: &[u16]| {
        let allowed = allowed.iter().map(|port| ("127.0.0.1".to_owned(), *port)).collect();
        EgressWorker::new(EgressSettings { allowed, authorities: None }).expect("a worker")
    };
    for stranger in [worker(&[]), worker(&[1])] {
        assert_eq!(block_on(stranger.post(&told, &form)), Err(Fruitless::Forbidden));
    }
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut first = [0; 4];
        stream.read_exact(&mut first).expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("an answer");
        first
    });
    assert_eq!(block_on(worker(&[port]).post(&told, &form)), Ok(200));
    assert_eq!(&answering.join().expect("an answer"), b"POST");
}

#[test]
fn a_certificate_for_another_host_or_by_a_stranger_is_no_certificate() {
    let other = Neighbour::named("other.example", greeting);
    assert_eq!(fetched(&worker(&other), &other.url("/")).err(), Some(Fruitless::Unreachable));
    let neighbour = Neighbour::new(greeting);
    let stranger = EgressSettings {
        allowed: vec![("localhost".to_owned(), neighbour.port)],
        authorities: Some(std::fs::read(other.authority()).expect("a file")),
    };
    let stranger = EgressWorker::new(stranger).expect("a worker");
    assert_eq!(fetched(&stranger, &neighbour.url("/")).err(), Some(Fruitless::Unreachable));
    assert!(other.received().is_empty() && neighbour.received().is_empty());
}

/// security.md 1.1, 1.5: a redirect is an answer like others, and leads nowhere.
#[test]
fn a_redirect_is_not_followed() {
    let neighbour = Neighbour::new(|request, out| match request.path() {
        "/there" => greeting(request, out),
        _ => answer(out, "302 Found", &["Location: /there"], b""),
    });
    let came = fetched(&worker(&neighbour), &neighbour.url("/here"));
    assert_eq!(came.err(), Some(Fruitless::Status(302)));
    assert_eq!(neighbour.received().len(), 1);
}

/// inc_cve_2020_10770: whoever answers is not let to hold or fill us.
#[test]
fn what_is_slow_long_endless_or_packed_is_left() {
    let neighbour = Neighbour::new(|request, out| match request.path() {
        "/silent" => std::thread::sleep(Duration::from_secs(8)),
        "/drop-by-drop" => {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            for _ in 0..80 {
                let _ = out.write_all(b"x").and_then(|()| out.flush());
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        "/long" => answer(out, "200 OK", &[], &[b'x'; 1025]),
        "/endless" => {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while out.write_all(&[b'x'; 1024]).is_ok() {}
        }
        "/bomb" => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            packed.write_all(&vec![0; 200_000]).expect("packed");
            let packed = packed.finish().expect("packed");
            answer(out, "200 OK", &["Content-Encoding: gzip"], &packed);
        }
        _ => {
            let mut head = b"HTTP/1.1 200 OK\r\n".to_vec();
            head.extend(b"X: y\r\n".repeat(200_000));
            let _ = out.write_all(&head);
        }
    });
    let worker = worker(&neighbour);
    for (path, why) in [
        ("/silent", Fruitless::Late),
        ("/drop-by-drop", Fruitless::Late),
        ("/long", Fruitless::TooLong),
        ("/endless", Fruitless::TooLong),
        ("/bomb", Fruitless::Packed),
        ("/heads", Fruitless::Unreachable),
    ] {
        assert_eq!(fetched(&worker, &neighbour.url(path)).err(), Some(why), "{path}");
    }
}

/// A host that answers nobody holds four places, and the others theirs.
#[test]
fn a_slow_host_delays_nobody_else() {
    let slow = Neighbour::new(|_, _| std::thread::sleep(Duration::from_secs(8)));
    let quick = Neighbour::named("127.0.0.1", greeting);
    let mut authorities = std::fs::read(slow.authority()).expect("a file");
    authorities.extend(std::fs::read(quick.authority()).expect("a file"));
    let allowed = vec![("localhost".to_owned(), slow.port), ("127.0.0.1".to_owned(), quick.port)];
    let settings = EgressSettings { allowed, authorities: Some(authorities) };
    let worker = EgressWorker::new(settings).expect("a worker");
    let slow_url = judged(&slow.url("/")).expect("an address");
    let quick_url = format!("https://127.0.0.1:{}/", quick.port);
    let quick_url = judged(&quick_url).expect("an address");
    block_on(async {
        let crowd =
            futures_util::future::join_all((0..100).map(|_| worker.fetch(&slow_url, BOUNDS)));
        let quick = async {
            while slow.received().is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let came = worker.fetch(&quick_url, BOUNDS).await;
            (came, slow.connections())
        };
        let (crowd, (quick, connections)) = tokio::join!(crowd, quick);
        assert!(quick.is_ok(), "{:?}", quick.err());
        assert!(connections <= 4, "{connections}");
        assert!(crowd.iter().all(|came| came.as_ref().err() == Some(&Fruitless::Late)));
    });
}
