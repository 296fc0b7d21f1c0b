//! Floor 3: one SQL text, two databases. SQL stands beside the rows it reads.
//!
//! [`database`] and the files under it are the only ones that know there are two databases. A
//! transaction is data, a [`batch`]; so it can be tried again, and one writer can interleave many.
//! Every text stands in its file's `ALL`; a test prepares each on both databases.

pub mod batch;
pub mod chain;
pub mod database;
pub mod error;
pub mod migrate;
pub mod row;
pub mod sealed;

/// Every SQL text of the house, for the test that prepares each on both databases.
pub fn all_sql() -> impl Iterator<Item = &'static str> {
    [chain::ALL, migrate::ALL].into_iter().flatten().copied()
}
