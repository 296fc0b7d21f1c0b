//! One `PostgreSQL` statement: its parameters in, its rows out, its errors in our words.

use std::sync::Arc;

use futures_util::StreamExt;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::{Column, Either, Executor, Row as _, TypeInfo};

use crate::store::batch::Touched;
use crate::store::error::{StoreError, Trouble};
use crate::store::row::{Row, Value};

/// Runs one statement and brings its rows if it has any to give.
pub(super) async fn run(
    connection: &mut PgConnection,
    sql: &'static str,
    parameters: &[Value],
) -> Result<Touched, sqlx::Error> {
    let mut query = sqlx::query::<sqlx::Postgres>(sql);
    for parameter in parameters {
        query = bind(query, parameter);
    }
    let mut answers = connection.fetch_many(query);
    let mut touched = Touched::default();
    let mut columns: Option<Arc<[Box<str>]>> = None;
    while let Some(answer) = answers.next().await {
        match answer? {
            Either::Left(done) => touched.count += done.rows_affected(),
            Either::Right(row) => {
                let names = columns.get_or_insert_with(|| {
                    row.columns().iter().map(|column| Box::from(column.name())).collect()
                });
                let values = (0..row.len()).map(|at| value(&row, at)).collect::<Result<_, _>>()?;
                touched.rows.push(Row::new(sql, Arc::clone(names), values));
            }
        }
    }
    Ok(touched)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, PgArguments>;

fn bind<'q>(query: Query<'q>, parameter: &'q Value) -> Query<'q> {
    match parameter {
        Value::Text(text) => query.bind(text.as_deref()),
        Value::Int(number) => query.bind(*number),
        Value::Bytes(bytes) => query.bind(bytes.as_deref()),
        Value::Bool(flag) => query.bind(*flag),
    }
}

fn value(row: &PgRow, at: usize) -> Result<Value, sqlx::Error> {
    Ok(match row.column(at).type_info().name() {
        "INT8" => Value::Int(row.try_get(at)?),
        "INT4" => Value::Int(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
        "BYTEA" => Value::Bytes(row.try_get(at)?),
        "BOOL" => Value::Bool(row.try_get(at)?),
        _ => Value::Text(row.try_get(at)?),
    })
}

pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// Whether a uniqueness rule said no; a table made by two starts at once counts as one.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("23505" | "42P07" | "42710"))
}

/// Whether the connection is gone, or the server is going. It also ends connections whose
/// transaction lay idle for too long (25P03), as when we were stopped in its midst.
pub(super) fn is_broken(error: &sqlx::Error) -> bool {
    match code(error) {
        Some(code) => code.starts_with("57P") || code.starts_with("08") || code == "25P03",
        None => {
            matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_))
        }
    }
}

/// Why there is no connection: who runs the server must see the difference between a server that
/// is away and one that does not let us in.
pub(super) fn refused(error: &sqlx::Error) -> StoreError {
    match code(error).as_deref() {
        Some(code)
            if code.starts_with("28") || code.starts_with("3D") || code.starts_with("42") =>
        {
            StoreError::Unsuitable(format!("the server does not let us in ({code})"))
        }
        Some(code) if code.starts_with("53") => StoreError::Unavailable(Trouble::Busy),
        _ => StoreError::Unavailable(Trouble::Unreachable),
    }
}

/// The error in our words; the server's own may quote values.
pub(super) fn trouble(error: &sqlx::Error, statement: &'static str) -> StoreError {
    match code(error).as_deref() {
        Some("57014" | "55P03" | "53300") => StoreError::Unavailable(Trouble::Busy),
        Some(code) if code.starts_with("53") || code.starts_with("58") => {
            StoreError::Unavailable(Trouble::Storage)
        }
        Some(code) => StoreError::Statement { code: code.to_owned(), statement },
        None if is_broken(error) => StoreError::Unavailable(Trouble::Unreachable),
        None => StoreError::Statement { code: "driver".into(), statement },
    }
}
