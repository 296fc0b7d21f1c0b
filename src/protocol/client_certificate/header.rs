//! A client's certificate as a proxy writes it that ended TLS before us.
//!
//! RFC 9440 §2: `Client-Cert` is one byte sequence of Structured Fields (RFC 9651 §3.3.5), and
//! `Client-Cert-Chain` a list of them. Nothing here says whether the header may be believed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{LONGEST, MOST};

/// The header of the client's own certificate.
pub const OWN: &str = "client-cert";
/// The header of those that certify it.
pub const CHAIN: &str = "client-cert-chain";

/// Reads the one certificate; nothing if it is not exactly one, well written.
#[must_use]
pub fn own<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut lines = lines;
    let (line, more) = (lines.next()?, lines.next());
    if more.is_some() { None } else { bytes(std::str::from_utf8(line).ok()?) }
}

/// Reads the chain, which may be spread over lines; nothing if any of it is badly written.
#[must_use]
pub fn chain<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Option<Vec<Vec<u8>>> {
    let mut chain = Vec::new();
    for line in lines {
        for item in std::str::from_utf8(line).ok()?.split(',') {
            if chain.len() >= MOST {
                return None;
            }
            chain.push(bytes(item)?);
        }
    }
    Some(chain)
}

/// One byte sequence: base64 between colons, and nothing behind it.
fn bytes(item: &str) -> Option<Vec<u8>> {
    let item = item.trim_matches([' ', '\t']);
    let encoded = item.strip_prefix(':')?.strip_suffix(':')?;
    if encoded.is_empty() || encoded.len() > LONGEST * 2 {
        return None;
    }
    STANDARD.decode(encoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(lines: &[&str]) -> Option<Vec<u8>> {
        own(lines.iter().map(|line| line.as_bytes()))
    }

    fn many(lines: &[&str]) -> Option<Vec<Vec<u8>>> {
        chain(lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn one_byte_sequence_is_read_and_nothing_else() {
        assert_eq!(one(&[":aGk=:"]), Some(b"hi".to_vec()));
        assert_eq!(one(&[" :aGk=: "]), Some(b"hi".to_vec()));
        for wrong in [
            "",
            ":",
            "::",
            "aGk=",
            ":aGk=",
            "aGk=:",
            ":aGk=:;a=1",
            ":aGk=:,:aGk=:",
            ":a?k=:",
            ":aGk:",
            "\"aGk=\"",
            ":aGk=:x",
            "(:aGk=:)",
            ":aGk%3D:",
        ] {
            assert_eq!(one(&[wrong]), None, "{wrong}");
        }
        assert_eq!(one(&[":aGk=:", ":aGk=:"]), None);
        assert_eq!(one(&[]), None);
        assert_eq!(one(&[&format!(":{}:", "A".repeat(LONGEST * 2 + 4))]), None);
    }

    #[test]
    fn a_chain_is_a_list_over_any_number_of_lines() {
        let hi = || b"hi".to_vec();
        assert_eq!(many(&[]), Some(vec![]));
        assert_eq!(many(&[":aGk=:, :aGk=:", ":aGk=:"]), Some(vec![hi(), hi(), hi()]));
        for wrong in [&[""][..], &[":aGk=:,"], &[":aGk=:", "x"], &[&":aGk=:,".repeat(20)]] {
            assert_eq!(many(wrong), None, "{wrong:?}");
        }
    }
}
