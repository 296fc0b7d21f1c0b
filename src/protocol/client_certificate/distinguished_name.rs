//! A subject written as RFC 4514 says, as the name that certificates carry.
//!
//! Two names are compared by OpenSSL in the canonical form of X.509 names (RFC 4517 §4.2.15 and
//! RFC 5280 §7.1): parts in order, the sets within a part whole, letters of ASCII in either case, white
//! space folded. Other letters count as they are written: what looks alike is not the same.

use openssl::asn1::Asn1Object;
use openssl::x509::X509Name;

/// No subject of a client needs more characters.
const LONGEST: usize = 1024;

/// Short names of attributes (RFC 4514 §3 and what certificates of organisations carry).
const ATTRIBUTES: [(&str, &str); 17] = [
    ("CN", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("SERIALNUMBER", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("STREET", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("TITLE", "2.5.4.12"),
    ("BUSINESSCATEGORY", "2.5.4.15"),
    ("POSTALCODE", "2.5.4.17"),
    ("GN", "2.5.4.42"),
    ("ORGANIZATIONIDENTIFIER", "2.5.4.97"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("EMAILADDRESS", "1.2.840.113549.1.9.1"),
];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT: u8 = 0x06;
const UTF8: u8 = 0x0c;

/// Reads a name; nothing if it is none, or empty.
pub(super) fn parse(text: &str) -> Option<X509Name> {
    if text.len() > LONGEST {
        return None;
    }
    let mut parts = Vec::new();
    for part in split(text, ',')? {
        let mut attributes = Vec::new();
        for attribute in split(part, '+')? {
            attributes.push(element(SEQUENCE, &attribute_type_and_value(attribute)?)?);
        }
        // A set is written in the order of its elements' bytes (X.690 §11.6).
        attributes.sort();
        parts.push(element(SET, &attributes.concat())?);
    }
    // The text begins with what the certificate ends with (RFC 4514 §2.1).
    parts.reverse();
    X509Name::from_der(&element(SEQUENCE, &parts.concat())?).ok()
}

/// Splits at separators that are not escaped.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut begin, mut escaped) = (Vec::new(), 0, false);
    for (at, letter) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == separator {
            parts.push(text.get(begin..at)?);
            begin = at + letter.len_utf8();
        }
    }
    parts.push(text.get(begin..)?);
    Some(parts)
}

fn attribute_type_and_value(text: &str) -> Option<Vec<u8>> {
    let (kind, value) = text.split_once('=')?;
    let kind = kind.trim();
    let named = ATTRIBUTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind));
    let digits = |part: &str| {
        let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        plain && (part == "0" || !part.starts_with('0'))
    };
    let number = match named {
        Some((_, number)) => number,
        None if kind.contains('.') && kind.split('.').all(digits) => kind,
        None => return None,
    };
    let object = Asn1Object::from_str(number).ok()?;
    let value = match value.trim_start().strip_prefix('#') {
        // The value's own encoding, for types that have no string form (RFC 4514 §2.4).
        Some(digits) => hexadecimal(digits.trim_end())?,
        None => element(UTF8, unescaped(value)?.as_bytes())?,
    };
    Some([element(OBJECT, object.as_slice())?, value].concat())
}

/// Takes the escapes out of a value (RFC 4514 §2.4). Spaces around it that are not escaped are the
/// writer's, not the name's.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    // How many bytes there must be left when spaces at the end are cut off.
    let mut kept = 0;
    let mut rest = text.trim_start_matches(' ').bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => {
                let escaped = rest.next()?;
                if b" \"#+,;<=>\\".contains(&escaped) {
                    bytes.push(escaped);
                } else {
                    let pair = [escaped, rest.next()?];
                    bytes.extend(hexadecimal(std::str::from_utf8(&pair).ok()?)?);
                }
                kept = bytes.len();
            }
            b'"' | b'+' | b',' | b';' | b'<' | b'>' | 0 => return None,
            b' ' => bytes.push(byte),
            _ => {
                bytes.push(byte);
                kept = bytes.len();
            }
        }
    }
    bytes.truncate(kept);
    let value = String::from_utf8(bytes).ok()?;
    (!value.is_empty() && !value.contains('\0')).then_some(value)
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let digits = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
        let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
    };
    let bytes: Vec<u8> = pairs.map(byte).collect::<Option<_>>()?;
    (!bytes.is_empty()).then_some(bytes)
}

