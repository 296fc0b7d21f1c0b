//! What every page needs besides its own words.

use super::assets;
use super::words::Words;
use crate::domain::time::Timestamp;
use crate::web::locale::{Language, PARAMETER};

/// The frame around a page: its language, its place, and what the footer says.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language chosen.
    pub language: Language,
    /// The address of this page by GET, for the link to the other language; `None` if there is none
    /// (an error in answer to a POST, say). Never with `ui_locales`.
    pub here: Option<String>,
    /// When the page is written; times are told from here.
    pub now: Timestamp,
    /// Whom to call, from the configuration.
    pub hotline: String,
    /// Limits of the settings that pages tell of.
    pub limits: Limits,
    /// Made-up people: the ribbon says so.
    pub sandbox: bool,
    /// The masked token of this browser, for the page's forms.
    pub csrf: String,
}

/// Limits that an operator sets and pages tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A session nobody uses ends.
    pub session_idle_minutes: u32,
    /// A request nobody works on has to be taken up again.
    pub request_idle_minutes: u32,
    /// Before another code is sent.
    pub resend_seconds: u32,
    /// Codes for one number within two hours.
    pub codes: u32,
}

impl Frame {
    /// The words of this page's language.
    #[must_use]
    pub fn words(&self) -> Words {
        Words(self.language)
    }

    /// The same page in the other language.
    #[must_use]
    pub fn switch(&self) -> Option<String> {
        let here = self.here.as_deref()?;
        let joint = if here.contains('?') { '&' } else { '?' };
        Some(format!("{here}{joint}{PARAMETER}={}", self.language.other().tag()))
    }

    /// The hotline as text that no line break cuts.
    #[must_use]
    pub fn hotline_unbroken(&self) -> String {
        self.hotline.replace(' ', "\u{a0}")
    }

    /// The hotline as a telephone link wants it.
    #[must_use]
    pub fn hotline_digits(&self) -> String {
        self.hotline.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}

#[cfg(test)]
impl Frame {
    /// A frame for samples, at 16:15 on 21/11/2026 in Viet Nam.
    pub(crate) fn sample(language: Language) -> Self {
        Self {
            language,
            here: Some("/gd/0192f3a4/dang-nhap".into()),
            now: Timestamp::from_unix(1_795_252_500),
            hotline: "1900 0000".into(),
            limits: Limits {
                session_idle_minutes: 30,
                request_idle_minutes: 30,
                resend_seconds: 30,
                codes: 5,
            },
            sandbox: true,
            csrf: "Zm9ybS10b2tlbi1vZi1hLXNhbXBsZS1wYWdlLW9ubHkAAAAAAAAAAAAA".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_the_other_language_keeps_the_place() {
        let mut frame = Frame::sample(Language::Vietnamese);
        assert_eq!(frame.switch().as_deref(), Some("/gd/0192f3a4/dang-nhap?ui_locales=en"));
        frame.here = Some("/toi/chia-se?xem=da-dung".into());
        frame.language = Language::English;
        assert_eq!(frame.switch().as_deref(), Some("/toi/chia-se?xem=da-dung&ui_locales=vi"));
        frame.here = None;
        assert_eq!(frame.switch(), None);
        assert_eq!(frame.hotline_digits(), "19000000");
    }
}
