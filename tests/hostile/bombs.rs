//! Objects that would grow when they are opened: the process does not grow with them.

use std::thread;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::http::Request;
use crate::support::processes::Processes;
use crate::support::relying_party::{ASSERTION, Proof, RelyingParty};
use crate::support::sealed;

/// So much more may the process hold at its peak than before.
const ALLOWANCE: u64 = 8 * 1024 * 1024;
/// So many come at once.
const AT_ONCE: usize = 8;

/// A text of five parts with this header, and so much in it.
fn envelope(header: &Value, content: usize) -> String {
    let part = |length: usize| URL_SAFE_NO_PAD.encode(vec![7; length]);
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    format!("{header}.{}.{}.{}.{}", part(40), part(12), part(content), part(16))
}

/// Each kind of bomb, most of them encrypted to the provider's own key as anybody can.
fn bombs(keys: &Value) -> Vec<(&'static str, String)> {
    let huge = "a".repeat(10 * 1024 * 1024);
    let deflated = sealed::sealed(&huge, keys, "ECDH-ES", &[("zip", json!("DEF"))]);
    assert!(deflated.len() < 16 * 1024, "ten MiB in {} bytes", deflated.len());
    let signed = |length: usize| {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let claims = json!({ "iss": "clinic", "x": "x".repeat(length) }).to_string();
        format!("{}.{}.{}", part(r#"{"alg":"ES256"}"#), part(&claims), part(&"s".repeat(64)))
    };
    let work = |count: u64| json!({ "alg": "PBES2-HS256+A128KW", "enc": "A256GCM", "p2s": "AAAAAAAAAAA", "p2c": count });
    let deep = format!("{}{}", "[".repeat(6_000), "]".repeat(6_000));
    let deep = URL_SAFE_NO_PAD.encode(deep);
    vec![
        ("DEFLATE", deflated),
        ("DEFLATE by RSA", sealed::sealed(&huge, keys, "RSA-OAEP-256", &[("zip", json!("DEF"))])),
        ("PBES2", envelope(&work(2_000_000_000), 8_000)),
        ("PBES2 without end", envelope(&work(u64::MAX), 8_000)),
        ("dir", envelope(&json!({ "alg": "dir", "enc": "A256GCM" }), 11_000)),
        ("17 KiB signed", signed(12 * 1024)),
        ("17 KiB encrypted", envelope(&json!({ "alg": "ECDH-ES", "enc": "A256GCM" }), 13_000)),
        ("six parts", format!("{}.{}", signed(2_000), signed(2_000))),
        ("seven thousand parts", "A.".repeat(7_000)),
        ("deep claims", format!("eyJhbGciOiJFUzI1NiJ9.{deep}.AAAA")),
    ]
}

/// At each door that opens such objects.
fn thrown(house: &Processes, clinic: &RelyingParty, (what, bomb): &(&str, String)) {
    let pushed = clinic.post("/par", &[("request".to_owned(), bomb.clone())]);
    assert_eq!(pushed.status, 400, "{what}: {}", pushed.text());
    let by_browser = [("client_id", clinic.id.as_str()), ("request", bomb)];
    let asserted = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "none"),
        ("client_id", "bank"),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", bomb),
    ];
    for (door, fields) in [("/authorize", &by_browser[..]), ("/token", &asserted)] {
        let answer = Request::form(door, fields).send(&house.authority);
        assert!((400..500).contains(&answer.status), "{what} at {door}: {}", answer.status);
    }
}

fn rounds(house: &Processes, clinic: &RelyingParty, bombs: &[(&str, String)], count: usize) {
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                for _ in 0..count {
                    for bomb in bombs {
                        thrown(house, clinic, bomb);
                    }
                }
            });
        }
    });
}

/// inc_cve_2024_28180 inc_cve_2023_49090: what would be inflated or computed is refused before it is.
#[test]
fn bombs_do_not_make_the_process_grow() {
    let house = Processes::start(None);
    let clinic = house.client("clinic");
    assert!(matches!(clinic.proof, Proof::Basic(_)));
    let bombs = bombs(&clinic.keys());
    let once: std::collections::BTreeSet<_> =
        bombs.iter().map(|(_, bomb)| digest(&SHA256, bomb.as_bytes()).as_ref().to_vec()).collect();
    assert_eq!(once.len(), bombs.len(), "no two are the same");
    let long = std::env::var_os("DANH_TEST_LONG").is_some();
    // Connections, threads and what the allocator keeps for them come first, by requests that open nothing.
    let harmless: Vec<_> =
        bombs.iter().map(|(what, bomb)| (*what, "A".repeat(bomb.len()))).collect();
    rounds(&house, &clinic, &harmless, 4);
    let before = house.forget_peak();
    rounds(&house, &clinic, &bombs, if long { 100 } else { 5 });
    let peak = house.peak();
    // The kernel counts by thread and adds up now and then: the peak may read a little below.
    assert!(before > 0 && peak > before / 2, "it was measured: {before} {peak}");
    assert!(peak <= before + ALLOWANCE, "it grew from {before} to {peak} bytes");
    assert!(!house.written().contains("panicked"));
}
