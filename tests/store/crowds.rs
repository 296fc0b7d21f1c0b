//! PostgreSQL's connections are few, and crowds come to them.

use std::sync::Arc;

use danh::domain::text::Secret;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::error::{StoreError, Trouble};

use crate::postgres;

const SHORT: &str = "SELECT 1 < 2 AS flag FROM pg_sleep(0.02)";
const LONG: &str = "SELECT 1 < 2 AS flag FROM pg_sleep(1.8)";

async fn of_two_connections() -> Arc<Database> {
    let url = Secret::new(postgres::new_database().await);
    let settings = DatabaseSettings::Postgres { url, connections: 2 };
    Arc::new(Database::open(&settings).await.expect("the database opens"))
}

async fn failures(database: &Arc<Database>, crowd: usize, sql: &'static str) -> Vec<StoreError> {
    let tasks: Vec<_> = (0..crowd)
        .map(|_| {
            let database = Arc::clone(database);
            tokio::spawn(async move { database.fetch_all(sql, vec![]).await })
        })
        .collect();
    let mut failures = Vec::new();
    for task in tasks {
        failures.extend(task.await.expect("an answer").err());
    }
    failures
}

/// P52: a crowd that needs longer than a patient single guest is served to the last, for its queue moves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_served_to_the_last_while_its_queue_moves() {
    let database = of_two_connections().await;
    for round in 0..3 {
        let failures = failures(&database, 64, SHORT).await;
        assert!(failures.is_empty(), "round {round}: {failures:?}");
    }
}

/// Where nothing moves, whoever waits is told so instead of waiting for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_stands_still_is_told_that_the_database_is_busy() {
    let database = of_two_connections().await;
    let failures = failures(&database, 6, LONG).await;
    assert_eq!(failures.len(), 4, "{failures:?}");
    for failure in failures {
        assert!(matches!(failure, StoreError::Unavailable(Trouble::Busy)), "{failure:?}");
    }
}
