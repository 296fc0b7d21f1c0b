//! The whole house behind a real listener: one provider a test, with time, chance, registers and messages
//! in the test's hand.

use std::net::TcpListener;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::Duration;

use danh::domain::person::LoginName;
use danh::flows::accounts::AccountsFlow;
use danh::ports::clock::Clock;
use danh::ports::password_hasher::PasswordHasher;

use super::assertion::ClientKey;
use super::browser::Browser;
use super::building::{Plan, Running, run};
use super::certificates::{Line, Mutual};
use super::clock::{BEGIN, FrozenClock};
use super::databases::Folder;
use super::fixtures::{clients, keyed};
use super::keys::Keys;
use super::outbox::{Outbox, code_in};
use super::patience::Pauses;
use super::people::{Citizen, write_down};
use super::registers::PaperRegisters;
use super::rows;

/// A provider that runs.
pub struct House {
    /// Where it listens, `host:port`.
    pub authority: String,
    /// Its issuer.
    pub issuer: String,
    /// Its clock.
    pub clock: FrozenClock,
    /// Its messages.
    pub outbox: Outbox,
    /// Its late answers.
    pub pauses: Pauses,
    /// Its registers.
    pub registers: PaperRegisters,
    /// The bank's key.
    pub bank_key: ClientKey,
    /// Its signing keys.
    pub keys: Keys,
    pub(super) running: Running,
    pub(super) clients: toml::Table,
    seen: Mutex<usize>,
    folder: Folder,
    thread: Option<JoinHandle<()>>,
}

/// Which database a house stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of its own.
    Sqlite,
    /// A database of its own in the tests' cluster.
    Postgres,
}

/// What a house has beside what all have.
#[derive(Default)]
struct Further {
    clients: String,
    listener: Option<TcpListener>,
}

/// Counted work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Transactions.
    pub commits: u64,
    /// SQL calls.
    pub calls: u64,
    /// Password hashes.
    pub hashes: u64,
    /// Rows written.
    pub rows: u64,
}

