//! Apart: three relying parties on the `openidconnect` crate: a bank, a hospital desk and a portal.
//!
//! They show what a service sees of Danh, and how little it needs to know: the provider's issuer
//! URL, a name of its own, and a key or a secret. Nothing of the house is used here; what works for
//! these three works for any stock client. They keep their visitors in memory and forget them.
//!
//! Not here: any rule of the provider, and anything that would be wanted in production.

mod assertion;
mod chance;
mod client;
mod clock;
mod desk;
mod holder;
mod http_client;
mod notice;
mod office;
mod pages;
mod provider;
mod received;
mod registration;
mod server;
mod settings;
mod sign_in;
mod signed_userinfo;
mod visitors;
mod visits;
mod words;

pub use assertion::BrokenKey;
pub use office::Office;
pub use registration::registrations;
pub use server::{DemoHandle, serve};
pub use settings::DemoSettings;