/// One element of DER (X.690 §8.1).
fn element(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(content.len()).ok()?;
    let [high, low] = length.to_be_bytes();
    let length = match length {
        0..=0x7f => vec![low],
        0x80..=0xff => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    Some([vec![tag], length, content.to_vec()].concat())
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use openssl::x509::X509NameBuilder;

    use super::*;

    fn name(entries: &[(&str, &str)]) -> X509Name {
        let mut name = X509NameBuilder::new().expect("a name");
        for (field, value) in entries {
            name.append_entry_by_text(field, value).expect("an entry");
        }
        name.build()
    }

    fn same(text: &str, other: &X509Name) -> bool {
        parse(text).is_some_and(|name| matches!(name.try_cmp(other), Ok(Ordering::Equal)))
    }

    #[test]
    fn a_name_is_the_certificates_when_each_part_is() {
        let bank = name(&[("C", "VN"), ("O", "Ngân hàng, Thử"), ("CN", "app")]);
        for good in [
            "CN=app,O=Ngân hàng\\, Thử,C=VN",
            "cn=APP, o=ngân  hàng\\2C Thử , c=vn",
            "2.5.4.3=app,2.5.4.10=Ng\\C3\\A2n hàng\\, Thử,2.5.4.6=VN",
            "CN=#0c03617070,O=Ngân hàng\\, Thử,C=VN",
        ] {
            assert!(same(good, &bank), "{good}");
        }
        for other in [
            "C=VN,O=Ngân hàng\\, Thử,CN=app",
            "CN=app,O=Ngân hàng\\, Thử",
            "CN=app,O=Ngân hàng\\, Thử,C=VN,C=VN",
            "CN=app,O=NGÂN HÀNG\\, THỬ,C=VN",
            "CN=app,O=Ngan hang\\, Thu,C=VN",
            "CN=app+O=Ngân hàng\\, Thử,C=VN",
            "CN=ａpp,O=Ngân hàng\\, Thử,C=VN",
            "CN=app\\20x,O=Ngân hàng\\, Thử,C=VN",
            "OU=app,O=Ngân hàng\\, Thử,C=VN",
        ] {
            assert!(!same(other, &bank), "{other}");
        }
    }

    #[test]
    fn the_parts_of_a_set_have_no_order() {
        let (one, other) = (parse("CN=a+UID=7,C=VN"), parse("uid=7+cn=A,C=VN"));
        let (one, other) = (one.expect("a name"), other.expect("a name"));
        assert!(matches!(one.try_cmp(&other), Ok(Ordering::Equal)));
        assert!(!same("CN=a,UID=7,C=VN", &one));
    }

    #[test]
    fn what_is_no_name_is_not_read() {
        for wrong in [
            "",
            "=",
            "CN",
            "CN=",
            "CN= ",
            "CN=a,",
            ",CN=a",
            "CN=a\"b\"",
            "CN=a\\",
            "CN=a\\2",
            "CN=a\\zz",
            "CN=\\00",
            "CN=\\C3",
            "CN=#",
            "CN=#0",
            "CN=#0c",
            "CN=#0cff",
            "CN=#+1+1",
            "nothing=a",
            "2..5=a",
            "9.9.9=a",
            "1=a",
            "CN=a+",
            "CN=a;C=VN",
            "CN=<a>",
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
        assert!(parse(&format!("CN={}", "a".repeat(2000))).is_none());
        assert!(parse(&format!("CN={}", "a".repeat(300))).is_some());
    }
}
