//! What strangers write, mutated at random: nothing falls over it, and what is accepted is what was meant.
//! How to run it for long: `tests/README.md`.

#![allow(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]
#![allow(clippy::disallowed_methods, reason = "how long to go on is told by the real clock")]

mod encrypted;
mod engine;
mod json;
mod requests;
mod seeds;
mod signed;
mod texts;
