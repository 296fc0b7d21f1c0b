//! The kit under `conformance/`: what it prepares is taken by this provider, its plans name only what there
//! is here, and its start script brings up a provider that the suite could reach.

mod suite;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use openssl::ssl::{SslConnector, SslMethod};
use openssl::x509::X509;
use serde_json::Value;

use crate::{Desk, is_private};

const SUITE: &str = "https://suite.test:8443";

/// The lines of the requirement table that the official plans only warn about.
const WARNED_OF: [u16; 20] =
    [4, 5, 10, 11, 13, 15, 31, 40, 42, 48, 52, 63, 68, 70, 96, 112, 123, 124, 135, 161];

fn kit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(name)
}

/// The first of ports for the provider, its listener for certificates, its operator's, and the sandbox.
fn port() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let start = 30_000 + u16::try_from(std::process::id() % 20_000).expect("small");
    let fits = |port: &u16| [port - 1, *port, port + 1, port + 47].into_iter().all(free);
    (start..start + 5_000).step_by(50).find(fits).expect("free ports")
}

fn prepared(port: u16) -> Desk {
    let desk = Desk::bare();
    let folder = desk.path("").display().to_string();
    let port = port.to_string();
    let words = ["--folder", &folder, "--port", &port, "--suite", SUITE];
    let done = Command::new(kit("prepare")).args(words).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    desk
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect()
}

/// Every id that a template gives to an element.
fn ids(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let pages = names(&folder)
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "html"));
    let texts = pages.map(|name| std::fs::read_to_string(folder.join(name)).expect("a page"));
    let of = |text: String| {
        let after = text.split(" id=\"").skip(1).map(str::to_owned).collect::<Vec<_>>();
        after.into_iter().filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
    };
    texts.flat_map(of).collect()
}

#[test]
fn what_the_kit_prepares_is_taken_and_taking_it_twice_changes_nothing() {
    let desk = prepared(9443);
    desk.danh(&["keys", "new"]).done();
    desk.danh(&["check-config"]).done();
    desk.danh(&["clients", "apply", "clients.toml"]).done();
    let before = desk.read("clients.toml");
    let again = prepared_again(&desk);
    assert_eq!(again.read("clients.toml"), before, "what was made once is kept");
    let told = again.danh(&["clients", "apply", "clients.toml"]);
    assert!(!told.done().contains("changed:"), "{}", told.out);
    desk.danh(&["accounts", "import", "accounts.toml"]).done();
    for secret in ["authority.key", "provider.key", "clients/conformance-basic-1.secret"] {
        assert!(is_private(&desk.path(secret)), "{secret}");
    }
}

fn prepared_again(desk: &Desk) -> &Desk {
    let folder = desk.path("").display().to_string();
    let words = ["--folder", &folder, "--suite", SUITE];
    assert!(Command::new(kit("prepare")).args(words).status().expect("it runs").success());
    desk
}

