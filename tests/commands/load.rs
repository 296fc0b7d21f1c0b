//! `danh load` against the built provider, killed and not, and the history checker on what it wrote.

use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::Desk;

/// A provider, a sandbox and people, for a run.
struct Field {
    desk: Desk,
    issuer: String,
    management: String,
    sandbox_address: String,
    sandbox: Child,
    provider: Child,
}

impl Field {
    fn new() -> Self {
        let desk = Desk::new();
        let [public, management, sandbox] = free_ports();
        let sandbox_address = format!("http://127.0.0.1:{sandbox}");
        let settings = format!(
            "[http]\nissuer = \"http://localhost:{public}\"\nlisten = \"127.0.0.1:{public}\"\n\
             management_listen = \"127.0.0.1:{management}\"\n\
             network_rate = 1000000\nnetwork_burst = 1000000\n\
             network_kept_requests = 1000000\n\
             [registries]\npopulation_url = \"{sandbox_address}/population\"\n\
             insurance_url = \"{sandbox_address}/insurance\"\n\
             carrier_url = \"{sandbox_address}/carrier\"\n\
             [messages]\nsms_url = \"{sandbox_address}/sms\"\n\
             [sign_in]\notp_sends_per_2_hours = 100000\notp_sends_per_day = 100000\n"
        );
        desk.write("danh.toml", &settings);
        desk.danh(&["load", "prepare", "load", "--accounts", "300", "--light"]).done();
        desk.danh(&["clients", "apply", "load/clients.toml"]).done();
        desk.danh(&["accounts", "import", "load/accounts.jsonl"]).done();
        let listen = format!("127.0.0.1:{sandbox}");
        let sandbox = quiet(&desk, &["sandbox", "--listen", &listen]);
        let provider = quiet(&desk, &["serve"]);
        let issuer = format!("http://localhost:{public}");
        let management = format!("http://127.0.0.1:{management}");
        let field = Self { desk, issuer, management, sandbox_address, sandbox, provider };
        field.run("discovery", &["--rate", "5", "--seconds", "1"]);
        field
    }

    fn words<'a>(&'a self, operation: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let mut words = vec!["load", "--issuer", &self.issuer, "--sandbox", &self.sandbox_address];
        words.extend(["--operation", operation, "--management", &self.management]);
        words.extend(more);
        words
    }

    /// Runs an operation; a provider that has just begun is waited for.
    fn run(&self, operation: &str, more: &[&str]) -> Value {
        let mut tries = 0;
        loop {
            let said = self.desk.danh(&self.words(operation, more));
            if said.code == 0 && said.facts()["figures"]["done"].as_u64() > Some(0) {
                return said.facts();
            }
            tries += 1;
            assert!(tries < 100, "{operation} never succeeded: {}{}", said.out, said.err);
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Ends the provider without a word, and begins it anew.
    fn kill(&mut self) {
        self.provider.kill().expect("a blow");
        self.provider.wait().expect("an end");
        self.provider = quiet(&self.desk, &["serve"]);
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        for child in [&mut self.provider, &mut self.sandbox] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn quiet(desk: &Desk, words: &[&str]) -> Child {
    let mut command = desk.command(words);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary runs")
}

fn free_ports() -> [u16; 3] {
    let held = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    held.map(|listener| listener.local_addr().expect("an address").port())
}

#[test]
fn every_operation_is_measured() {
    let field = Field::new();
    for (operation, commits) in
        [("jwks", 0.0..0.1), ("userinfo", 0.9..1.5), ("refresh", 0.9..1.5), ("code", 0.9..1.5)]
    {
        let facts = field.run(operation, &["--rate", "20", "--seconds", "1"]);
        assert_eq!(facts["figures"]["failed"], 0, "{facts}");
        let each = facts["server"]["commits_each"].as_f64().expect("a figure");
        assert!(commits.contains(&each), "{operation}: {each}");
    }
    for more in [&["--rate", "5"][..], &["--rate", "5", "--pushed", "--scope", "openid profile"]] {
        let facts = field.run("sign-in", &[more, &["--seconds", "1"]].concat());
        assert_eq!(facts["figures"]["failed"], 0, "{facts}");
        assert!(facts["figures"]["milliseconds"]["p99"].as_f64() > Some(1.0));
    }
}

/// Two kills with every change, fifty with `tests/run --long`.
#[test]
fn a_provider_killed_under_load_keeps_what_it_acknowledged() {
    let mut field = Field::new();
    let rounds = if std::env::var_os("DANH_TEST_LONG").is_some() { 50 } else { 2 };
    for round in 0..rounds {
        let more = ["--rate", "8", "--seconds", "3", "--ledger", "ledger.jsonl"];
        let more = [&more[..], &["--replay-every", "4"]].concat();
        let run = field
            .desk
            .command(&field.words("sign-in", &more))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(Duration::from_millis(800 + round * 397 % 1500));
        field.kill();
        let output = run.wait_with_output().expect("an end");
        assert!(output.status.success());
    }
    let found = field.desk.danh(&["load", "check", "ledger.jsonl"]).facts();
    assert!(found["acknowledged_exchanges"].as_u64() > Some(rounds * 3), "{found}");
    assert_eq!(found["faults"], serde_json::json!([]));
}

#[test]
fn what_was_lost_or_done_twice_is_found() {
    let field = Field::new();
    field.run("sign-in", &["--rate", "10", "--seconds", "1", "--ledger", "ledger.jsonl"]);
    let check = ["load", "check", "ledger.jsonl"];
    field.desk.danh(&check).done();
    let ledger = field.desk.read("ledger.jsonl");
    let entries: Vec<Value> =
        ledger.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect();
    let with_tokens: Vec<_> = entries.iter().filter(|entry| entry["what"] == "tokens").collect();
    let code = |place: usize| with_tokens[place]["code"].as_str().expect("a code").to_owned();
    let database = rusqlite::Connection::open(field.desk.path("danh.sqlite")).expect("a database");
    let alter = |sql: &str, id: &str| assert_eq!(database.execute(sql, [id]), Ok(1));
    alter("UPDATE authorizations SET code_used_at = NULL WHERE id = $1", &code(0));
    field.desk.danh(&check).refused(1, "at 1 places");
    alter("DELETE FROM refresh_tokens WHERE authorization_id = $1", &code(1));
    alter("DELETE FROM authorizations WHERE id = $1", &code(2));
    let twice = format!("{ledger}{}\n", with_tokens[3]);
    field.desk.write("ledger.jsonl", &twice);
    let said = field.desk.danh(&check);
    for words in [
        format!("{}: brought tokens and counts as unused", code(0)),
        format!("{}: its refresh token is lost", code(1)),
        format!("{}: was given to the client and is lost", code(2)),
        format!("{}: brought tokens 2 times", code(3)),
    ] {
        assert!(said.out.contains(&words), "no `{words}` in {}", said.out);
    }
    said.refused(1, "does not hold");
}

#[test]
fn a_run_that_cannot_be_is_refused_in_a_sentence() {
    let desk = Desk::bare();
    desk.danh(&["load"]).refused(2, "danh load prepare");
    desk.danh(&["load", "--rate", "0"]).refused(2, "above 0");
    desk.danh(&["load", "--operation", "fly"]).refused(2, "sign-in");
    desk.danh(&["load", "check", "nowhere.jsonl"])
        .refused(2, "nowhere.jsonl cannot be read: there is no such file");
    desk.write("ledger.jsonl", "canary\n");
    let said = desk.danh(&["load", "check", "ledger.jsonl"]);
    said.refused(2, "line 1 is none of a ledger");
    assert!(!said.err.contains("canary"));
}
