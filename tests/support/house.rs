//! The whole house behind a real listener: one provider a test, with time, chance, registers and messages
//! in the test's hand.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use danh::app::wiring::{Plugs, Standing, build};
use danh::connectors::key_file::KeyFile;
use danh::connectors::key_file::folder::KeyFolder;
use danh::connectors::key_file::rotation::begin;
use danh::connectors::password_pool::PasswordPool;
use danh::connectors::system_entropy::SystemEntropy;
use danh::credential::password_hash::Pepper;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::flows::ground::Ground;
use danh::flows::snapshots::Snapshots;
use danh::ports::clock::Clock;
use danh::ports::password_hasher::PasswordHasher;
use danh::sealing::KeyRing;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;
use danh::web::listener::provider;
use danh::web::management::Metrics;

use super::assertion::ClientKey;
use super::browser::Browser;
use super::chance::SeededEntropy;
use super::clock::{BEGIN, FrozenClock};
use super::databases::Folder;
use super::fixtures::{clients, furnish, settings};
use super::outbox::{Outbox, code_in};
use super::people::{Citizen, write_down};
use super::postgres;
use super::registers::PaperRegisters;
use super::relying_party::{Proof, RelyingParty};
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
    /// Its registers.
    pub registers: PaperRegisters,
    /// The bank's key.
    pub bank_key: ClientKey,
    ground: Ground,
    hasher: Arc<PasswordPool>,
    clients: toml::Table,
    seen: std::sync::Mutex<usize>,
    folder: Folder,
    /// Of the PostgreSQL database; empty for SQLite.
    address: String,
    server: ServerHandle,
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

/// Counted work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Transactions.
    pub commits: u64,
    /// SQL calls.
    pub calls: u64,
    /// Password hashes.
    pub hashes: u64,
}