#[test]
fn no_private_key_and_no_secret_lies_in_the_kit() {
    for folder in [kit(""), kit("plans"), kit("expected")] {
        for name in names(&folder) {
            let Ok(text) = std::fs::read_to_string(folder.join(&name)) else { continue };
            for word in ["PRIVATE KEY", "\"d\":", "client_secret = "] {
                assert!(!text.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn each_plan_names_only_registered_clients_addresses_and_ids() {
    let desk = prepared(9443);
    desk.danh(&["keys", "new"]).done();
    desk.danh(&["clients", "apply", "clients.toml"]).done();
    let mut ids = ids("src/web/pages");
    for folder in ["src/web/pages/parts", "src/sandbox/pages"] {
        ids.extend(self::ids(folder));
    }
    // The suite's own page.
    ids.insert("submission_complete".to_owned());
    let plans = names(&desk.path("plans"));
    assert_eq!(plans, names(&kit("expected")), "each plan has its expected results");
    let mut aliases = BTreeSet::new();
    for name in plans {
        let plan = read(&desk.path("plans").join(&name));
        assert!(plan["plan"].as_str().is_some_and(|plan| plan.ends_with("-test-plan")), "{name}");
        assert!(plan["variant"].is_object(), "{name}");
        let all = &plan["configuration"];
        let alias = all["alias"].as_str().expect("an alias").to_owned();
        let discovery = all["server"]["discoveryUrl"].as_str().expect("an address");
        assert_eq!(discovery, "https://localhost:9443/.well-known/openid-configuration");
        certificates_fit(&name, all);
        let overrides = all["override"].as_object().into_iter().flat_map(|parts| parts.values());
        for part in std::iter::once(all).chain(overrides) {
            for client in ["client", "client2", "client_secret_post"].map(|key| &part[key]) {
                if client["client_id"].is_string() {
                    client_is_registered(&desk, &alias, client);
                }
            }
            for visit in part["browser"].as_array().into_iter().flatten() {
                visit_can_be_made(&name, visit, &ids);
            }
        }
        assert!(aliases.insert(alias), "{name}: two plans at once would hear each other's answers");
    }
}

fn client_is_registered(desk: &Desk, alias: &str, client: &Value) {
    let id = client["client_id"].as_str().expect("a name");
    let shown = desk.danh(&["clients", "show", id, "--json"]).facts();
    let callback = format!("{SUITE}/test/a/{alias}/callback");
    assert!(shown.to_string().contains(&callback), "{id} is not answered at {callback}");
    let method = shown["token_endpoint_auth_method"].as_str().expect("a method");
    assert_eq!(client["client_secret"].is_string(), method.starts_with("client_secret"), "{id}");
    assert!(method != "private_key_jwt" || client["jwks"]["keys"][0]["d"].is_string(), "{id}");
}

/// A plan with certificates has one for each client, and reads what its tokens open where they are shown.
fn certificates_fit(plan: &str, all: &Value) {
    let [proves, binds] = ["-mtls-", "-mtls.json"].map(|word| plan.contains(word));
    for key in ["mtls", "mtls2"] {
        for (part, word) in
            [("cert", "BEGIN CERTIFICATE"), ("key", "PRIVATE KEY"), ("ca", "BEGIN CERTIFICATE")]
        {
            let there = all[key][part].as_str().is_some_and(|text| text.contains(word));
            assert_eq!(there, proves || binds, "{plan}: {key}.{part}");
        }
        if let Some(pem) = all[key]["cert"].as_str() {
            let shown = X509::from_pem(pem.as_bytes()).and_then(|shown| shown.to_text());
            let shown = String::from_utf8(shown.expect("a certificate")).expect("text");
            assert!(shown.contains("TLS Web Client Authentication"), "{plan}: {shown}");
        }
    }
    if let Some(resource) = all["resource"]["resourceUrl"].as_str() {
        let port = if binds { 9444 } else { 9443 };
        assert_eq!(resource, format!("https://localhost:{port}/userinfo"), "{plan}");
    }
}

fn visit_can_be_made(plan: &str, visit: &Value, ids: &BTreeSet<String>) {
    let place = visit["match"].as_str().expect("where it begins");
    assert!(place.starts_with("https://localhost:9443/"), "{plan}: {place}");
    for task in visit["tasks"].as_array().expect("tasks") {
        assert!(task["task"].is_string() && task["match"].is_string(), "{plan}: {task}");
        for command in task["commands"].as_array().into_iter().flatten() {
            let word = |at: usize| command[at].as_str().unwrap_or_default();
            let lengths = match word(0) {
                "click" => 3..=4,
                "text" => 4..=5,
                "wait" => 4..=6,
                _ => 0..=0,
            };
            let length = command.as_array().map_or(0, Vec::len);
            assert!(lengths.contains(&length), "{plan}: {command}");
            let known = match word(1) {
                "id" => ids.contains(word(2)),
                "css" | "contains" => !word(2).is_empty(),
                _ => false,
            };
            assert!(known, "{plan}: {command}");
        }
    }
}

#[test]
fn what_is_expected_to_fail_has_its_reason_beside_it() {
    for name in names(&kit("expected")) {
        let expected = read(&kit("expected").join(&name));
        assert_eq!(expected["plan"].as_str(), name.strip_suffix(".json"));
        for list in ["failures", "warnings", "skips"] {
            for entry in expected[list].as_array().expect(list) {
                let said = |key: &str| entry[key].as_str().is_some_and(|text| text.len() > 3);
                assert!(said("module") && said("reason"), "{name}: {entry}");
                assert!(list == "skips" || said("condition"), "{name}: {entry}");
            }
        }
    }
}

/// P161: what a plan only warns about counts as a failure, and what it skips is named with its reason.
#[test]
fn p161_no_warning_is_expected_and_every_skip_is_named_with_a_reason() {
    let table = std::fs::read_to_string(kit("README.md")).expect("the table");
    for line in WARNED_OF {
        let row = table.lines().find(|row| row.starts_with(&format!("| P{line} |")));
        let row = row.expect("a line that a plan only warns about has its row");
        assert!(row.contains("::") && !row.contains("none: "), "{row}");
    }
    for name in names(&kit("expected")) {
        let expected = read(&kit("expected").join(&name));
        assert_eq!(expected["failures"], serde_json::json!([]), "{name}");
        assert_eq!(expected["warnings"], serde_json::json!([]), "{name}");
        let mut named = BTreeSet::new();
        for skip in expected["skips"].as_array().expect("a list") {
            let module = skip["module"].as_str().expect("a module");
            assert!(
                skip["reason"].as_str().is_some_and(|why| why.ends_with('.')),
                "{name}: {skip}"
            );
            assert!(named.insert(module), "{name}: {module} stands twice");
        }
    }
}

/// What the start script brought up; it goes when the test does.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let pid = self.0.id().to_string();
        // A shell that was started in the background hears no SIGINT.
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.0.wait();
    }
}

#[test]
fn the_start_script_brings_up_a_provider_that_its_authority_certifies() {
    let (desk, port) = (Desk::bare(), port());
    let folder = desk.path("").display().to_string();
    let number = port.to_string();
    let mut start = Command::new(kit("start"));
    start.args(["--folder", &folder, "--port", &number, "--suite", SUITE]);
    start.env("DANH_BINARY", env!("CARGO_BIN_EXE_danh")).stdout(Stdio::piped());
    let mut started = Started(start.spawn().expect("it runs"));
    let told = BufReader::new(started.0.stdout.take().expect("an output"));
    let ready = told.lines().map_while(Result::ok).find(|line| line.starts_with("Ready: "));
    assert_eq!(ready, Some(format!("Ready: https://localhost:{port}")));

    let mut client = SslConnector::builder(SslMethod::tls_client()).expect("a client");
    client.set_ca_file(desk.path("authority.pem")).expect("an authority");
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    let mut stream = client.build().connect("localhost", stream).expect("a handshake");
    let ask = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(ask.as_bytes()).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains(&format!("\"issuer\":\"https://localhost:{port}\"")), "{answer}");
}
