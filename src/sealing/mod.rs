//! Floor 2: secrets at rest, as plain functions of keys. Nonces are given; nothing here is random.
//!
//! What a database holds is of no use to its reader, and to its writer of little: handles are kept
//! as keyed digests ([`digest`]), personal texts as ciphertexts that open in one place only
//! ([`envelope`], [`account_key`]), numbers are found by keyed indexes ([`blind_index`]), and each client's sector
//! sees its own name for a person ([`pairwise`]). All keys grow from one root ([`key_ring`]).

pub mod account_key;
pub mod blind_index;
pub mod digest;
pub mod envelope;
pub mod form_token;
pub mod key_ring;
pub mod pairwise;
pub mod proof_nonce;

pub use account_key::AccountKey;
pub use blind_index::{number_index, phone_index, warning_index};
pub use digest::{Digest, Handle, Kind, digest, otp_digest};
pub use envelope::{SealingKey, open, place, seal};
pub use form_token::{FORM_TOKEN_LENGTH, form_token, form_token_fits};
pub use key_ring::KeyRing;
pub use pairwise::pairwise;
pub use proof_nonce::{is_proof_nonce, proof_nonce};
