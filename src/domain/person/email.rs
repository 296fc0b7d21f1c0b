//! An e-mail address, as services and gateways can use it.

use std::fmt;

/// RFC 5321 §4.5.3.1: of the part before the `@`, and of the whole.
const LONGEST_LOCAL: usize = 64;
const LONGEST: usize = 254;

/// An address as RFC 5321 §4.1.2 writes one without quotes: `dot-string@domain`. The domain is kept in
/// small letters; what stands before it is its host's affair.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.split_once('@')?;
        let atom = |atom: &str| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
            !atom.is_empty() && atom.bytes().all(fits)
        };
        let label = |label: &str| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            let ends = label.starts_with('-') || label.ends_with('-');
            (1..=63).contains(&label.len()) && label.bytes().all(fits) && !ends
        };
        let short = text.len() <= LONGEST && local.len() <= LONGEST_LOCAL;
        let local_fits = local.split('.').all(atom);
        let domain_fits = domain.contains('.') && domain.split('.').all(label);
        let fits = short && local_fits && domain_fits;
        fits.then(|| Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

hide!(Email);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_its_domain_is_in_small_letters() {
        for (text, read) in [
            ("mai@Nguoidan.Example", "mai@nguoidan.example"),
            ("Mai.Nguyen+viec@a-b.example", "Mai.Nguyen+viec@a-b.example"),
        ] {
            let email = Email::parse(text).expect(text);
            assert_eq!(email.as_str(), read);
            assert_eq!(format!("{email:?}"), "Email(…)");
        }
    }

    #[test]
    fn what_no_gateway_would_take_is_none() {
        let long_local = format!("{}@a.example", "m".repeat(65));
        let long_domain = format!("m@{}.example", "a".repeat(64));
        let long = format!("m@{}example", "abcdefghi.".repeat(25));
        let wrong = [
            "",
            "mai",
            "@a.example",
            "mai@",
            "mai@host",
            "mai@a..example",
            "mai@-a.example",
            "mai@a.example.",
            ".mai@a.example",
            "m..ai@a.example",
            "m ai@a.example",
            "mai@b@a.example",
            "\"mai\"@a.example",
            "mai@[192.0.2.1]",
            "mài@a.example",
            "mai@a.example\r\nBcc: b@a.example",
            &long_local,
            &long_domain,
            &long,
        ];
        for text in wrong {
            assert!(Email::parse(text).is_none(), "{text}");
        }
    }
}
