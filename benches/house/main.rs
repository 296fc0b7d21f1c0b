//! The house against its floors: every ratio that issue 2 asks, each to something measured in the same
//! round. `cargo bench --bench house`; `benches/README.md` tells the figures.
//!
//! Servers run as processes of their own (this program, begun again), so that their CPU time and
//! memory are their own; the clients of the bench share the machine with them.
#![allow(clippy::disallowed_methods, reason = "a bench holds the watch in its own hand")]
#![allow(dead_code, reason = "floors and tests' supports have parts that this bench does not need")]

#[path = "../floors/cpu.rs"]
mod cpu;
mod crowd;
#[path = "../floors/crypto.rs"]
mod crypto;
mod documents;
mod furniture;
#[path = "../floors/hashing.rs"]
mod hashing;
mod http;
mod passwords;
#[path = "../floors/plain.rs"]
mod plain;
mod plugs;
mod process;
mod sheet;
mod standing;
mod starts;
#[path = "../../tests/support/mod.rs"]
#[allow(clippy::pedantic, reason = "the tests judge what is theirs")]
mod support;
mod tokens;
mod walk;
#[path = "../floors/writer.rs"]
mod writer;

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use danh::connectors::key_file::folder::KeyFolder;
use danh::connectors::key_file::rotation::begin;
use danh::connectors::system_clock::SystemClock;
use danh::connectors::system_entropy::SystemEntropy;
use danh::domain::time::Lifetime;
use danh::ports::clock::Clock as _;

use crate::process::Server;
use crate::sheet::Sheet;
use crate::standing::Order;
use crate::support::assertion::ClientKey;

/// What all parts of one run share.
pub(crate) struct Bench {
    /// Keys, clients and databases; gone at the end.
    pub(crate) folder: PathBuf,
    /// The bank's key.
    pub(crate) key: ClientKey,
    /// Accounts of the large databases.
    pub(crate) accounts: u32,
    /// Rounds; the table tells medians.
    pub(crate) rounds: u32,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["plain", documents @ ..] => plain_server(documents),
        // The program itself, for the part that starts it: same code, one link less.
        ["--config", ..] => {
            let _ended = danh::app::commands::run();
        }
        ["stand", folder, database, accounts, hashed, workers] => standing::stand(&Order {
            folder: PathBuf::from(folder),
            database: (*database).to_owned(),
            accounts: accounts.parse().expect("a number"),
            hashed: *hashed == "hashed",
            workers: workers.parse().expect("a number"),
        }),
        parts => measure(parts),
    }
}

/// All parts, or those that are named.
fn measure(parts: &[&str]) {
    let bench = Bench::prepare();
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    let mut sheet = Sheet::default();
    if wanted("documents") {
        documents::measure(&bench, &mut sheet);
    }
    if wanted("sqlite") {
        tokens::on_sqlite(&bench, &mut sheet);
    }
    if wanted("postgres") {
        tokens::on_postgres(&bench, &mut sheet);
    }
    if wanted("growth") {
        tokens::growth(&bench, &mut sheet);
    }
    if wanted("passwords") {
        passwords::measure(&bench, &mut sheet);
    }
    if wanted("starts") {
        starts::measure(&bench, &mut sheet);
    }
    sheet.print();
    let _left_behind = std::fs::remove_dir_all(&bench.folder);
}

impl Bench {
    fn prepare() -> Self {
        let number = |name: &str, usual: u32| {
            std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
        };
        let folder = std::env::temp_dir().join(format!("danh-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let yesterday = SystemClock::new().now().minus(Lifetime::days(1));
        let keys = KeyFolder::at(&folder.join("keys"));
        begin(&keys, &SystemEntropy, yesterday).expect("keys are made");
        let key = ClientKey::new();
        std::fs::write(folder.join("clients.toml"), furniture::clients(&key))
            .expect("the folder is ours");
        let accounts = number("DANH_BENCH_ACCOUNTS", 100_000);
        Self { folder, key, accounts, rounds: number("DANH_BENCH_ROUNDS", 3) }
    }

    /// A provider on this database, with so many accounts.
    pub(crate) fn provider(&self, database: &str, accounts: u32, hashed: bool) -> Server {
        let folder = self.folder.to_string_lossy();
        let hashed = if hashed { "hashed" } else { "free" };
        Server::start(&["stand", &folder, database, &accounts.to_string(), hashed, "2"])
    }

    /// A file of this name in the run's folder.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// A new PostgreSQL database, if there is a server.
    pub(crate) fn postgres() -> Option<String> {
        let known = std::env::var_os("DANH_TEST_POSTGRES_URL").is_some();
        if !known && !std::path::Path::new("/usr/lib/postgresql").exists() {
            return None;
        }
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        Some(runtime.block_on(support::postgres::new_database()))
    }
}

fn plain_server(documents: &[&str]) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("listening {}", listener.local_addr().expect("an address").port());
    let read = |path: &&str| std::fs::read(path).expect("the document was saved");
    std::thread::spawn(|| {
        // The bench hangs up, and this ends.
        let _ = std::io::stdin().lines().count();
        std::process::exit(0);
    });
    plain::serve(listener, 2, documents.iter().map(read).collect());
}

/// How long a part of a round lasts.
const SPAN: Duration = Duration::from_millis(1200);
/// How long a short one lasts.
const SHORT: Duration = Duration::from_millis(400);
