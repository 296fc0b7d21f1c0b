//! The pages a person sees, server-rendered and whole without a script.
//!
//! A page is three files of one name: `consent.rs` (a typed view struct, which is an askama template),
//! `consent.html` beside it, and `locales/<language>/consent.ftl`. Handlers fill the struct and call
//! [`askama::Template::render`]; no page decides anything. The shared pieces are [`view::Frame`], the
//! [`words`], the faults of fields ([`fault`]), the icons and the assets.

pub mod assets;
pub mod fault;
pub mod icon;
pub mod item;
pub mod moment;
pub mod requester;
pub mod view;
pub mod words;

pub mod consent;
pub mod error;
pub mod login;
pub mod otp;

#[cfg(test)]
mod tests;
