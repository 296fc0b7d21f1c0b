//! `danh sandbox`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::Desk;

#[test]
fn it_listens_and_ends_cleanly_when_told() {
    let desk = Desk::bare();
    let mut child = desk
        .command(&["sandbox", "--listen", "127.0.0.1:0", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    let out = child.stdout.take().expect("an output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let facts: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    let mut stream = TcpStream::connect(facts["listening"].as_str().expect("an address"))
        .expect("somebody listens");
    let ask = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(ask.as_bytes()).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("told");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

#[test]
fn it_prints_accounts_that_are_the_same_each_time() {
    let desk = Desk::bare();
    let first = desk.danh(&["sandbox", "--accounts", "100"]);
    assert_eq!(first.done().lines().count(), 100);
    assert_eq!(desk.danh(&["sandbox", "--accounts", "100"]).out, first.out);
    assert!(desk.danh(&["sandbox", "--accounts", "100", "--seed", "7"]).out != first.out);
    desk.danh(&["sandbox", "--accounts", "4000000000"]).refused(2, "adults");
    desk.danh(&["sandbox", "--people", "0"]).refused(2, "--people");
    desk.danh(&["sandbox", "--listen", "here"]).refused(2, "--listen");
}
