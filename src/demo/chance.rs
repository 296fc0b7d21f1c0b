//! A relying party makes its own states, cookies and keys.

use aws_lc_rs::rand::SystemRandom;
use openidconnect::CsrfToken;

/// A name that nobody can guess, in 43 characters that a URL and a cookie can carry.
pub(super) fn unguessable() -> String {
    CsrfToken::new_random_len(32).secret().clone()
}

/// The source of chance that a signature asks for.
pub(super) fn source() -> SystemRandom {
    SystemRandom::new()
}
