//! What goes into a statement and what comes out: four kinds of column, each possibly empty.

use std::fmt;
use std::sync::Arc;

use super::error::StoreError;
use crate::domain::client::ClientId;
use crate::domain::id::OrderedId;
use crate::domain::time::Timestamp;
use crate::sealing::Digest;

/// A value of one of the four kinds that both databases mean alike.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// `text`
    Text(Option<String>),
    /// `bigint`
    Int(Option<i64>),
    /// `bytea`
    Bytes(Option<Vec<u8>>),
    /// `boolean`
    Bool(Option<bool>),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Int(_) => "Int(…)",
            Self::Bytes(_) => "Bytes(…)",
            Self::Bool(_) => "Bool(…)",
        })
    }
}

macro_rules! from_values {
    ($($from:ty => |$it:ident| $kind:ident($make:expr);)*) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self {
                Self::$kind(Some($make))
            }
        }

        impl From<Option<$from>> for Value {
            fn from(it: Option<$from>) -> Self {
                Self::$kind(it.map(|$it| $make))
            }
        }
    )*};
}

from_values! {
    &str => |it| Text(it.to_owned());
    String => |it| Text(it);
    &String => |it| Text(it.clone());
    i64 => |it| Int(it);
    u32 => |it| Int(i64::from(it));
    Timestamp => |it| Int(it.unix());
    &[u8] => |it| Bytes(it.to_vec());
    Vec<u8> => |it| Bytes(it);
    &Vec<u8> => |it| Bytes(it.clone());
    &[u8; 32] => |it| Bytes(it.to_vec());
    [u8; 32] => |it| Bytes(it.to_vec());
    bool => |it| Bool(it);
    &ClientId => |it| Text(it.as_str().to_owned());
    &Digest => |it| Bytes(it.as_bytes().to_vec());
}

impl<I: OrderedId> From<&I> for Value {
    fn from(id: &I) -> Self {
        Self::Text(Some(id.as_str().to_owned()))
    }
}

impl<I: OrderedId> From<Option<&I>> for Value {
    fn from(id: Option<&I>) -> Self {
        Self::Text(id.map(|id| id.as_str().to_owned()))
    }
}

/// Makes a statement's parameters: `values![id, now, digest]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::store::row::Value::from($value)),*]
    };
}

/// A row that was read. Columns are asked for by name and by kind.
#[derive(Clone)]
pub struct Row {
    statement: &'static str,
    columns: Arc<[Box<str>]>,
    values: Vec<Value>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Row {
    /// A row as a database handed it over; only `database/` makes one.
    pub(super) fn new(
        statement: &'static str,
        columns: Arc<[Box<str>]>,
        values: Vec<Value>,
    ) -> Self {
        Self { statement, columns, values }
    }

    /// A text.
    pub fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.optional_text(column)?.ok_or_else(|| self.inconsistent(column))
    }

