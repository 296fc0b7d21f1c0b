//! The two languages of every page, and how one is chosen: what the person chose (a link, kept in a
//! cookie), what the client wishes (`ui_locales`), what the browser prefers; else Vietnamese.

use crate::domain::client::Bilingual;

/// A language that every page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Written first, and the default.
    #[default]
    Vietnamese,
    /// Translated from it.
    English,
}

/// The parameter, and the cookie that remembers it.
pub const PARAMETER: &str = "ui_locales";

/// Longer lists are somebody's joke: the rest is not read.
const LONGEST_LIST: usize = 20;

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The BCP 47 tag, for `lang` and for the cookie.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Vietnamese => "Tiếng Việt",
            Self::English => "English",
        }
    }

    /// The one that is not this one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }

    /// Words of a registration in this language.
    #[must_use]
    pub fn of(self, words: &Bilingual) -> String {
        match self {
            Self::Vietnamese => words.vi.as_str().to_owned(),
            Self::English => words.en.as_str().to_owned(),
        }
    }

    /// Reads a tag such as `vi`, `en-GB` or `EN_us`: the first part decides.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or("");
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }
}

/// Chooses by the person's own choice, `ui_locales` (OpenID Connect Core 3.1.2.1: preferred first), and
/// `Accept-Language` (RFC 9110 §12.5.4), in this order: no service changes what a person chose.
#[must_use]
pub fn choose(
    chosen: Option<&str>,
    ui_locales: Option<&str>,
    accept_language: Option<&str>,
) -> Language {
    chosen
        .and_then(Language::parse)
        .or_else(|| ui_locales?.split(' ').take(LONGEST_LIST).find_map(Language::parse))
        .or_else(|| accept_language.and_then(preferred))
        .unwrap_or_default()
}

/// The best of `Accept-Language`: the highest weight, and of equals the first.
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(Language, u16)> = None;
    for entry in header.split(',').take(LONGEST_LIST) {
        let mut parts = entry.split(';');
        let language = parts.next().and_then(Language::parse);
        let weight =
            parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, thousandths);
        if let Some(language) = language
            && weight > best.map_or(0, |(_, known)| known)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// `1`, `0.8` or `0.125` as thousandths; what is not a weight counts nothing.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let digits = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    match whole {
        "1" if digits => 1000,
        "0" if digits => format!("{part:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Vietnamese};
    use super::*;

    #[test]
    fn the_persons_choice_comes_before_the_clients_wish_and_that_before_the_browser() {
        assert_eq!(choose(Some("en"), Some("vi"), Some("vi")), English);
        assert_eq!(choose(None, Some("fr-CA en vi"), Some("vi")), English);
        assert_eq!(choose(Some("fr"), Some("en"), Some("vi")), English);
        assert_eq!(choose(None, None, Some("en-GB,en;q=0.8")), English);
        assert_eq!(choose(Some("xx"), Some("xx"), None), Vietnamese);
        assert_eq!(choose(None, None, None), Vietnamese);
    }

    #[test]
    fn the_browsers_list_is_read_by_weight() {
        assert_eq!(preferred("en;q=0.5, vi;q=0.9"), Some(Vietnamese));
        assert_eq!(preferred("vi;q=0.3,en;q=0.30"), Some(Vietnamese));
        assert_eq!(preferred("en;q=0, vi;q=0.001"), Some(Vietnamese));
        assert_eq!(preferred("fr, de;q=0.7, *;q=0.1"), None);
        assert_eq!(preferred("en;q=0"), None);
        assert_eq!(preferred("en;q=x,,;;=,"), None);
    }

    #[test]
    fn a_tag_is_read_by_its_first_part() {
        for (tag, language) in [("vi", Vietnamese), ("VI-vn", Vietnamese), ("en_US", English)] {
            assert_eq!(Language::parse(tag), Some(language), "{tag}");
        }
        assert_eq!(Language::parse("vietnamese"), None);
        assert_eq!(Vietnamese.other(), English);
        assert_eq!(English.other().own_name(), "Tiếng Việt");
    }
}