impl House {
    /// Tells the same story on SQLite and on PostgreSQL.
    pub fn on_each_database(story: impl Fn(&House)) {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            story(&Self::open(kind));
        }
    }

    /// A fresh house with its clients and people.
    pub fn open(kind: Kind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let authority = listener.local_addr().expect("an address").to_string();
        let issuer = format!("http://{authority}");
        let (ready, begun) = std::sync::mpsc::channel();
        let folder = Folder::new();
        let file = folder.file("danh.sqlite");
        let (outbox, registers, clock) =
            (Outbox::default(), PaperRegisters::default(), FrozenClock::new());
        let bank_key = ClientKey::new();
        let registrations = clients(&bank_key);
        write_down(&registers, BEGIN);
        let parts = (outbox.clone(), registers.clone(), clock.clone(), registrations.clone());
        let name = issuer.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (outbox, registers, clock, registrations) = parts;
                let (database, address) = match kind {
                    Kind::Sqlite => (DatabaseSettings::Sqlite { path: file }, String::new()),
                    Kind::Postgres => {
                        let address = postgres::new_database().await;
                        let url = Secret::new(address.clone());
                        (DatabaseSettings::Postgres { url, connections: 16 }, address)
                    }
                };
                let database = Database::open(&database).await.expect("the database opens");
                migrate(&database).await.expect("the tables are made");
                let ring = KeyRing::from_root(&[9; 32]);
                let pepper = Pepper::from_key(ring.pepper_key());
                let hasher = PasswordPool::start(NonZeroUsize::MIN, 64, pepper).expect("a pool");
                let hasher = Arc::new(hasher);
                let ground = Ground {
                    database: Arc::new(database),
                    ring: Arc::new(ring),
                    clock: Arc::new(clock),
                    entropy: Arc::new(SeededEntropy::new(2026)),
                };
                furnish(&ground, &registrations).await;
                let registers = Arc::new(registers);
                let snapshots = Snapshots {
                    ground: ground.clone(),
                    population: registers.clone(),
                    insurance: registers,
                    population_max_age: Lifetime::hours(24),
                    insurance_max_age: Lifetime::hours(24),
                };
                let plugs = Plugs {
                    ground: ground.clone(),
                    signer: signing_keys(),
                    hasher: hasher.clone(),
                    snapshots,
                    gateway: Arc::new(outbox),
                };
                let standing = build(&settings(&name), plugs).ok().expect("the house stands");
                let Standing { house, delivering, listening, .. } = standing;
                let metrics = Arc::new(Metrics::new().expect("counters"));
                let server = provider(listener, house, metrics, &listening).expect("a server");
                ready.send((server.handle(), ground, hasher, address)).expect("the test waits");
                let delivering = actix_web::rt::spawn(delivering.run());
                server.await.expect("the server ends well");
                delivering.abort();
            });
        });
        let (server, ground, hasher, address) = begun.recv().expect("the house opens");
        Self {
            authority,
            issuer,
            clock,
            outbox,
            registers,
            bank_key,
            ground,
            hasher,
            clients: registrations.parse().expect("a table"),
            seen: std::sync::Mutex::new(0),
            folder,
            address,
            server,
            thread: Some(thread),
        }
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.authority)
    }

    /// A registered client.
    pub fn client(&self, id: &str) -> RelyingParty {
        let all = self.clients["client"].as_array().expect("a list of clients");
        let found = all.iter().find(|one| one["client_id"].as_str() == Some(id));
        let registration = found.expect("the client is registered");
        let text = |name: &str| {
            let value = registration.get(name).and_then(toml::Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let secret = text("client_secret");
        let proof = match text("token_endpoint_auth_method").as_str() {
            "client_secret_basic" => Proof::Basic(secret),
            "client_secret_post" => Proof::Post(secret),
            "private_key_jwt" => Proof::Key(self.bank_key.clone(), self.issuer.clone()),
            _ => Proof::None,
        };
        RelyingParty {
            authority: self.authority.clone(),
            id: id.to_owned(),
            redirect_uri: registration["redirect_uris"][0].as_str().expect("a URI").to_owned(),
            proof,
            scope: "openid profile".to_owned(),
            clock: self.clock.clone(),
        }
    }

    /// Seconds since 1970, by the tests' clock.
    pub fn now(&self) -> i64 {
        self.clock.now().unix()
    }

    /// The newest message to a person, once one came that no test has read.
    pub fn await_message(&self, person: Citizen) -> String {
        let mut seen = self.seen.lock().expect("one reader at a time");
        for _ in 0..500 {
            if self.outbox.count() > *seen {
                *seen = self.outbox.count();
                return self.outbox.newest(person.phone).expect("it is this person's");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        unreachable!("no message came for {}", person.name)
    }

    /// The newest code that was sent to a person.
    pub fn await_code(&self, person: Citizen) -> String {
        code_in(&self.await_message(person)).expect("a code")
    }

    /// SQL calls, commits and hashes so far.
    pub fn work(&self) -> Work {
        let counts = self.ground.database.counts();
        Work { commits: counts.commits, calls: counts.calls, hashes: self.hasher.hashes_run() }
    }

    /// How many events of a kind were written.
    pub fn events(&self, kind: &'static str) -> i64 {
        rows::count_of(
            &self.ground.database,
            "SELECT count(*) AS count FROM events WHERE kind = $1",
            kind,
        )
    }

    /// How many authorizations, and so codes, were made.
    pub fn codes_made(&self) -> i64 {
        rows::count(&self.ground.database, "SELECT count(*) AS count FROM authorizations")
    }

    /// Every byte of every table.
    pub fn everything_stored(&self) -> Vec<u8> {
        if !self.address.is_empty() {
            return rows::everything(&self.address);
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
        drop(self.server.stop(false));
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
        }
    }
}

/// Signing keys, made once for all houses of a process: making RSA keys takes longer than most tests.
fn signing_keys() -> Arc<KeyFile> {
    static KEYS: OnceLock<(Arc<KeyFile>, Folder)> = OnceLock::new();
    let (keys, _) = KEYS.get_or_init(|| {
        let folder = Folder::new();
        let keys = KeyFolder::at(&folder.file("keys"));
        begin(&keys, &SystemEntropy, BEGIN.minus(Lifetime::days(1))).expect("keys are made");
        let keys = KeyFile::open(keys, BEGIN).expect("keys are read");
        (Arc::new(keys), folder)
    });
    Arc::clone(keys)
}
