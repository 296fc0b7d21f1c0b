//! One `SQLite` statement: its parameters in, its rows out, its errors in our words.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement, ToSql};

use crate::store::batch::Touched;
use crate::store::error::{StoreError, Trouble};
use crate::store::row::{Row, Value};

/// The names of placeholders, so that none is made for a call.
const PLACEHOLDERS: [&str; 24] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
];

/// Runs one statement with its parameters, and brings its rows if it has any to give.
pub(super) fn run(
    connection: &Connection,
    sql: &'static str,
    parameters: &[Value],
) -> rusqlite::Result<Touched> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, parameters)?;
    if statement.column_count() == 0 {
        let count = statement.raw_execute()? as u64;
        return Ok(Touched { count, rows: Vec::new() });
    }
    let columns: Arc<[Box<str>]> = statement.column_names().map(Box::from).collect();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let read = |at| row.get_ref(at).map(value);
        let values = (0..columns.len()).map(read).collect::<rusqlite::Result<Vec<_>>>()?;
        rows.push(Row::new(sql, Arc::clone(&columns), values));
    }
    Ok(Touched { count: rows.len() as u64, rows })
}

/// `SQLite` numbers `$2` before `$1` if it meets it first; so placeholders are found by name.
fn bind(statement: &mut Statement<'_>, parameters: &[Value]) -> rusqlite::Result<()> {
    if statement.parameter_count() != parameters.len() {
        let expected = statement.parameter_count();
        return Err(rusqlite::Error::InvalidParameterCount(parameters.len(), expected));
    }
    for (name, parameter) in PLACEHOLDERS.iter().zip(parameters) {
        let missing = || rusqlite::Error::InvalidParameterName((*name).to_owned());
        let at = statement.parameter_index(name)?.ok_or_else(missing)?;
        statement.raw_bind_parameter(at, parameter)?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Bool(Some(flag)) => ValueRef::Integer(i64::from(*flag)),
            Self::Text(None) | Self::Int(None) | Self::Bytes(None) | Self::Bool(None) => {
                ValueRef::Null
            }
        }))
    }
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Int(None),
        ValueRef::Integer(number) => Value::Int(Some(number)),
        // No column of ours holds a fraction; kept as text, it fits no reading and is found out.
        ValueRef::Real(number) => Value::Text(Some(number.to_string())),
        ValueRef::Text(text) => Value::Text(Some(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
    }
}

/// Whether a uniqueness rule said no.
pub(super) fn is_conflict(error: &rusqlite::Error) -> bool {
    let unique =
        [rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE, rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY];
    error.sqlite_error().is_some_and(|e| unique.contains(&e.extended_code))
}

/// The error in our words; `SQLite`'s own may quote values.
pub(super) fn trouble(error: &rusqlite::Error, statement: &'static str) -> StoreError {
    let Some(failure) = error.sqlite_error() else {
        return StoreError::Statement { code: "binding".into(), statement };
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            StoreError::Unavailable(Trouble::Busy)
        }
        ErrorCode::SystemIoFailure
        | ErrorCode::DiskFull
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::OutOfMemory => StoreError::Unavailable(Trouble::Storage),
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            StoreError::Unsuitable("the file is no sound SQLite database".into())
        }
        _ => StoreError::Statement { code: failure.extended_code.to_string(), statement },
    }
}
