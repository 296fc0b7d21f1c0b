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
    /// The first language of `ui_locales` that we have; else what the browser prefers, as the provider
    /// does; else Vietnamese.
    pub(super) fn asked(ui_locales: Option<&str>, accept_language: Option<&str>) -> Self {
        let asked = ui_locales.unwrap_or("").split([' ', '+']).find_map(Self::known);
        asked.or_else(|| Self::preferred(accept_language?)).unwrap_or(Self::Vietnamese)
    }

    fn known(tag: &str) -> Option<Self> {
        match tag.trim().split('-').next() {
            Some("vi") => Some(Self::Vietnamese),
            Some("en") => Some(Self::English),
            _ => None,
        }
    }

    /// The best of `Accept-Language`: the highest weight, and of equals the first.
    fn preferred(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for entry in header.split(',').take(20) {
            let (tag, rest) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = match rest.trim().strip_prefix("q=") {
                Some(weight) => weight.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            let better = weight > best.map_or(0.0, |(_, most)| most);
            if let Some(language) = Self::known(tag).filter(|_| better) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
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
            assert_eq!(Language::asked(asked, None), language, "{asked:?}");
        }
    }

    #[test]
    fn what_the_browser_prefers_counts_where_nothing_is_asked() {
        for (accepts, language) in [
            ("en-GB,en;q=0.9", Language::English),
            ("en;q=0.5, vi;q=0.8", Language::Vietnamese),
            ("fr, en;q=0.1", Language::English),
            ("en;q=0, fr", Language::Vietnamese),
            (";;q=x,", Language::Vietnamese),
        ] {
            assert_eq!(Language::asked(None, Some(accepts)), language, "{accepts}");
            assert_eq!(Language::asked(Some("vi"), Some(accepts)), Language::Vietnamese);
        }
    }
}
