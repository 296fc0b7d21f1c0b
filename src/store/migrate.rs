//! The tables: made and changed by numbered texts that both databases read alike.
//!
//! Each text is applied in one transaction behind the row that records it, so processes that start
//! at the same moment wait for one another there, and all but one find the work done.

use aws_lc_rs::digest::{SHA256, digest};

use super::batch::{Batch, Outcome};
use super::database::Database;
use super::error::{StoreError, Trouble};
use super::row::Row;
use crate::values;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    number bigint NOT NULL PRIMARY KEY, name text NOT NULL, digest bytea NOT NULL)";
/// Records a migration; nothing if somebody else has.
const RECORD: &str = "INSERT INTO migrations (number, name, digest) VALUES ($1, $2, $3)
    ON CONFLICT (number) DO NOTHING";
const APPLIED: &str = "SELECT number, name, digest FROM migrations ORDER BY number";

/// The texts of this file that a prepared database understands.
pub const ALL: &[&str] = &[RECORD, APPLIED];

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal;)*) => {
        const MIGRATIONS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../../migrations/", $name, ".sql")),
        }),*];
    };
}

migrations! {
    1 "0001_clients";
    2 "0002_accounts";
    3 "0003_sign_in";
    4 "0004_sessions";
    5 "0005_interactions";
    6 "0006_consents";
    7 "0007_authorizations";
    8 "0008_events";
    9 "0009_registrations";
}

/// Brings the tables up to this program and returns how many migrations were applied. Tables of a
/// later program are left alone: during an update both run side by side.
pub async fn migrate(database: &Database) -> Result<usize, StoreError> {
    create_list(database).await?;
    let applied = database.fetch_all(APPLIED, vec![]).await?;
    let mut count = 0;
    for migration in MIGRATIONS {
        if !migration.stands(&applied)? {
            count += usize::from(migration.apply(database).await?);
        }
    }
    Ok(count)
}

/// How many migrations this program has that the tables lack; nothing is changed.
pub async fn lacking(database: &Database) -> Result<usize, StoreError> {
    if !database.has_table("migrations").await? {
        return Ok(MIGRATIONS.len());
    }
    let applied = database.fetch_all(APPLIED, vec![]).await?;
    let mut count = 0;
    for migration in MIGRATIONS {
        count += usize::from(!migration.stands(&applied)?);
    }
    Ok(count)
}

/// Two servers may make the list at the same moment; the one that is refused finds it made.
async fn create_list(database: &Database) -> Result<(), StoreError> {
    for _ in 0..3 {
        let mut batch = Batch::new();
        batch.push(TABLE, vec![]);
        if let Outcome::Done(_) = database.commit(batch).await? {
            return Ok(());
        }
    }
    Err(StoreError::Unavailable(Trouble::Busy))
}

impl Migration {
    /// Whether it was applied, with this very text.
    fn stands(&self, applied: &[Row]) -> Result<bool, StoreError> {
        let mut known = None;
        for row in applied {
            if row.int("number")? == self.number {
                known = Some(row.bytes("digest")?);
            }
        }
        match known {
            Some(digest) if digest == self.digest() => Ok(true),
            Some(_) => Err(self.altered()),
            None => Ok(false),
        }
    }

    /// Applies the text, unless another process has done it meanwhile.
    async fn apply(&self, database: &Database) -> Result<bool, StoreError> {
        let mut batch = Batch::patient();
        let record = values![self.number, self.name, self.digest()];
        let first = batch.only_if(RECORD, record, Batch::new());
        for statement in statements(self.text) {
            batch.push(statement, vec![]);
        }
        match database.commit(batch).await? {
            Outcome::Done(finished) => Ok(finished.took(first)),
            Outcome::Refused(_) => Err(StoreError::Unsuitable(format!(
                "{} meets tables that it did not make",
                self.name
            ))),
        }
    }

    fn digest(&self) -> Vec<u8> {
        digest(&SHA256, self.text.as_bytes()).as_ref().to_vec()
    }

    fn altered(&self) -> StoreError {
        StoreError::Unsuitable(format!("{} was applied with another text", self.name))
    }
}

/// The statements of a migration: each ends with a semicolon at the end of a line.
fn statements(text: &'static str) -> impl Iterator<Item = &'static str> {
    let says_something = |statement: &&str| {
        statement.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"))
    };
    text.split(";\n").map(str::trim).filter(says_something)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_semicolons_that_end_a_line() {
        let text =
            "-- first; of all\nCREATE TABLE a (b text);\n\nCREATE INDEX c ON a (b);\n-- end\n";
        let cut: Vec<_> = statements(text).collect();
        assert_eq!(cut.len(), 2);
        assert!(cut[0].ends_with("(b text)") && cut[1].starts_with("CREATE INDEX"));
    }

    #[test]
    fn numbers_rise_by_one_and_begin_the_names() {
        for (at, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.number, i64::try_from(at).unwrap_or(-1) + 1);
            assert!(migration.name.starts_with(&format!("{:04}_", migration.number)));
        }
    }
}
