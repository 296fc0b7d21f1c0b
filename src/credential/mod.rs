//! Floor 2: how a person proves it is they. Verification only; pure.
//!
//! Each way of proving is a file; each ends in a witness of its own that nothing else can make, and
//! [`proof::Proof`] is made of witnesses only. Time, chance, keys and memory are arguments.

pub mod attempt;
mod common_password;
pub mod otp;
pub mod password;
pub mod password_hash;
pub mod proof;
