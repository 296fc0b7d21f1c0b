//! Floor 1: what is true. Pure values and rules; no clock, no chance, no database, no HTTP.

pub mod account;
pub mod assurance;
pub mod authorization;
pub mod authorization_detail;
pub mod certificate;
pub mod claim;
pub mod client;
pub mod confirmation;
pub mod consent;
pub mod event;
pub mod id;
pub mod interaction;
pub mod network;
pub mod password_change;
pub mod person;
pub mod protection;
pub mod registered_url;
pub mod release;
pub mod request_uri;
pub mod resource;
pub mod session;
pub mod shared;
pub mod sign_out;
pub mod subject;
pub mod text;
pub mod time;
