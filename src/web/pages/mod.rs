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
pub mod leave;
pub mod level;
pub mod moment;
pub mod requester;
pub mod view;
pub mod words;

pub mod another_way;
pub mod barred;
pub mod cannot_continue;
pub mod choose;
pub mod consent;
pub mod detail;
pub mod developer_error;
pub mod error;
pub mod form_post;
pub mod home;
pub mod interrupted;
pub mod leaflet;
pub mod logged_out;
pub mod login;
pub mod logout;
pub mod otp;
pub mod password_change;
pub mod receipt;
pub mod refused;
pub mod resend;
pub mod shared;
pub mod shared_detail;
pub mod start;
pub mod stop_sharing;
pub mod tries_spent;
pub mod waiting;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
