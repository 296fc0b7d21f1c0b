//! Floor 3: the sockets of the outside world, traits of one to four methods.

pub mod carrier;
pub mod certificate;
pub mod clock;
pub mod egress;
pub mod entropy;
pub mod insurance;
pub mod messages;
pub mod outside_system;
pub mod password_hasher;
pub mod patience;
pub mod population;
pub mod registers;
pub mod token_cipher;
pub mod token_signer;
