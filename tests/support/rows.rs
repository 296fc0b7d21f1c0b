//! Looks into a database behind the house's back.

use danh::store::database::{Database, DatabaseSettings};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

/// The number that a statement answers as `count`.
pub fn count(database: &Database, sql: &'static str) -> i64 {
    let row = block_on(database.fetch_optional(sql, vec![])).expect("the database answers");
    row.and_then(|row| row.int("count").ok()).expect("a count")
}

/// The same of a statement with one parameter.
pub fn count_of(database: &Database, sql: &'static str, one: &str) -> i64 {
    let row = block_on(database.fetch_optional(sql, vec![one.into()])).expect("it answers");
    row.and_then(|row| row.int("count").ok()).expect("a count")
}

/// The same of a database that another process has open.
pub fn count_in(settings: &DatabaseSettings, sql: &'static str, one: &str) -> i64 {
    let row = block_on(async {
        let database = Database::open(settings).await.expect("the database opens");
        database.fetch_optional(sql, vec![one.into()]).await.expect("it answers")
    });
    row.and_then(|row| row.int("count").ok()).expect("a count")
}

/// Every row of every table of a PostgreSQL database, as text; bytes are hexadecimal digits.
pub fn everything(address: &str) -> Vec<u8> {
    block_on(async {
        let mut connection = PgConnection::connect(address).await.expect("the database answers");
        let names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
        let names = sqlx::query(names).fetch_all(&mut connection).await.expect("tables");
        let mut all = String::new();
        for table in names.iter().map(|row| row.get::<String, _>(0)) {
            let statement = format!("SELECT one::text FROM {table} one");
            let rows = sqlx::query(AssertSqlSafe(statement)).fetch_all(&mut connection).await;
            for row in rows.expect("rows") {
                all.push_str(&row.get::<String, _>(0));
                all.push('\n');
            }
        }
        all.into_bytes()
    })
}

/// Waits for an answer.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
