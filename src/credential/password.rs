//! Passwords as people type them, and the policy `vn-2022` for new ones (`decisions.md` §6).

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::common_password::is_common;
use crate::domain::text::Secret;

/// No password has more characters; a longer one is refused in words, never cut.
pub const LONGEST: usize = 128;

/// A new password has at least this many characters.
pub const SHORTEST: usize = 8;

/// A password as typed: composed (NFC), so that two keyboards spell it alike, and otherwise untouched.
#[derive(Clone, Debug)]
pub struct Password(Secret);

/// More than [`LONGEST`] characters were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {LONGEST} characters")]
pub struct PasswordTooLong;

impl Password {
    /// Takes what was typed.
    ///
    /// # Errors
    /// If it is too long to be anybody's password.
    pub fn typed(text: &Secret) -> Result<Self, PasswordTooLong> {
        // A composed character is rarely more than four code points apart: far longer texts are not
        // even composed.
        if text.expose().len() > LONGEST * 32 {
            return Err(PasswordTooLong);
        }
        let composed: String = text.expose().nfc().collect();
        let composed = Secret::new(composed);
        let fits = composed.expose().chars().count() <= LONGEST;
        if fits { Ok(Self(composed)) } else { Err(PasswordTooLong) }
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What a new password still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lacking {
    /// Eight characters.
    Length,
    /// A small letter.
    Lower,
    /// A capital.
    Upper,
    /// A digit.
    Digit,
    /// A character that is neither letter nor digit.
    Special,
    /// It is among those everybody tries first.
    Rarity,
    /// It holds the person's own number, phone or name.
    Distance,
}

/// Judges a new password; an empty answer is a good one. `own` holds what a stranger may know of the
/// person: number, phone, name.
#[must_use]
pub fn lacking(password: &Password, own: &[&str]) -> Vec<Lacking> {
    let text = password.expose();
    let has = |kind: fn(char) -> bool| text.chars().any(kind);
    let judged = [
        (Lacking::Length, text.chars().count() >= SHORTEST),
        (Lacking::Lower, has(char::is_lowercase)),
        (Lacking::Upper, has(char::is_uppercase)),
        (Lacking::Digit, has(|c| c.is_ascii_digit())),
        (Lacking::Special, has(|c| !c.is_alphanumeric())),
        (Lacking::Rarity, !is_common(text)),
        (Lacking::Distance, !holds_any(text, own)),
    ];
    judged.into_iter().filter_map(|(what, there)| (!there).then_some(what)).collect()
}

fn holds_any(text: &str, own: &[&str]) -> bool {
    let text = Zeroizing::new(text.to_lowercase());
    // Shorter pieces turn up by chance.
    own.iter().filter(|part| part.chars().count() >= 5).any(|part| {
        let part: String = part.nfc().collect();
        text.contains(&part.to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Password {
        Password::typed(&Secret::new(text.to_owned())).expect("short enough")
    }

    #[test]
    fn r60_each_missing_class_is_named() {
        use Lacking::{Digit, Length, Lower, Rarity, Special, Upper};
        for (text, expected) in [
            ("Suối-xa-29", vec![]),
            ("Bờ đê 7 cây", vec![]),
            ("Sx-29", vec![Length]),
            ("SUỐI-XA-29", vec![Lower]),
            ("suối-xa-29", vec![Upper]),
            ("Suối-xa-hai", vec![Digit]),
            ("Suốixahai29", vec![Special]),
            ("", vec![Length, Lower, Upper, Digit, Special]),
            ("123456", vec![Length, Lower, Upper, Special, Rarity]),
        ] {
            assert_eq!(lacking(&typed(text), &[]), expected, "{text}");
        }
    }

    #[test]
    fn r60_a_password_of_all_classes_may_still_be_too_common() {
        for text in
            ["Aa1!aaaa", "Matkhau@2026", "P@ssw0rd!", "Mật khẩu 1", "@Dmin12345", "Vietnam#1"]
        {
            assert_eq!(lacking(&typed(text), &[]), [Lacking::Rarity], "{text}");
        }
    }

    #[test]
    fn the_person_s_own_number_is_no_password() {
        let own = ["999090000017", "0912000088", "Nguyễn Mai", "An"];
        for text in ["Xy-999090000017", "Ab@0912000088", "Hoa NGUYỄN MAI 7"] {
            assert_eq!(lacking(&typed(text), &own), [Lacking::Distance], "{text}");
        }
        assert_eq!(lacking(&typed("Ban-công-29"), &own), []);
    }

    #[test]
    fn the_129th_character_is_refused_not_cut() {
        let typed = |text: String| Password::typed(&Secret::new(text));
        assert!(typed("ế".repeat(128)).is_ok());
        assert!(typed("e\u{302}\u{301}".repeat(128)).is_ok(), "counted after composing");
        assert_eq!(typed("a".repeat(129)).err(), Some(PasswordTooLong));
        assert_eq!(typed("a".repeat(1_000_000)).err(), Some(PasswordTooLong));
    }
}
