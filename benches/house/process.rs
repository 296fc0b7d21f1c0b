//! The bench's end of a process under measurement.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::cpu;

/// A server that this program runs as a process of its own.
pub struct Server {
    child: Child,
    orders: Option<ChildStdin>,
    counts: Mutex<Receiver<Counts>>,
    /// The codes that were sent.
    pub inbox: Inbox,
    /// Where it listens.
    pub port: u16,
}

/// What a provider has counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Transactions.
    pub commits: f64,
    /// SQL calls.
    pub calls: f64,
    /// Rows written.
    pub rows: f64,
}

/// Codes by phone, each read once.
#[derive(Clone, Default)]
pub struct Inbox(Arc<(Mutex<HashMap<String, String>>, Condvar)>);

impl Server {
    /// Begins this program again with these arguments, and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if std::env::var_os("DANH_BENCH_LOG").is_some() {
                Stdio::inherit()
            } else {
                Stdio::null()
            })
            .spawn()
            .expect("the program starts");
        let (listening, port) = channel();
        let (told, counts) = channel();
        let inbox = Inbox::default();
        let output = child.stdout.take().expect("it has an output");
        let posted = inbox.clone();
        std::thread::spawn(move || listen(output, &listening, &told, &posted));
        let port = port.recv().expect("it listens");
        let orders = child.stdin.take();
        Self { child, orders, counts: Mutex::new(counts), inbox, port }
    }

    /// CPU time so far, with all at rest.
    pub fn used(&self) -> Duration {
        std::thread::sleep(Duration::from_millis(60));
        cpu::of_process(self.child.id())
    }

    /// Memory now, MiB.
    pub fn resident(&self) -> f64 {
        cpu::resident(self.child.id())
    }

    /// What it has counted.
    pub fn counts(&mut self) -> Counts {
        let orders = self.orders.as_mut().expect("it still stands");
        orders.write_all(b"counts\n").expect("it listens");
        let counts = self.counts.get_mut().expect("nobody panicked with it");
        counts.recv().expect("it answers")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its input ends, and it with it.
        self.orders = None;
        let _ended = self.child.wait();
    }
}

impl std::ops::Sub for Counts {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            commits: self.commits - before.commits,
            calls: self.calls - before.calls,
            rows: self.rows - before.rows,
        }
    }
}

impl Inbox {
    /// The code that was sent to this phone.
    pub fn take(&self, phone: &str) -> String {
        let (codes, arrived) = &*self.0;
        let mut codes = codes.lock().expect("nobody panicked with it");
        loop {
            if let Some(code) = codes.remove(phone) {
                return code;
            }
            let waited = arrived.wait_timeout(codes, Duration::from_secs(10));
            let (again, late) = waited.expect("nobody panicked with it");
            assert!(!late.timed_out(), "no code came to {phone}");
            codes = again;
        }
    }

    fn put(&self, phone: &str, code: &str) {
        let (codes, arrived) = &*self.0;
        codes.lock().expect("nobody panicked with it").insert(phone.to_owned(), code.to_owned());
        arrived.notify_all();
    }
}

fn listen(output: ChildStdout, listening: &Sender<u16>, told: &Sender<Counts>, inbox: &Inbox) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let words: Vec<_> = line.split(' ').collect();
        let number = |text: &&str| text.parse().unwrap_or_default();
        // Whoever asked may have ended; then nobody minds.
        let _unheard = match words.as_slice() {
            ["sms", phone, code] => {
                inbox.put(phone, code);
                Ok(())
            }
            ["counts", commits, calls, rows] => told
                .send(Counts { commits: number(commits), calls: number(calls), rows: number(rows) })
                .map_err(drop),
            ["listening", port] => listening.send(port.parse().unwrap_or_default()).map_err(drop),
            _ => Ok(()),
        };
    }
}
