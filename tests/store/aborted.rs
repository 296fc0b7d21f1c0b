//! Whoever asked goes away in the middle: on PostgreSQL that costs nobody a connection. A server takes
//! long to open one, so who could have them closed at will would make everybody wait.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use danh::domain::text::Secret;
use danh::store::batch::Batch;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::error::{StoreError, Trouble};
use danh::store::migrate::migrate;
use danh::store::row::Value;
use danh::values;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;

use crate::postgres;

const CONNECTIONS: u32 = 4;
const WHO: &str = "SELECT pg_backend_pid() AS pid FROM pg_sleep(0.1)";
const SLOW: &str = "SELECT 1 AS one FROM pg_sleep(0.01)";
const CONNECTED: &str = "SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'";
const READ: &str = "SELECT client_id FROM clients ORDER BY client_id";
const WAIT: &str = "SELECT CAST(count(*) AS bigint) AS kept FROM pg_sleep(0.003)";
const INSERT: &str =
    "INSERT INTO clients (client_id, document, told, applied_at) VALUES ($1, $2, FALSE, $3)";
const BEGUN: &str = "SELECT CAST(count(*) AS bigint) AS kept FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";

const ACTIVE: &str = "SELECT CAST(count(*) AS bigint) AS kept FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(0.5)%'
    AND pid <> pg_backend_pid()";

async fn opened() -> Arc<Database> {
    opened_at(postgres::new_database().await).await
}

async fn opened_at(url: String) -> Arc<Database> {
    let url = Secret::new(url);
    let settings = DatabaseSettings::Postgres { url, connections: CONNECTIONS };
    let database = Database::open(&settings).await.expect("it opens");
    migrate(&database).await.expect("the tables are made");
    Arc::new(database)
}

/// Does it as a thread of the web server would, which has a runtime of its own and ends with it.
async fn in_a_thread<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let thread = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(work)
    };
    let ended = tokio::task::spawn_blocking(|| std::thread::spawn(thread).join());
    ended.await.expect("it ends").expect("it ends well")
}

/// The server's processes that serve a crowd; a busy pool is asked again.
async fn serving(database: &Arc<Database>) -> BTreeSet<i64> {
    let all = Arc::new(Barrier::new(CONNECTIONS as usize));
    let asked: Vec<JoinHandle<i64>> = (0..CONNECTIONS)
        .map(|_| {
            let (database, all) = (Arc::clone(database), Arc::clone(&all));
            tokio::spawn(async move {
                all.wait().await;
                loop {
                    match database.fetch_optional(WHO, vec![]).await {
                        Ok(row) => return row.expect("a row").int("pid").expect("a process"),
                        Err(StoreError::Unavailable(Trouble::Busy)) => {}
                        Err(error) => unreachable!("{error:?}"),
                    }
                }
            })
        })
        .collect();
    let mut pids = BTreeSet::new();
    for asked in asked {
        pids.insert(asked.await.expect("an answer"));
    }
    pids
}

/// The server's processes that are there for this database.
async fn connected(database: &Database) -> BTreeSet<i64> {
    let rows = database.fetch_all(CONNECTED, vec![]).await.expect("an answer");
    rows.iter().map(|row| row.int("pid").expect("a process")).collect()
}

/// A full pool.
async fn filled(database: &Arc<Database>) -> BTreeSet<i64> {
    while connected(database).await.len() < CONNECTIONS as usize {
        serving(database).await;
    }
    connected(database).await
}

/// Whoever comes now is served by those who were there before, and nobody else was called.
async fn nobody_was_called(database: &Arc<Database>, before: &BTreeSet<i64>) {
    assert!(serving(database).await.is_subset(before), "others than {before:?}");
    assert_eq!(connected(database).await, *before);
}

/// Begins something fifty times and goes away a little later each time.
async fn go_away<F: Future<Output = ()> + Send + 'static>(what: impl Fn(usize) -> F) {
    for round in 0..50 {
        let begun = tokio::spawn(what(round));
        tokio::time::sleep(Duration::from_micros(200 * round as u64)).await;
        begun.abort();
        // Only now is its work dropped for certain.
        drop(begun.await);
    }
}

