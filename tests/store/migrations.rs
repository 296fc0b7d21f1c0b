//! Opening a database and making its tables.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use danh::domain::text::Secret;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::error::{StoreError, Trouble};
use danh::store::migrate::migrate;
use danh::values;
use sqlx::{Connection, Executor, PgConnection};

use crate::databases::Folder;
use crate::{on_both, postgres, rows};

async fn open_many(settings: &DatabaseSettings) -> usize {
    let starts = (0..8).map(|_| {
        let settings = settings.clone();
        tokio::spawn(async move {
            let database = Database::open(&settings).await.expect("the database opens");
            migrate(&database).await.expect("the tables are made")
        })
    });
    let made = futures_util::future::join_all(starts).await;
    made.into_iter().map(|made| made.expect("no panic")).sum()
}

on_both! {
    async fn a_second_start_finds_the_tables_made(db) {
        assert_eq!(migrate(&db).await.expect("a migration"), 0);
    }

    async fn a_text_that_changed_after_it_was_applied_is_refused(db) {
        let forge = "UPDATE migrations SET digest = $1 WHERE number = 1";
        rows::done(&db, |batch| { batch.must(forge, values![vec![1_u8]]); }).await;
        let refused = migrate(&db).await.expect_err("another text");
        assert!(matches!(refused, StoreError::Unsuitable(_)), "{refused}");
    }

    async fn tables_of_a_later_program_are_left_alone(db) {
        let later = "INSERT INTO migrations (number, name, digest) VALUES (9999, 'later', $1)";
        rows::done(&db, |batch| { batch.push(later, values![vec![1_u8]]); }).await;
        assert_eq!(migrate(&db).await.expect("a migration"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_starts_at_once_on_sqlite_each_migration_is_applied_by_one() {
    let folder = Folder::new();
    let made = open_many(&DatabaseSettings::Sqlite { path: folder.file("danh.db") }).await;
    assert_eq!(made, migrations());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_starts_at_once_on_postgres_each_migration_is_applied_by_one() {
    let url = Secret::new(postgres::new_database().await);
    assert_eq!(open_many(&DatabaseSettings::Postgres { url, connections: 2 }).await, migrations());
}

const LIST: &str = "CREATE TABLE migrations (
    number bigint NOT NULL PRIMARY KEY, name text NOT NULL, digest bytea NOT NULL)";
const BEGUN: &str = "BEGIN; INSERT INTO migrations VALUES (1, 'another start', '')";

/// Another start that makes large tables holds the record's row for longer than any statement of the
/// walk may take, and then does not come to its end.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_start_waits_for_another_that_takes_its_time() {
    let address = postgres::new_database().await;
    let mut other = PgConnection::connect(&address).await.expect("a connection");
    other.execute(LIST).await.expect("a table");
    other.execute(BEGUN).await.expect("a record");
    let settings = DatabaseSettings::Postgres { url: Secret::new(address), connections: 2 };
    let database = Database::open(&settings).await.expect("the database opens");
    let start = tokio::spawn(async move { migrate(&database).await });
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    other.execute("ROLLBACK").await.expect("the other gives up");
    assert_eq!(start.await.expect("no panic").expect("the tables are made"), migrations());
}

fn migrations() -> usize {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"));
    folder.expect("the folder of migrations").count()
}

#[tokio::test]
async fn the_file_and_its_companions_are_readable_by_their_owner_only() {
    let folder = Folder::new();
    let path = folder.file("danh.db");
    std::fs::write(&path, "").expect("a file that others may read");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("a mode");
    let database = Database::open(&DatabaseSettings::Sqlite { path }).await.expect("it opens");
    migrate(&database).await.expect("the tables are made");
    for name in ["danh.db", "danh.db-wal", "danh.db-shm"] {
        let mode = std::fs::metadata(folder.file(name)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_link_is_refused_and_what_it_leads_to_is_left_as_it_is() {
    let folder = Folder::new();
    let (target, link) = (folder.file("elsewhere"), folder.file("danh.db"));
    std::fs::write(&target, "").expect("a file that others may read");
    std::fs::set_permissions(&target, PermissionsExt::from_mode(0o644)).expect("a mode");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    for path in [link, folder.file(".")] {
        let refused = Database::open(&DatabaseSettings::Sqlite { path }).await;
        let refused = refused.expect_err("no regular file");
        assert!(matches!(refused, StoreError::Unsuitable(_)), "{refused}");
    }
    let mode = std::fs::metadata(target).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_second_opening_leaves_this_process_the_locks_of_the_first() {
    use std::os::unix::fs::MetadataExt;
    let folder = Folder::new();
    let path = folder.file("danh.db");
    let settings = DatabaseSettings::Sqlite { path: path.clone() };
    let first = Database::open(&settings).await.expect("it opens");
    migrate(&first).await.expect("the tables are made");
    let end = format!(":{}", std::fs::metadata(path).expect("it is there").ino());
    let held = || {
        let all = std::fs::read_to_string("/proc/locks").expect("the kernel tells its locks");
        let ours = |line: &&str| line.split(' ').any(|word| word.ends_with(&end));
        all.lines().filter(ours).count()
    };
    let before = held();
    assert!(before > 0, "a database that was read holds a shared lock until it is closed");
    let _second = Database::open(&settings).await.expect("it opens again");
    assert!(held() >= before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new();
    let path = folder.file("danh.db");
    std::fs::write(&path, "no database at all, but long enough to be one".repeat(40))
        .expect("a file");
    let refused =
        Database::open(&DatabaseSettings::Sqlite { path }).await.expect_err("no database");
    assert!(matches!(refused, StoreError::Unsuitable(_)), "{refused}");
}

#[tokio::test]
async fn a_database_whose_collation_is_not_c_is_refused() {
    let options = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi' ENCODING 'UTF8'";
    let url = Secret::new(postgres::new_database_like(options).await);
    let refused = Database::open(&DatabaseSettings::Postgres { url, connections: 2 }).await;
    let words = refused.expect_err("another collation").to_string();
    assert!(words.contains("collation"), "{words}");
}

#[tokio::test]
async fn a_server_that_is_away_is_unavailable_and_its_address_is_not_told() {
    for address in ["postgres://danh:geheim@127.0.0.1:15499/danh", "postgres://%%geheim"] {
        let settings =
            DatabaseSettings::Postgres { url: Secret::new(address.into()), connections: 2 };
        let error = Database::open(&settings).await.expect_err("nobody is there");
        let known = matches!(
            error,
            StoreError::Unavailable(Trouble::Unreachable) | StoreError::Unsuitable(_)
        );
        assert!(known, "{error}");
        assert!(!format!("{error} {error:?} {settings:?}").contains("geheim"));
    }
}

#[tokio::test]
async fn connections_that_the_server_ended_are_replaced() {
    let (db, _folder) = crate::databases::postgres().await;
    rows::done(&db, |batch| rows::with_account(batch, 1)).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    // The second connection ends the first, which waits idle in the pool.
    let slow = "SELECT count(*) AS n FROM pg_sleep(0.2)";
    let (first, second) =
        futures_util::future::join(db.fetch_all(slow, vec![]), db.fetch_all(slow, vec![])).await;
    assert!(first.is_ok() && second.is_ok());
    db.fetch_all(end, vec![]).await.expect("the other connections are ended");
    for number in 2..10 {
        rows::done(&db, |batch| {
            rows::with_account(batch, number);
            rows::with_authorization(batch, number);
        })
        .await;
    }
}
