//! Blind indexes: a number is found without standing in the table. There are too few personal and
//! phone numbers for an unkeyed hash to hide them; each kind has a key of its own, so that the two
//! columns cannot be compared.

use aws_lc_rs::hmac;

use super::digest::tag_bytes;
use super::key_ring::KeyRing;

/// The index of a personal number in its one spelling (twelve digits).
#[must_use]
pub fn number_index(ring: &KeyRing, number: &str) -> [u8; 32] {
    tag_bytes(&hmac::sign(&ring.numbers, number.as_bytes()))
}

/// The index of a phone number in its one spelling (E.164).
#[must_use]
pub fn phone_index(ring: &KeyRing, phone: &str) -> [u8; 32] {
    tag_bytes(&hmac::sign(&ring.phones, phone.as_bytes()))
}

/// The index under which warnings to a phone are counted, apart from its codes.
#[must_use]
pub fn warning_index(ring: &KeyRing, phone: &str) -> [u8; 32] {
    tag_bytes(&hmac::sign(&ring.warnings, phone.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_index_under_one_root_and_kind() {
        let (ring, other) = (KeyRing::from_root(&[1; 32]), KeyRing::from_root(&[2; 32]));
        let number = "999090000017";
        assert_eq!(number_index(&ring, number), number_index(&ring, number));
        assert_ne!(number_index(&ring, number), number_index(&ring, "999090000018"));
        assert_ne!(number_index(&ring, number), number_index(&other, number));
        assert_ne!(number_index(&ring, number), phone_index(&ring, number));
        assert_ne!(warning_index(&ring, number), phone_index(&ring, number));
    }
}