fn insert(name: String) -> (&'static str, Vec<Value>) {
    (INSERT, values![name, "{}", 7_i64])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_read_that_nobody_waits_for_any_more_costs_no_connection() {
    let database = opened().await;
    let before = filled(&database).await;
    go_away(|_| {
        let database = Arc::clone(&database);
        async move { drop(database.fetch_all(SLOW, vec![]).await) }
    })
    .await;
    nobody_was_called(&database, &before).await;
}

/// A read that fails once nobody waits for it is heard out as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_read_that_fails_after_its_reader_left_costs_no_connection() {
    let database = opened().await;
    let before = filled(&database).await;
    for _ in 0..CONNECTIONS {
        let database = Arc::clone(&database);
        let begun = tokio::spawn(async move {
            let failing = "SELECT 1 / CAST(length(CAST(pg_sleep(0.3) AS text)) AS bigint) AS never";
            drop(database.fetch_all(failing, vec![]).await);
        });
        tokio::time::sleep(Duration::from_millis(25)).await;
        begun.abort();
    }
    nobody_was_called(&database, &before).await;
}

/// A batch whose caller left stands whole or not at all, and its connection serves on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_that_nobody_waits_for_any_more_costs_no_connection_and_stands_whole_or_not_at_all()
{
    let database = opened().await;
    let before = filled(&database).await;
    go_away(|round| {
        let database = Arc::clone(&database);
        async move {
            let mut batch = Batch::new();
            for (place, half) in ["a", "b"].into_iter().enumerate() {
                let (sql, parameters) = insert(format!("{half}{round:02}"));
                batch.must(sql, parameters);
                if place == 0 {
                    batch.push(WAIT, vec![]);
                }
            }
            drop(database.commit(batch).await);
        }
    })
    .await;
    nobody_was_called(&database, &before).await;
    let begun = database.fetch_optional(BEGUN, vec![]).await.expect("an answer").expect("a row");
    assert_eq!(begun.int("kept").expect("a count"), 0, "no transaction is left open");
    let rows = database.fetch_all(READ, vec![]).await.expect("an answer");
    let names: BTreeSet<String> =
        rows.iter().map(|row| row.text("client_id").expect("a name")).collect();
    assert!(!names.is_empty(), "somebody waited long enough");
    for name in &names {
        let half = if name.starts_with('a') { "b" } else { "a" };
        assert!(names.contains(&format!("{half}{}", &name[1..])), "{name} stands alone: {names:?}");
    }
}

/// The web server's threads end one after the other while a provider stops; what they opened serves on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thread_that_ends_takes_no_connection_with_it() {
    let database = opened().await;
    let theirs = Arc::clone(&database);
    let before = in_a_thread(async move { filled(&theirs).await }).await;
    nobody_was_called(&database, &before).await;
}

/// A batch that was begun stands before the database is closed, though who gave it is gone, and with them
/// the thread that they waited in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_batch_that_was_begun_stands_before_the_database_is_closed() {
    let url = postgres::new_database().await;
    let (database, other) = (opened_at(url.clone()).await, opened_at(url).await);
    let (theirs, watching) = (Arc::clone(&database), Arc::clone(&other));
    in_a_thread(async move {
        let mut batch = Batch::new();
        for (place, half) in ["a", "b"].into_iter().enumerate() {
            let (sql, parameters) = insert(half.to_owned());
            batch.must(sql, parameters);
            if place == 0 {
                batch.push("SELECT 1 AS one FROM pg_sleep(0.5)", vec![]);
            }
        }
        let given = tokio::spawn(async move { theirs.commit(batch).await });
        loop {
            let begun = watching.fetch_optional(ACTIVE, vec![]).await.expect("an answer");
            if begun.expect("a row").int("kept").expect("a count") > 0 {
                break;
            }
        }
        drop(given);
    })
    .await;
    database.close().await;
    let rows = other.fetch_all(READ, vec![]).await.expect("an answer");
    assert_eq!(rows.len(), 2, "whole");
}
