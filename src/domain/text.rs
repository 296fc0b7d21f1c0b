//! Text that is bounded, and text that is secret.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A secret as a person or a client sent it: wiped when dropped, never printed, never compared by `==`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself; the name is long so that every use is seen.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// One line of readable text: NFC, trimmed, inner white space folded, no control characters.
/// `MAX` counts characters, not bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// The text as one clean line, or nothing if it is empty, too long or has control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX.saturating_mul(8) {
            return None;
        }
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = folded.nfc().collect();
        let fits = !line.is_empty() && line.chars().count() <= MAX;
        if fits && !line.chars().any(hidden) { Some(Self(line)) } else { None }
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is what it looks like: Latin letters as Vietnamese and its neighbours write them, digits
    /// and the usual signs. Letters of other scripts look like ours, turn the direction or pile up marks,
    /// and a person cannot tell.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.0.chars().all(plain)
    }
}

impl<const MAX: usize> fmt::Debug for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line(…)")
    }
}

/// The text without Vietnamese diacritics, in ASCII; what has no such form is left out.
#[must_use]
pub fn unaccented(text: &str) -> String {
    text.nfd()
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .filter(char::is_ascii)
        .collect()
}

/// A number as typed, without what people group its digits by: white space, dots, hyphens and dashes.
/// No more than `most` characters are taken.
#[must_use]
pub fn ungrouped(typed: &str, most: usize) -> String {
    let groups = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '\u{2010}'..='\u{2015}');
    typed.chars().filter(|c| !groups(*c)).take(most).collect()
}

/// Bytes as lower-case hexadecimal digits, without a format's machinery for each.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)));
    text
}

fn plain(c: char) -> bool {
    match c {
        // Signs among the letters; a dotless i, a long s and their like, which pass for others.
        '×' | '÷' | 'ı' | 'ĸ' | 'Ŀ' | 'ŀ' | 'ŉ' | 'ſ' => false,
        ' '..='~' | 'À'..='ž' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'..='\u{1ef9}' => true,
        _ => "–—‘’“”…·°№₫«»".contains(c),
    }
}

/// Control characters, and the marks that turn the reading direction (they can disguise a name).
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        assert_eq!(format!("{:?}", Secret::new("Thu-nghiem-1".into())), "Secret(…)");
    }

    #[test]
    fn diacritics_are_left_out() {
        assert_eq!(unaccented("Bệnh viện Đa khoa Sông Cầu ✓"), "Benh vien Da khoa Song Cau ");
    }

    #[test]
    fn a_plain_line_holds_no_letter_that_passes_for_another() {
        let is_plain = |text: &str| Line::<40>::parse(text).expect("a line").is_plain();
        for good in
            ["Nguyễn Thị Ước, “Ăn Ngon” – số 7", "Café Zoë & Søn (VN-12)", "ƯƠNG ỹ Đ đ 5.000 ₫"]
        {
            assert!(is_plain(good), "{good}");
        }
        for other in [
            "B\u{430}nk",
            "C\u{3a5}",
            "\u{ff10}1",
            "\u{5d0}1",
            "a\u{336}",
            "b\u{131}t",
            "\u{2800}",
            "1\u{2044}2",
        ] {
            assert!(!is_plain(other), "{other:?}");
        }
    }

    #[test]
    fn a_line_is_folded_composed_and_bounded() {
        let line = Line::<20>::parse("  Nguye\u{302}\u{303}n \u{a0} Mai ").expect("a line");
        assert_eq!(line.as_str(), "Nguyễn Mai");
        assert!(Line::<3>::parse("four").is_none());
        assert!(Line::<9>::parse("a\u{202E}b").is_none());
        assert!(Line::<9>::parse(" \n ").is_none());
    }
}
