//! `conformance/run` against a suite of paper: it takes what the suite says, and says what was not expected.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use serde_json::{Value, json};

use super::{kit, names, prepared, read};

/// What a module ends with, and what its log holds besides successes.
type Ending = (&'static str, Vec<Value>);

/// Answers as the suite's interface does, for as long as the test runs.
fn suite(endings: BTreeMap<String, Ending>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            answer(stream, &endings);
        }
    });
    address
}

fn answer(mut stream: TcpStream, endings: &BTreeMap<String, Ending>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).expect("a request");
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("a header");
        if let Some(told) = header.to_lowercase().strip_prefix("content-length: ") {
            length = told.trim().parse().expect("a length");
        }
        if header.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let path = line.split(' ').nth(1).expect("a path").trim_start_matches("/api/").to_owned();
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let asked = |key: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|pair| pair.0 == key).map(|pair| pair.1.into_owned()).unwrap_or_default()
    };
    let told = match path.split_once('/') {
        None if path == "plan" => {
            let modules: Vec<_> =
                endings.keys().map(|name| json!({ "testModule": name })).collect();
            json!({ "id": "plan", "modules": modules })
        }
        None => json!({ "id": asked("test") }),
        Some(("info", name)) => json!({ "status": "FINISHED", "result": endings[name].0 }),
        Some((_, name)) => json!(endings[name].1),
    };
    let told = told.to_string();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", told.len());
    let _ = stream.write_all((head + &told).as_bytes());
}

/// The endings that a plan's paper expects.
fn as_expected(plan: &str) -> BTreeMap<String, Ending> {
    let expected = read(&kit("expected").join(format!("{plan}.json")));
    let mut endings = BTreeMap::from([("well".to_owned(), ("PASSED", vec![]))]);
    for (list, result, word) in [
        ("skips", "SKIPPED", ""),
        ("warnings", "WARNING", "WARNING"),
        ("failures", "FAILED", "FAILURE"),
    ] {
        for entry in expected[list].as_array().into_iter().flatten() {
            let name = entry["module"].as_str().expect("a module").to_owned();
            let ending = endings.entry(name).or_insert((result, vec![]));
            ending.1.push(json!({ "result": word, "src": entry["condition"] }));
        }
    }
    endings
}

#[test]
fn the_runner_is_content_with_what_is_expected_and_names_what_is_not() {
    let desk = prepared(9443);
    let folder = desk.path("").display().to_string();
    let run = |endings: BTreeMap<String, Ending>, plan: &str| {
        let suite = suite(endings);
        let words = ["--folder", &folder, "--suite", &suite, plan];
        let done = Command::new(kit("run")).args(words).output().expect("it runs");
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        (done.status.code(), told + &String::from_utf8_lossy(&done.stderr))
    };
    for plan in names(&kit("expected")) {
        let plan = plan.strip_suffix(".json").expect("a plan");
        let (code, told) = run(as_expected(plan), plan);
        assert_eq!(code, Some(0), "{told}");
    }
    let mut endings = as_expected("config");
    let fault = json!({ "result": "FAILURE", "src": "CheckIssuer" });
    endings.insert("ill".to_owned(), ("FAILED", vec![fault]));
    let (code, told) = run(endings, "config");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("config: ill: failure CheckIssuer"), "{told}");
    let (code, told) = run(BTreeMap::new(), "basic");
    assert_eq!(code, Some(1), "what was expected and did not come is a surprise too: {told}");
    assert!(told.contains("basic: oidcc-idtoken-unsigned: no skip"), "{told}");
}
