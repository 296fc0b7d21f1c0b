//! Apart: relying parties on the `openidconnect` crate: a bank, a hospital desk, a portal, and a ministry
//! that is the provider of a service behind it.
//!
//! They show what a service sees of Danh, and how little it needs to know: the provider's issuer
//! URL, a name of its own, and a key or a secret. Nothing of the house is used here; what works for
//! these works for any stock client. They keep their visitors in memory and forget them.
//!
//! Not here: any rule of the provider, and anything that would be wanted in production.

mod assertion;
mod broker;
mod brokered;
mod chance;
mod client;
mod clock;
mod desk;
mod guest;
mod holder;
mod http_client;
mod notice;
mod office;
mod pages;
mod provider;
mod received;
mod registration;
mod said;
mod server;
mod session_end;
mod settings;
mod sign_in;
mod signed;
mod signed_userinfo;
mod story;
mod visitors;
mod visits;
mod words;

pub use assertion::BrokenKey;
pub use office::Office;
pub use registration::registrations;
pub use server::{DemoHandle, serve};
pub use settings::DemoSettings;