    /// A text, if there is one.
    pub fn optional_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        match self.value(column)? {
            Value::Text(text) => Ok(text.clone()),
            other if is_empty(other) => Ok(None),
            _ => Err(self.inconsistent(column)),
        }
    }

    /// A number.
    pub fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.optional_int(column)?.ok_or_else(|| self.inconsistent(column))
    }

    /// A number, if there is one.
    pub fn optional_int(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Int(number) => Ok(*number),
            other if is_empty(other) => Ok(None),
            _ => Err(self.inconsistent(column)),
        }
    }

    /// Bytes.
    pub fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.optional_bytes(column)?.ok_or_else(|| self.inconsistent(column))
    }

    /// Bytes, if there are any.
    pub fn optional_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.value(column)? {
            Value::Bytes(bytes) => Ok(bytes.clone()),
            other if is_empty(other) => Ok(None),
            _ => Err(self.inconsistent(column)),
        }
    }

    /// Exactly 32 bytes: an index, a hash.
    pub fn index(&self, column: &'static str) -> Result<[u8; 32], StoreError> {
        self.bytes(column)?.try_into().map_err(|_| self.inconsistent(column))
    }

    /// A keyed digest.
    pub fn digest(&self, column: &'static str) -> Result<Digest, StoreError> {
        self.index(column)
            .map(|bytes| Digest::from_bytes(&bytes))?
            .ok_or_else(|| self.inconsistent(column))
    }

    /// A keyed digest, if there is one.
    pub fn optional_digest(&self, column: &'static str) -> Result<Option<Digest>, StoreError> {
        let bytes = self.optional_bytes(column)?;
        let digest = |b: Vec<u8>| Digest::from_bytes(&b).ok_or_else(|| self.inconsistent(column));
        bytes.map(digest).transpose()
    }

    /// One of our ordered names.
    pub fn id<I: OrderedId>(&self, column: &'static str) -> Result<I, StoreError> {
        self.parsed(column, I::parse)
    }

    /// One of our ordered names, if there is one.
    pub fn optional_id<I: OrderedId>(&self, column: &'static str) -> Result<Option<I>, StoreError> {
        self.optional_parsed(column, I::parse)
    }

    /// A count, which is never negative.
    pub fn count(&self, column: &'static str) -> Result<u32, StoreError> {
        u32::try_from(self.int(column)?).map_err(|_| self.inconsistent(column))
    }

    /// Yes or no; `SQLite` writes it as one or nought.
    pub fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        match self.value(column)? {
            Value::Bool(Some(flag)) => Ok(*flag),
            Value::Int(Some(0)) => Ok(false),
            Value::Int(Some(1)) => Ok(true),
            _ => Err(self.inconsistent(column)),
        }
    }

    /// A moment.
    pub fn moment(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.int(column).map(Timestamp::from_unix)
    }

    /// A moment, if there is one.
    pub fn optional_moment(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.optional_int(column)?.map(Timestamp::from_unix))
    }

    /// A text read by a parser of ours: `row.parsed("id", AccountId::parse)?`.
    pub fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        parse(&self.text(column)?).ok_or_else(|| self.inconsistent(column))
    }

    /// A text read by a parser of ours, if there is one.
    pub fn optional_parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        text.map(|t| parse(&t).ok_or_else(|| self.inconsistent(column))).transpose()
    }

    /// The error that says: this column of this row cannot be what it is.
    #[must_use]
    pub fn inconsistent(&self, column: &'static str) -> StoreError {
        let id = match self.named("id") {
            Some(Value::Text(Some(id))) => id.clone(),
            _ => String::new(),
        };
        StoreError::Inconsistent { table: table_of(self.statement), column, id }
    }

    fn value(&self, column: &'static str) -> Result<&Value, StoreError> {
        self.named(column).ok_or_else(|| self.inconsistent(column))
    }

    fn named(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| **name == *column)?;
        self.values.get(at)
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(None) | Value::Int(None) | Value::Bytes(None) | Value::Bool(None))
}

/// The table that a statement names first; only for messages.
fn table_of(statement: &str) -> String {
    let mut words = statement.split_whitespace();
    let before = |word: &str| ["FROM", "INTO", "UPDATE"].contains(&word);
    words.find(|word| before(word));
    words.next().unwrap_or_default().trim_end_matches('(').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let columns = ["id", "at", "flag", "nothing"].map(Box::from);
        let values = vec!["0a".into(), 7_i64.into(), 1_i64.into(), Value::Int(None)];
        Row::new("SELECT id FROM things WHERE id = $1", Arc::from(columns), values)
    }

    #[test]
    fn a_column_is_read_by_its_kind_and_no_other() {
        assert_eq!(row().text("id").ok().as_deref(), Some("0a"));
        assert_eq!(row().moment("at").ok(), Some(Timestamp::from_unix(7)));
        assert_eq!(row().flag("flag").ok(), Some(true));
        assert_eq!(row().optional_text("nothing").ok(), Some(None));
        assert!(row().bytes("at").is_err());
        assert!(row().int("nothing").is_err());
        assert!(row().int("absent").is_err());
    }

    #[test]
    fn an_inconsistency_names_table_column_and_row_and_no_value() {
        let error = row().bytes("at").expect_err("a number is no bytes");
        assert_eq!(error.to_string(), "things.at of 0a holds what it cannot hold");
        assert!(!format!("{:?} {:?}", row(), Value::from("secret")).contains("secret"));
    }
}
