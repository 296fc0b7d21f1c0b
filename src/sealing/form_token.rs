//! Tokens against forged forms: bound to what the browser's cookie names, and masked anew for each
//! page, so that a compressed answer never repeats the same bytes (BREACH).

use aws_lc_rs::{constant_time, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::digest::tag_bytes;
use super::key_ring::KeyRing;

/// Characters of a form's token: 64 bytes in base64url.
pub const FORM_TOKEN_LENGTH: usize = 86;

/// The token of one page: `mask ‖ (mask ⊕ MAC)`, [`FORM_TOKEN_LENGTH`] characters. `mask` is 32 unpredictable bytes;
/// `binding` names the browser's own secret, such as the id in its cookie.
#[must_use]
pub fn form_token(ring: &KeyRing, binding: &str, mask: [u8; 32]) -> String {
    let mut token = [0; 64];
    let (left, right) = token.split_at_mut(32);
    left.copy_from_slice(&mask);
    right.copy_from_slice(&masked(mask, expected(ring, binding)));
    URL_SAFE_NO_PAD.encode(token)
}

/// Whether a form carries a token of this browser; decided in constant time.
#[must_use]
pub fn form_token_fits(ring: &KeyRing, binding: &str, token: &str) -> bool {
    let mut bytes = [0; 64];
    if token.len() != FORM_TOKEN_LENGTH || URL_SAFE_NO_PAD.decode_slice(token, &mut bytes) != Ok(64)
    {
        return false;
    }
    let (mask, hidden) = bytes.split_at(32);
    let (Ok(mask), Ok(hidden)) = (<[u8; 32]>::try_from(mask), <[u8; 32]>::try_from(hidden)) else {
        return false;
    };
    let shown = masked(mask, hidden);
    constant_time::verify_slices_are_equal(&shown, &expected(ring, binding)).is_ok()
}

fn expected(ring: &KeyRing, binding: &str) -> [u8; 32] {
    tag_bytes(&hmac::sign(&ring.forms, binding.as_bytes()))
}

fn masked(mask: [u8; 32], mut bytes: [u8; 32]) -> [u8; 32] {
    for (byte, mask) in bytes.iter_mut().zip(mask) {
        *byte ^= mask;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_s_token_differs_and_every_one_fits() {
        let ring = KeyRing::from_root(&[1; 32]);
        let (first, second) =
            (form_token(&ring, "browser", [1; 32]), form_token(&ring, "browser", [2; 32]));
        assert_ne!(first, second);
        assert_eq!((first.len(), second.len()), (86, 86));
        assert!(form_token_fits(&ring, "browser", &first));
        assert!(form_token_fits(&ring, "browser", &second));
    }

    #[test]
    fn another_browser_s_root_s_or_broken_token_does_not_fit() {
        let ring = KeyRing::from_root(&[1; 32]);
        let token = form_token(&ring, "browser", [1; 32]);
        assert!(!form_token_fits(&ring, "other", &token));
        assert!(!form_token_fits(&KeyRing::from_root(&[2; 32]), "browser", &token));
        for at in 0..token.len() {
            let mut broken = token.clone().into_bytes();
            broken[at] = if broken[at] == b'A' { b'B' } else { b'A' };
            let broken = String::from_utf8(broken).expect("base64url is ASCII");
            assert!(!form_token_fits(&ring, "browser", &broken), "character {at}");
        }
        for wrong in ["", "AAAA", &"A".repeat(86), &format!("{token}=")] {
            assert!(!form_token_fits(&ring, "browser", wrong), "{wrong}");
        }
    }
}
