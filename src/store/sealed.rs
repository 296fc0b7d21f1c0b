//! What stands sealed in the tables, and how it is written down before it is sealed: compact JSON,
//! so that a new member can be added while old rows stay readable.
//!
//! Reading back parses into the domain's types anew; what fits none of them is an inconsistency.

pub mod profile;
pub mod snapshot;
pub mod terms;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::sealing::{AccountKey, KeyRing, open, place, seal};

/// A place in the tables: which table, which column, whose row.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key.
    pub id: &'a str,
}

impl Place<'_> {
    fn context(self) -> Vec<u8> {
        place(self.table, self.column, self.id)
    }
}

/// Seals what belongs to a person under the account's own key.
#[must_use]
pub fn seal_for_account(key: &AccountKey, nonce: [u8; 12], at: Place<'_>, plain: &[u8]) -> Vec<u8> {
    seal(key.sealing(), nonce, &at.context(), plain)
}

/// Opens what was sealed under the account's own key at this place.
#[must_use]
pub fn open_for_account(
    key: &AccountKey,
    at: Place<'_>,
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    open(key.sealing(), &at.context(), sealed)
}

/// Seals what belongs to nobody yet (a client's request) under the server's key.
#[must_use]
pub fn seal_for_server(ring: &KeyRing, nonce: [u8; 12], at: Place<'_>, plain: &[u8]) -> Vec<u8> {
    ring.seal_server(nonce, &at.context(), plain)
}

/// Opens what was sealed under the server's key at this place.
#[must_use]
pub fn open_for_server(ring: &KeyRing, at: Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    ring.open_server(&at.context(), sealed)
}

/// Writes a value down; what the domain holds can always be written.
fn written<T: Serialize>(value: &T) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(serde_json::to_vec(value).unwrap_or_default())
}

/// Reads a value back.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}
