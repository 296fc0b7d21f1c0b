//! Moments up to which all that was authorized for a client is dead. One row ends it however much it is, at
//! once and in every process: whatever reads an authorization reads this beside it.

use super::batch::Batch;
use crate::domain::client::ClientId;
use crate::domain::time::Timestamp;
use crate::values;

/// The end of all that an authorization's client had, if it came after the authorization or in its second.
macro_rules! client_ends {
    () => {
        " LEFT JOIN client_ends e ON e.client_id = z.client_id AND e.ended_at >= z.created_at "
    };
}
pub(super) use client_ends;

const END: &str = "INSERT INTO client_ends (client_id, ended_at) VALUES ($1, $2)
    ON CONFLICT (client_id) DO UPDATE SET ended_at = excluded.ended_at
    WHERE client_ends.ended_at < excluded.ended_at";

/// The texts of this file.
pub const ALL: &[&str] = &[END];

/// Ends what was authorized for a client up to this moment.
pub fn end_authorizations_of_client(
    batch: &mut Batch,
    client: &ClientId,
    until: Timestamp,
) -> usize {
    batch.push(END, values![client, until])
}
