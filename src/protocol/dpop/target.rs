//! Whether an address that a proof names is the one that a request came to.
//!
//! RFC 9449 §4.3, 9: without query and fragment, compared by RFC 3986 §6.2.2 (case of scheme and host,
//! needless escapes, dots) and §6.2.3 (the scheme's own port). It is compared with the address that we
//! publish, and is never where anything is sent.

use url::Url;

/// The longest address that is looked at.
const LONGEST: usize = 2048;

/// Whether both name the same place.
pub(super) fn is(named: &str, ours: &str) -> bool {
    // What is no URI at all would be mended by a reader made for browsers.
    let legal = |b: u8| b.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&b);
    if named.len() > LONGEST || !named.bytes().all(legal) {
        return false;
    }
    match (normal(named), normal(ours)) {
        (Some(named), Some(ours)) => named == ours,
        _ => false,
    }
}

fn normal(text: &str) -> Option<String> {
    let plain = unescaped(text.split(['?', '#']).next()?);
    // Browsers read one slash, or three, as two.
    if plain.split_once("://").is_none_or(|(_, rest)| rest.starts_with('/')) {
        return None;
    }
    let url = Url::parse(&plain).ok()?;
    (!plain.contains('@')).then(|| url.into())
}

/// Escapes of characters that need none are undone, and the letters of all others made large.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                plain.push(char::from(byte));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                plain.push('%');
                plain.push_str(&after.get(..2).unwrap_or_default().to_ascii_uppercase());
                rest = after.get(2..).unwrap_or(after);
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P123: by RFC 3986, not by the byte.
    #[test]
    fn p123_addresses_are_compared_by_what_they_name() {
        for same in [
            "https://danh.example/token",
            "HTTPS://Danh.EXAMPLE/token",
            "https://danh.example:443/token",
            "https://danh.example/token?a=b@c",
            "https://danh.example/token#there",
            "https://danh.example/%74oken",
            "https://danh.example/./token",
            "https://danh.example/a/../token",
        ] {
            assert!(is(same, "https://danh.example/token"), "{same}");
        }
        assert!(is("http://localhost:8080/token", "http://localhost:8080/token"));
    }

    /// P122: anything else is another place, or none.
    #[test]
    fn p122_another_address_is_another() {
        for other in [
            "",
            "/token",
            "danh.example/token",
            "http://danh.example/token",
            "https://danh.example/Token",
            "https://danh.example/token/",
            "https://danh.example/par",
            "https://danh.example",
            "https://danh.example:8443/token",
            "https://danh.example.evil.example/token",
            "https://evil.example/token",
            "https://user@danh.example/token",
            "https://@danh.example/token",
            "https://danh.example%2Ftoken",
            "https:danh.example/token",
            "https:/danh.example/token",
            "https:///danh.example/token",
            "https:\\\\danh.example\\token",
            " https://danh.example/token",
            "https://danh.example/tok\ten",
            "https://danh.example/token%",
            "https://danh.example/token%2",
            "https://danh.example/token%C3",
        ] {
            assert!(!is(other, "https://danh.example/token"), "{other}");
        }
        assert!(!is(
            &format!("https://danh.example/token?{}", "a".repeat(2048)),
            "https://danh.example/token"
        ));
    }
}
