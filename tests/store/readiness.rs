//! Ready is only who can write: a database that answers and keeps nothing is no place for a sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use danh::connectors::system_clock::SystemClock;
use danh::connectors::system_entropy::SystemEntropy;
use danh::domain::text::Secret;
use danh::domain::time::Timestamp;
use danh::flows::ground::Ground;
use danh::flows::readiness::Readiness;
use danh::ports::clock::Clock;
use danh::sealing::KeyRing;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;
use danh::values;
use sqlx::{Connection, Executor, PgConnection};

use crate::databases::Folder;
use crate::postgres;
use crate::rows::{done, with_account};

const NO_WRITES: Result<(), &str> = Err("the database takes no writes");

/// The machine's time of day, and spans that pass when the test says so.
#[derive(Clone, Default)]
struct Spans(Arc<AtomicU64>);

impl Spans {
    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for Spans {
    fn now(&self) -> Timestamp {
        SystemClock::new().now()
    }

    fn monotonic_micros(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

async fn opened(settings: &DatabaseSettings) -> (Database, Readiness, Spans) {
    let database = Database::open(settings).await.expect("it opens");
    migrate(&database).await.expect("the tables are made");
    let spans = Spans::default();
    let ground = Ground {
        database: Arc::new(database.clone()),
        ring: Arc::new(KeyRing::from_root(&[1; 32])),
        clock: Arc::new(spans.clone()),
        entropy: Arc::new(SystemEntropy),
    };
    (database, Readiness::new(ground), spans)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_cannot_write_on_sqlite_is_not_ready_until_it_can() {
    let folder = Folder::new();
    let path = folder.file("danh.db");
    let (database, readiness, spans) =
        opened(&DatabaseSettings::Sqlite { path: path.clone() }).await;
    assert_eq!(readiness.judge().await, Ok(()));
    let other = rusqlite::Connection::open(&path).expect("it opens again");
    other.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    assert_eq!(readiness.judge().await, Ok(()), "it is not tried at every question");
    spans.pass(5);
    assert_eq!(readiness.judge().await, NO_WRITES);
    assert_eq!(readiness.judge().await, NO_WRITES, "this too stands for a while");
    other.execute_batch("ROLLBACK").expect("the lock is given back");
    done(&database, |batch| with_account(batch, 1)).await;
    assert_eq!(readiness.judge().await, Ok(()), "a commit of the walk shows it as well");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_cannot_write_on_postgres_is_not_ready_until_it_can() {
    let address = postgres::new_database().await;
    let url = Secret::new(address.clone());
    let settings = DatabaseSettings::Postgres { url, connections: 4 };
    let (_database, readiness, spans) = opened(&settings).await;
    assert_eq!(readiness.judge().await, Ok(()));
    let mut other = PgConnection::connect(&address).await.expect("a connection");
    other.execute("BEGIN; LOCK TABLE settings").await.expect("the lock");
    spans.pass(5);
    assert_eq!(readiness.judge().await, NO_WRITES);
    other.execute("ROLLBACK").await.expect("the lock is given back");
    spans.pass(5);
    assert_eq!(readiness.judge().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_process_that_writes_anyway_tries_no_write_of_its_own() {
    let folder = Folder::new();
    let settings = DatabaseSettings::Sqlite { path: folder.file("danh.db") };
    let (database, readiness, spans) = opened(&settings).await;
    assert_eq!(readiness.judge().await, Ok(()));
    for number in 1..4 {
        spans.pass(60);
        done(&database, |batch| with_account(batch, number)).await;
        let before = database.counts().commits;
        assert_eq!(readiness.judge().await, Ok(()));
        assert_eq!(database.counts().commits, before);
    }
    spans.pass(60);
    let before = database.counts().commits;
    assert_eq!(readiness.judge().await, Ok(()));
    assert_eq!(database.counts().commits, before + 1);
    let tried = "SELECT COUNT(*) AS count FROM settings";
    let row = database.fetch_optional(tried, values![]).await.expect("a read").expect("a row");
    assert_eq!(row.int("count").expect("a number"), 1);
}
