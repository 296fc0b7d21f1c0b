//! The doors of the hall, `/gd/{id}/…`: each reads a form, calls its flow, and shows a view of
//! `pages`. What comes next is never theirs to say.

pub mod choose;
pub mod code;
pub mod consent;
pub mod dead_end;
pub mod login;
pub mod logo;
pub mod password_change;
pub mod resume;
mod visitor;
