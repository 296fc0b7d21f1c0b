//! Pairwise subjects (OpenID Connect Core 8.1): each sector sees its own name for a person, and two
//! sectors cannot compare theirs. The key never rotates: with it every client would lose its people.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::key_ring::KeyRing;
use crate::domain::id::AccountId;
use crate::domain::subject::Subject;

/// The `sub` of an account in a sector: 43 characters of base64url.
#[must_use]
pub fn pairwise(ring: &KeyRing, sector: &str, account: &AccountId) -> Subject {
    let mut context = hmac::Context::with_key(&ring.subjects);
    for part in [sector.as_bytes(), &[0], account.as_str().as_bytes()] {
        context.update(part);
    }
    Subject::derived(URL_SAFE_NO_PAD.encode(context.sign()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_subject_is_stable_in_its_sector_and_unlike_in_any_other() {
        let ring = KeyRing::from_root(&[1; 32]);
        let account = |chance| AccountId::new(Timestamp::from_unix(1_800_000_000), [chance; 12]);
        let subject = pairwise(&ring, "bank.example", &account(1));
        assert_eq!(subject.as_str().len(), 43);
        assert_eq!(subject, pairwise(&ring, "bank.example", &account(1)));
        assert_ne!(subject, pairwise(&ring, "hospital.example", &account(1)));
        assert_ne!(subject, pairwise(&ring, "bank.example", &account(2)));
    }
}
