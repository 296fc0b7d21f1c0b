//! Puts a provider together on plugs that a test holds, and lets it run on a thread of its own.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use danh::app::config::Config;
use danh::app::wiring::{Plugs, Standing, build, egress};
use danh::connectors::certificate_file::{CertificateFile, CertificateFiles};
use danh::connectors::password_pool::PasswordPool;
use danh::credential::password_hash::Pepper;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::flows::gauges::Gauges;
use danh::flows::ground::Ground;
use danh::flows::snapshots::Snapshots;
use danh::sealing::KeyRing;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;
use danh::web::listener;
use danh::web::management::{Figures, Metrics};
use rustls::server::ResolvesServerCert;

use super::chance::SeededEntropy;
use super::clock::{BEGIN, FrozenClock};
use super::fixtures::{furnish, settings};
use super::house::Kind;
use super::keys::Keys;
use super::outbox::Outbox;
use super::patience::Pauses;
use super::postgres;
use super::registers::PaperRegisters;

/// The root of all its keys.
pub const ROOT: [u8; 32] = [9; 32];

/// What a provider is built from.
pub struct Plan {
    /// Which database.
    pub kind: Kind,
    /// Where SQLite's file is to be.
    pub file: PathBuf,
    /// Where it listens.
    pub listener: TcpListener,
    /// Its name.
    pub issuer: String,
    /// Its time.
    pub clock: FrozenClock,
    /// Its messages.
    pub outbox: Outbox,
    /// Its late answers.
    pub pauses: Pauses,
    /// Its registers.
    pub registers: PaperRegisters,
    /// Its keys.
    pub keys: Keys,
    /// Its clients' file.
    pub clients: String,
    /// Settings of its own, by environment.
    pub environment: Vec<(String, String)>,
    /// Where it listens for clients that show certificates, if it does.
    pub mutual: Option<TcpListener>,
}

/// What a test needs of a provider that runs.
pub struct Running {
    /// Stops it.
    pub server: ServerHandle,
    /// What its flows stand on.
    pub ground: Ground,
    /// What it counts.
    pub gauges: Gauges,
    /// Its hasher.
    pub hasher: Arc<PasswordPool>,
    /// The address of its PostgreSQL database; empty for SQLite.
    pub address: String,
}

/// Builds, tells that it runs, and runs until it is stopped.
pub async fn run(plan: Plan, ready: Sender<Running>) {
    let (settings_of_database, address) = place(plan.kind, plan.file).await;
    let database = Database::open(&settings_of_database).await.expect("the database opens");
    migrate(&database).await.expect("the tables are made");
    let ring = KeyRing::from_root(&ROOT);
    let pepper = Pepper::from_key(ring.pepper_key());
    let settings = settings(&plan.issuer, &plan.environment);
    let room = settings.sign_in.hash_queue;
    let hasher = Arc::new(PasswordPool::start(NonZeroUsize::MIN, room, pepper).expect("a pool"));
    let ground = Ground {
        database: Arc::new(database),
        ring: Arc::new(ring),
        clock: Arc::new(plan.clock),
        entropy: Arc::new(SeededEntropy::new(2026)),
    };
    furnish(&ground, &plan.clients).await;
    let registers = Arc::new(plan.registers);
    let snapshots = Snapshots {
        ground: ground.clone(),
        population: registers.clone(),
        insurance: registers,
        population_max_age: Lifetime::hours(24),
        insurance_max_age: Lifetime::hours(24),
    };
    let plugs = Plugs {
        ground: ground.clone(),
        signer: plan.keys.file.clone(),
        cipher: plan.keys.file,
        hasher: hasher.clone(),
        patience: Arc::new(plan.pauses),
        snapshots,
        gateway: Arc::new(plan.outbox),
        egress: egress(&settings).expect("a way out"),
        outside: vec![],
    };
    let Ok(standing) = build(&settings, plugs) else { return };
    let Standing { house, delivering, mut notices, listening, gauges, mutual, .. } = standing;
    // Work is counted in tests: clients are told when there is news, and not in between.
    notices.every = Duration::from_hours(24);
    let metrics = Arc::new(Metrics::new().expect("counters"));
    let figures = Figures { metrics, gauges: gauges.clone() };
    let beside = plan.mutual.zip(mutual).map(|(listener, mut how)| {
        how.certificate = own_certificate(&settings);
        let server = listener::mutual(listener, house.clone(), &figures, &listening, how);
        let server = server.expect("a server");
        let handle = server.handle();
        (actix_web::rt::spawn(server), handle)
    });
    let server = listener::provider(plan.listener, house, &figures, &listening).expect("a server");
    let running = Running { server: server.handle(), ground, gauges, hasher, address };
    assert!(ready.send(running).is_ok(), "the test waits");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let delivering = actix_web::rt::spawn(delivering.run(stopped));
    let (quit, stopped) = tokio::sync::oneshot::channel();
    let notices = actix_web::rt::spawn(notices.run(stopped));
    server.await.expect("the server ends well");
    if let Some((server, handle)) = beside {
        handle.stop(false).await;
        server.await.expect("it ends").expect("the second server ends well");
    }
    drop((stop, quit));
    notices.await.expect("the notices end well");
    delivering.await.expect("the messages end well");
}

/// Where the rows go, and the address of a database that is made for them.
async fn place(kind: Kind, file: PathBuf) -> (DatabaseSettings, String) {
    match kind {
        Kind::Sqlite => (DatabaseSettings::Sqlite { path: file }, String::new()),
        Kind::Postgres => {
            let address = postgres::new_database().await;
            let url = Secret::new(address.clone());
            (DatabaseSettings::Postgres { url, connections: 16 }, address)
        }
    }
}

/// The certificate of the second address, if TLS ends there.
fn own_certificate(settings: &Config) -> Option<Arc<dyn ResolvesServerCert>> {
    let (certificate, key) = settings.tls.mutual_files()?;
    let (certificate, key) = (certificate.clone(), key.clone());
    let files = CertificateFiles { certificate, key, host: "localhost".to_owned() };
    Some(Arc::new(CertificateFile::open(files, BEGIN).expect("a certificate")))
}
