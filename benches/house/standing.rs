//! The measured provider: this same program, begun again as a process of its own, so that its CPU time
//! and memory are its own. It tells the bench its port, the codes it sends, and, when asked, what it
//! has counted. It ends when its standard input does.

use std::io::BufRead;
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use danh::app::config::Config;
use danh::app::wiring::{Plugs, Standing, build};
use danh::connectors::egress::{EgressSettings, EgressWorker};
use danh::connectors::key_file::KeyFile;
use danh::connectors::key_file::folder::KeyFolder;
use danh::connectors::password_pool::PasswordPool;
use danh::connectors::system_clock::SystemClock;
use danh::connectors::system_entropy::SystemEntropy;
use danh::connectors::waiting_room::WaitingRoom;
use danh::credential::password_hash::Pepper;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::flows::ground::Ground;
use danh::flows::snapshots::Snapshots;
use danh::ports::clock::Clock as _;
use danh::ports::password_hasher::PasswordHasher;
use danh::sealing::KeyRing;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;
use danh::web::listener::provider;
use danh::web::management::{Figures, Metrics};

use super::furniture::{furnish, register};
use super::plugs::{FreeHasher, Gateway, Registers, ready_hash};

/// Threads that hash where passwords cost what they cost.
pub const HASH_THREADS: usize = 2;

/// How a provider under measurement shall stand.
pub struct Order {
    /// Keys and clients.
    pub folder: PathBuf,
    /// SQLite's file, or an address of PostgreSQL.
    pub database: String,
    /// Accounts to make.
    pub accounts: u32,
    /// Whether passwords cost what they cost.
    pub hashed: bool,
    /// Worker threads.
    pub workers: usize,
}

/// Stands until the bench hangs up.
pub fn stand(order: &Order) {
    // The log as `danh serve` writes it; the bench leads it nowhere.
    let filter = tracing_subscriber::EnvFilter::new("warn,danh=info");
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    actix_web::rt::System::new().block_on(async {
        let ground = ground(order).await;
        let clients = order.folder.join("clients.toml");
        register(&ground, &std::fs::read_to_string(clients).expect("the clients")).await;
        let hash = if order.hashed { ready_hash(19 * 1024, 2) } else { ready_hash(8, 1) };
        furnish(&ground, order.accounts, &hash).await;
        let settings = settings(port, order.workers);
        let standing = build(&settings, plugs(order, &ground)).expect("the house stands");
        let Standing { house, delivering, listening, sweep, gauges, .. } = standing;
        let metrics = Arc::new(Metrics::new().expect("counters"));
        let figures = Figures { metrics, gauges };
        let server = provider(listener, house, &figures, &listening).expect("a server");
        let (end, ended) = tokio::sync::oneshot::channel();
        let delivering = actix_web::rt::spawn(delivering.run(ended));
        actix_web::rt::spawn(sweep.run());
        println!("listening {port}");
        std::thread::spawn(move || answer_the_bench(&ground.database));
        server.await.expect("the server ends well");
        drop(end);
        delivering.await.expect("the messages end well");
    });
}

async fn ground(order: &Order) -> Ground {
    let settings = if order.database.starts_with("postgres://") {
        DatabaseSettings::Postgres { url: Secret::new(order.database.clone()), connections: 16 }
    } else {
        DatabaseSettings::Sqlite { path: Path::new(&order.database).to_owned() }
    };
    let database = Database::open(&settings).await.expect("the database opens");
    Box::pin(migrate(&database)).await.expect("the tables are made");
    let root = KeyFolder::at(&order.folder.join("keys")).root().expect("the root key");
    Ground {
        database: Arc::new(database),
        ring: Arc::new(KeyRing::from_root(&root)),
        clock: Arc::new(SystemClock::new()),
        entropy: Arc::new(SystemEntropy),
    }
}

fn plugs(order: &Order, ground: &Ground) -> Plugs {
    let now = SystemClock::new().now();
    let keys = KeyFolder::at(&order.folder.join("keys"));
    let keys = Arc::new(KeyFile::open(keys, now).expect("keys are read"));
    let registers = Arc::new(Registers(now));
    let pepper = Pepper::from_key(ground.ring.pepper_key());
    let threads = NonZeroUsize::new(HASH_THREADS).unwrap_or(NonZeroUsize::MIN);
    let hasher: Arc<dyn PasswordHasher> = if order.hashed {
        Arc::new(PasswordPool::start(threads, 64, pepper).expect("threads"))
    } else {
        Arc::new(FreeHasher::new(pepper))
    };
    Plugs {
        patience: Arc::new(WaitingRoom::of(64)),
        ground: ground.clone(),
        signer: keys.clone(),
        cipher: keys,
        hasher,
        snapshots: Snapshots {
            ground: ground.clone(),
            population: registers.clone(),
            insurance: registers,
            population_max_age: Lifetime::hours(24),
            insurance_max_age: Lifetime::hours(24),
        },
        gateway: Arc::new(Gateway),
        egress: Arc::new(EgressWorker::new(EgressSettings::default()).expect("a way out")),
        outside: vec![],
    }
}

fn settings(port: u16, workers: usize) -> Config {
    let text = format!(
        "[http]\nissuer = \"http://127.0.0.1:{port}\"\nworkers = {workers}\n\
         network_rate = 1000000\nnetwork_burst = 1000000\n\
         network_kept_requests = 1000000\nclient_kept_requests = 1000000\n\
         [sign_in]\nnetwork_codes_per_hour = 1000000\noperator_codes_per_minute = 1000000\n"
    );
    Config::read(&text, std::iter::empty()).expect("settings")
}

fn answer_the_bench(database: &Database) {
    for _ in std::io::stdin().lock().lines() {
        let counts = database.counts();
        println!("counts {} {} {}", counts.commits, counts.calls, counts.rows_written);
    }
    // The bench is gone or done; nothing here is worth draining.
    std::process::exit(0);
}
