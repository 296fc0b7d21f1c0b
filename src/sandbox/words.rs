//! The two languages of the sandbox's pages, and the names of systems and faults in both.

use super::faults::{Kind, System};
use super::named::Words;

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Vietnamese,
    English,
}

impl Language {
    /// The first language of `ui_locales` that we have; Vietnamese unless English is asked for.
    pub(super) fn asked(ui_locales: Option<&str>) -> Self {
        let known = |tag: &str| match tag.split('-').next() {
            Some("vi") => Some(Self::Vietnamese),
            Some("en") => Some(Self::English),
            _ => None,
        };
        ui_locales.unwrap_or("").split([' ', '+']).find_map(known).unwrap_or(Self::Vietnamese)
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }

    pub(super) const fn say<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vietnamese => vi,
            Self::English => en,
        }
    }
}

/// A system's name on a page.
pub(super) fn system(system: System) -> Words {
    match system {
        System::Population => words("Kho dân cư", "Population register"),
        System::Insurance => words("Kho bảo hiểm", "Insurance register"),
        System::Carrier => words("Kho thuê bao của nhà mạng", "Carriers' register"),
        System::Sms => words("Tổng đài tin nhắn", "SMS gateway"),
    }
}

/// A fault's name on a page.
pub(super) fn kind(kind: Kind) -> Words {
    match kind {
        Kind::Slow => words("Chậm", "Slow"),
        Kind::Down => words("Ngừng chạy", "Down"),
        Kind::Busy => words("Quá tải", "Too busy"),
        Kind::Wrong => words("Trả lời sai", "Wrong answers"),
        Kind::Duplicate => words("Trả lời hai lần", "Twice"),
        Kind::Lost => words("Mất tin", "Messages lost"),
        Kind::Off => words("Chạy tốt", "Works"),
    }
}

fn words(vi: &str, en: &str) -> Words {
    Words { vi: vi.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        for (asked, language) in [
            (None, Language::Vietnamese),
            (Some("en"), Language::English),
            (Some("fr en-GB vi"), Language::English),
            (Some("vi en"), Language::Vietnamese),
            (Some("<script>"), Language::Vietnamese),
        ] {
            assert_eq!(Language::asked(asked), language, "{asked:?}");
        }
    }
}
