//! SQLite serves one process, and those who only bring something beside it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::{Desk, Said};

/// A provider that has said that it answers.
struct Provider(Child);

impl Provider {
    fn start(desk: &Desk) -> Self {
        let mut child = serve(desk).stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert!(line.contains("answers on"), "{line}");
        Self(child)
    }

    fn end(&mut self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("told");
        self.0.wait().expect("an end");
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `danh serve` on ports that nobody else has.
fn serve(desk: &Desk) -> Command {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let [public, management] =
        held.map(|listener| listener.local_addr().expect("an address").to_string());
    let mut command = desk.command(&["serve"]);
    command.env("DANH__HTTP__LISTEN", public).env("DANH__HTTP__MANAGEMENT_LISTEN", management);
    command
}

#[test]
fn a_second_provider_on_the_same_file_is_refused_in_a_sentence() {
    let desk = Desk::new();
    let _first = Provider::start(&desk);
    let second = Said::of(serve(&desk).output().expect("an end"));
    second.refused(1, "another process serves danh.sqlite");
    assert_eq!(second.err.lines().count(), 1, "{}", second.err);
}

#[test]
fn a_demo_in_a_folder_that_is_served_is_refused_before_it_changes_anything() {
    let desk = Desk::bare();
    desk.write(
        "danh.toml",
        "[database]\npath = \"here/danh.sqlite\"\n[keys]\nfolder = \"here/keys\"\n",
    );
    std::fs::create_dir(desk.path("here")).expect("a folder");
    desk.danh(&["keys", "new"]).done();
    let _first = Provider::start(&desk);
    let mut demo = Command::new(env!("CARGO_BIN_EXE_danh"));
    demo.args(["demo", "--dir", "here", "--port", "18080"]).current_dir(desk.path(""));
    Said::of(demo.output().expect("an end")).refused(1, "another process serves");
    assert!(!desk.danh(&["clients", "list"]).done().contains("bank"));
}

#[test]
fn short_commands_go_on_beside_a_provider() {
    let desk = Desk::new();
    desk.write("clients.toml", include_str!("../support/shop.toml"));
    desk.write("accounts.jsonl", "{\"number\":\"999188000001\"}\n");
    let _provider = Provider::start(&desk);
    desk.danh(&["clients", "apply", "clients.toml", "--secrets", "."]).done();
    desk.danh(&["accounts", "import", "accounts.jsonl"]).done();
    for words in [&["check-config"][..], &["keys", "rotate"], &["audit", "verify"], &["migrate"]] {
        desk.danh(words).done();
    }
}

#[test]
fn after_an_orderly_end_and_after_a_sudden_one_the_next_provider_begins() {
    let desk = Desk::new();
    for signal in [Signal::TERM, Signal::KILL] {
        Provider::start(&desk).end(signal);
    }
    Provider::start(&desk);
}

#[test]
fn a_demo_says_how_to_choose_ports_and_takes_none_without_room_beside_it() {
    let desk = Desk::bare();
    let demo = |port: &str| {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_danh"));
        demo.args(["demo", "--dir", "here", "--port", port]).current_dir(desk.path(""));
        Said::of(demo.output().expect("an end"))
    };
    for port in ["0", "80", "65535", "many"] {
        demo(port).refused(2, "--port");
    }
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().clamp(1024, 65000).to_string();
    demo(&port).refused(1, "`--port` chooses others");
}
