//! `SQLite`: readers on the caller's own thread, one writer behind a channel.
//!
//! A point select costs 3 to 10 µs, less than handing it to another thread (`performance.md`).

use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use tokio::sync::oneshot;

use super::super::batch::{Batch, Outcome, Touched};
use super::super::error::{StoreError, Trouble};
use super::super::row::{Row, Value};
use super::Counters;
use super::writer::{self, Order};

/// Readers that are kept; more may be open at a moment, if more threads read at once.
const READERS_KEPT: usize = 8;
/// Every text of the house has room in each connection's cache.
const STATEMENTS_KEPT: usize = 256;
const BUSY: Duration = Duration::from_secs(5);

/// The names of placeholders, so that none is made for a call.
const PLACEHOLDERS: [&str; 24] = [
    "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15",
    "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
];

pub(super) struct Sqlite {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    orders: mpsc::Sender<Order>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, counters: Arc<Counters>) -> Result<Self, StoreError> {
        keep_private(path)?;
        let connection = connect(path).map_err(|e| trouble(&e, "PRAGMA"))?;
        let orders = writer::start(connection, counters)?;
        Ok(Self { path: path.to_owned(), readers: Mutex::new(Vec::new()), orders })
    }

    pub(super) fn fetch(
        &self,
        sql: &'static str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, StoreError> {
        let reader = self.reader()?;
        let result = run(&reader, sql, parameters).map(|touched| touched.rows);
        self.keep(reader);
        result.map_err(|e| trouble(&e, sql))
    }

    pub(super) async fn commit(&self, batch: Batch) -> Result<Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        let gone = |()| StoreError::Unavailable(Trouble::Storage);
        self.orders.send(Order { batch, answer }).map_err(|_| gone(()))?;
        answered.await.map_err(|_| gone(()))?
    }

    pub(super) fn prepare(&self, sql: &'static str) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let result = reader.prepare(sql).map(drop);
        self.keep(reader);
        result.map_err(|e| trouble(&e, sql))
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = kept {
            return Ok(reader);
        }
        let open = || {
            let reader = connect(&self.path)?;
            reader.pragma_update(None, "query_only", true)?;
            Ok(reader)
        };
        open().map_err(|e: rusqlite::Error| trouble(&e, "PRAGMA"))
    }

    fn keep(&self, reader: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }
}

/// The file is made for its owner only, before `SQLite` sees it; its companions inherit the mode.
fn keep_private(path: &Path) -> Result<(), StoreError> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    let private = |file: std::fs::File| file.set_permissions(Permissions::from_mode(0o600));
    file.and_then(private)
        .map_err(|e| StoreError::Unsuitable(format!("the file cannot be used ({})", e.kind())))
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // Each connection is used by one thread at a time; SQLite's own locks are not needed.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |_| Ok(()))?;
    Ok(connection)
}

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