impl House {
    /// Tells the same story on SQLite and on PostgreSQL.
    pub fn on_each_database(story: impl Fn(&House)) {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            story(&Self::open(kind));
        }
    }

    /// The same in houses with settings of their own.
    pub fn on_each_database_set(settings: &[(&str, &str)], story: impl Fn(&House)) {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            story(&Self::open_set(kind, settings));
        }
    }

    /// A fresh house with its clients and people.
    pub fn open(kind: Kind) -> Self {
        Self::open_with(kind, Keys::shared())
    }

    /// The same with settings by environment.
    pub fn open_set(kind: Kind, settings: &[(&str, &str)]) -> Self {
        Self::built(kind, Keys::shared(), settings)
    }

    /// The same with these signing keys.
    pub fn open_with(kind: Kind, keys: Keys) -> Self {
        Self::built(kind, keys, &[])
    }

    /// The same with a second address, where clients show certificates, and further clients.
    pub fn open_mutual(kind: Kind, mutual: &Mutual) -> (Self, Line) {
        Self::open_mutual_behind(kind, mutual, "127.0.0.1")
    }

    /// The same with its proxy, if there is one, in this network.
    pub fn open_mutual_behind(kind: Kind, mutual: &Mutual, proxy: &str) -> (Self, Line) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let folder = Folder::new();
        let settings = mutual.settings(&address, &folder, proxy);
        let settings: Vec<_> = settings.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let further = Further { clients: mutual.clients.clone(), listener: Some(listener) };
        let house = Self::built_with(kind, Keys::shared(), &settings, further);
        (house, Line { address, shown: None })
    }

    fn built(kind: Kind, keys: Keys, settings: &[(&str, &str)]) -> Self {
        Self::built_with(kind, keys, settings, Further::default())
    }

    fn built_with(kind: Kind, keys: Keys, settings: &[(&str, &str)], further: Further) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let authority = listener.local_addr().expect("an address").to_string();
        let issuer = format!("http://{authority}");
        let folder = Folder::new();
        let bank_key = ClientKey::new();
        let registrations = clients(&bank_key) + &keyed(&further.clients, &bank_key);
        let plan = Plan {
            kind,
            file: folder.file("danh.sqlite"),
            listener,
            issuer: issuer.clone(),
            clock: FrozenClock::new(),
            outbox: Outbox::default(),
            pauses: Pauses::default(),
            registers: PaperRegisters::default(),
            keys: keys.clone(),
            clients: registrations.clone(),
            environment: settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            mutual: further.listener,
        };
        write_down(&plan.registers, BEGIN);
        let (outbox, registers, clock) =
            (plan.outbox.clone(), plan.registers.clone(), plan.clock.clone());
        let pauses = plan.pauses.clone();
        let (ready, begun) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(run(plan, ready));
        });
        Self {
            authority,
            issuer,
            clock,
            outbox,
            pauses,
            registers,
            bank_key,
            keys,
            running: begun.recv().expect("the house opens"),
            clients: registrations.parse().expect("a table"),
            seen: Mutex::new(0),
            folder,
            thread: Some(thread),
        }
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.authority)
    }

    /// Says that a person was seen, as `danh accounts unbar` does.
    pub fn unbar(&self, person: Citizen) {
        let flow = AccountsFlow { ground: self.running.ground.clone() };
        let name = LoginName::parse(person.number).expect("a number");
        assert!(rows::block_on(flow.unbar(&name)).expect("it is done"), "there was something");
    }

    /// Seconds since 1970, by the tests' clock.
    pub fn now(&self) -> i64 {
        self.clock.now().unix()
    }

    /// The newest message to a person, once one came that no test has read.
    pub fn await_message(&self, person: Citizen) -> String {
        let mut seen = self.seen.lock().expect("one reader at a time");
        for _ in 0..2_000 {
            if let Some(words) = self.outbox.newest_after(*seen, person.phone) {
                *seen = self.outbox.count();
                return words;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        unreachable!("no message came for {}", person.name)
    }

    /// How many messages went out, once there are so many.
    pub fn await_count(&self, least: usize) -> usize {
        for _ in 0..500 {
            if self.outbox.count() >= least {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.outbox.count()
    }

    /// The newest code that was sent to a person.
    pub fn await_code(&self, person: Citizen) -> String {
        code_in(&self.await_message(person)).expect("a code")
    }

    /// SQL calls, commits and hashes so far.
    pub fn work(&self) -> Work {
        let counts = self.running.ground.database.counts();
        Work {
            commits: counts.commits,
            calls: counts.calls,
            hashes: self.running.hasher.hashes_run(),
            rows: counts.rows_written,
        }
    }

    /// How many events of a kind were written.
    pub fn events(&self, kind: &'static str) -> i64 {
        rows::count_of(
            &self.running.ground.database,
            "SELECT count(*) AS count FROM events WHERE kind = $1",
            kind,
        )
    }

    /// How many authorizations, and so codes, were made.
    pub fn codes_made(&self) -> i64 {
        rows::count(&self.running.ground.database, "SELECT count(*) AS count FROM authorizations")
    }

    /// How many authorizations are kept for more than so many seconds.
    pub fn authorizations_kept_beyond(&self, seconds: i64) -> i64 {
        rows::count_of(
            &self.running.ground.database,
            "SELECT count(*) AS count FROM authorizations
            WHERE expires_at - created_at > CAST($1 AS bigint)",
            &seconds.to_string(),
        )
    }

    /// Every byte of every table.
    pub fn everything_stored(&self) -> Vec<u8> {
        if !self.running.address.is_empty() {
            return rows::everything(&self.running.address);
        }
        let mut bytes = Vec::new();
        for ending in ["", "-wal"] {
            let file = self.folder.file(&format!("danh.sqlite{ending}"));
            bytes.extend(std::fs::read(file).unwrap_or_default());
        }
        bytes
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // The handle works from any thread; what it returns need not be awaited to take effect.
        drop(self.running.server.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl std::ops::Sub for Work {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            commits: self.commits - before.commits,
            calls: self.calls - before.calls,
            hashes: self.hashes - before.hashes,
            rows: self.rows - before.rows,
        }
    }
}
