//! Floor 3: one SQL text, two databases. SQL stands beside the rows it reads.
//!
//! [`database`] and the files under it are the only ones that know there are two databases. A
//! transaction is data, a [`batch`]; so it can be tried again, and one writer can interleave many.
//! Reads are functions that ask a [`database::Database`] and return rows in the domain's own types;
//! writes add statements to a batch, so that a flow makes one transaction of them. Every text stands
//! in its file's `ALL`; a test prepares each on both databases.

pub mod accounts;
pub mod attempts;
pub mod authorizations;
pub mod batch;
pub mod chain;
pub mod client_ends;
pub mod client_logos;
pub mod clients;
pub mod consents;
pub mod credentials;
pub mod database;
pub mod devices;
pub mod error;
pub mod events;
pub mod expiry;
pub mod interactions;
pub mod logins;
pub mod logout_notices;
pub mod logout_requests;
pub mod messages;
pub mod migrate;
pub mod otp;
pub mod otp_misses;
pub mod proofings;
pub mod registrations;
pub mod remote_keys;
pub mod row;
pub mod sealed;
pub mod send_budgets;
pub mod sessions;
pub mod settings;
pub mod snapshots;
pub mod tokens;

/// Every SQL text of the house, for the test that prepares each on both databases.
pub fn all_sql() -> impl Iterator<Item = &'static str> {
    let files = [
        accounts::ALL,
        attempts::ALL,
        authorizations::ALL,
        chain::ALL,
        client_ends::ALL,
        client_logos::ALL,
        clients::ALL,
        consents::ALL,
        credentials::ALL,
        devices::ALL,
        events::ALL,
        expiry::ALL,
        interactions::ALL,
        logins::ALL,
        logout_notices::ALL,
        logout_requests::ALL,
        messages::ALL,
        migrate::ALL,
        otp::ALL,
        otp_misses::ALL,
        proofings::ALL,
        registrations::ALL,
        remote_keys::ALL,
        send_budgets::ALL,
        sessions::ALL,
        settings::ALL,
        snapshots::ALL,
        tokens::ALL,
    ];
    files.into_iter().flatten().copied()
}
