//! Every function of the store, and its races, on both databases.

#![expect(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]

mod aborted;
mod accounts;
mod authorizations;
mod batches;
mod chains;
mod consents;
mod crowds;
mod expiry;
mod interactions;
mod logins;
mod logos;
mod messages;
mod migrations;
mod otp;
mod readiness;
mod rows;
mod sessions;
mod silence;
mod texts;
mod throttling;

#[path = "../support/databases.rs"]
mod databases;
#[path = "../support/postgres.rs"]
mod postgres;

/// Makes two tests of one sentence: it must be true on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident) $body:block)*) => {$(
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports, reason = "not each test needs all of its file's names")]
            use super::*;

            async fn sentence($database: danh::store::database::Database) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_sqlite() {
                let (database, _folder) = $crate::databases::sqlite().await;
                sentence(database).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_postgres() {
                let (database, _folder) = $crate::databases::postgres().await;
                sentence(database).await;
            }
        }
    )*};
}
