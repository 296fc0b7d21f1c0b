//! What can go wrong between us and a database. Never a value: a driver's own words may quote one.

use thiserror::Error;

/// Why the store could not answer.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Asking later may help.
    #[error("the database is unavailable: {0}")]
    Unavailable(Trouble),
    /// A row that fits no type of ours.
    #[error("{table}.{column} of {id} holds what it cannot hold")]
    Inconsistent {
        /// Where.
        table: String,
        /// In which column.
        column: &'static str,
        /// Of which row, if its name is known; names are ours and say nothing of a person.
        id: String,
    },
    /// The database did not take the statement: a fault of ours.
    #[error("the database refused a statement with {code}: {statement}")]
    Statement {
        /// The database's own code.
        code: String,
        /// The text, which holds placeholders and no values.
        statement: &'static str,
    },
    /// This database cannot serve us at all.
    #[error("the database is not suitable: {0}")]
    Unsuitable(String),
}

/// In which way a database is unavailable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// It cannot be reached, or the connection broke before anything was committed.
    #[error("it cannot be reached")]
    Unreachable,
    /// Every connection is taken, or others hold what we need for too long.
    #[error("it is busy")]
    Busy,
    /// The disk or the file failed; nothing was committed.
    #[error("its storage failed")]
    Storage,
    /// The connection broke while committing: the change may stand or not. Whoever asks again
    /// finds out by the conditions in the statements.
    #[error("the outcome of the commit is unknown")]
    OutcomeUnknown,
}
