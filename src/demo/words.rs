//! Words in two languages, side by side where they are used: three small services need no catalogue.

/// The language of one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Language {
    /// Vietnamese, unless a visitor asks for English.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Reads `ui_locales`: the first language of the list that we speak.
    pub(super) fn from_ui_locales(list: &str) -> Option<Self> {
        list.split_ascii_whitespace().find_map(|tag| match tag.split('-').next() {
            Some("vi") => Some(Self::Vi),
            Some("en") => Some(Self::En),
            _ => None,
        })
    }

    /// The tag for `lang` and `ui_locales`.
    pub(super) const fn tag(self) -> &'static str {
        self.say("vi", "en")
    }

    /// The other one, for the link that changes over.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    /// What to say in this language.
    pub(super) const fn say<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Vietnamese, written first.
    pub(super) vi: &'static str,
    /// English.
    pub(super) en: &'static str,
}

impl Words {
    /// Puts the two side by side.
    pub(super) const fn new(vi: &'static str, en: &'static str) -> Self {
        Self { vi, en }
    }

    /// The one for this page.
    pub(super) const fn of(self, language: Language) -> &'static str {
        language.say(self.vi, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_speak_is_taken() {
        assert_eq!(Language::from_ui_locales("fr-CA en-GB vi"), Some(Language::En));
        assert_eq!(Language::from_ui_locales("vi-VN"), Some(Language::Vi));
        assert_eq!(Language::from_ui_locales("fr"), None);
        assert_eq!(Language::from_ui_locales(""), None);
    }
}
