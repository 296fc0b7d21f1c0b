//! Passwords that everybody tries first. A small list of words goes far, because what people add to
//! them is folded away: capitals, accents, look-alike signs, the year behind.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const LIST: &str = include_str!("../../config/lists/common_passwords.txt");

/// How many digits and signs around a common word still leave it common; more than that is a number
/// of its own.
const MOST_AROUND: usize = 6;

/// Whether a password is a common one in disguise.
pub(super) fn is_common(password: &str) -> bool {
    let folded = Zeroizing::new(folded(password));
    let whole: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
    let whole = Zeroizing::new(whole);
    let not_letter = |c: char| !c.is_ascii_alphabetic();
    let headless = folded.trim_end_matches(not_letter);
    let word = headless.trim_start_matches(not_letter);
    listed(&whole)
        || [headless, word].into_iter().any(|core| {
            folded.chars().count() - core.chars().count() <= MOST_AROUND
                && listed(&Zeroizing::new(as_letters(core)))
        })
}

fn listed(word: &str) -> bool {
    LIST.lines().any(|line| line == word)
}

/// Small letters without accents: `Mật khẩu` becomes `mat khau`.
fn folded(text: &str) -> String {
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// Signs that stand for letters are read as letters; all others go.
fn as_letters(core: &str) -> String {
    core.chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .filter(char::is_ascii_alphabetic)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_folded_words_only() {
        let words: Vec<_> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 500);
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        assert!(words.iter().all(|word| !word.is_empty() && word.bytes().all(lower)));
    }

    #[test]
    fn disguises_are_seen_through() {
        for text in
            ["Anhyêuem123", "ANH YÊU EM", "1loveyou!!", "Qwerty123!", "Hà Nội 2026", "Aa123456@"]
        {
            assert!(is_common(text), "{text}");
        }
    }

    #[test]
    fn a_word_among_much_else_is_not_common() {
        for text in ["", "Hà Nội 83 phố 29", "minh-đi-chợ", "Bui!82736150"] {
            assert!(!is_common(text), "{text}");
        }
    }
}
