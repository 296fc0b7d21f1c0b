//! What the pages say. The functions are made from `locales/` by `locales/build.rs`: one a message,
//! complete in both languages, or the build stops.
#![allow(clippy::useless_format, clippy::match_same_arms, reason = "the build writes plainly")]

use std::borrow::Cow;
use std::fmt::{self, Display};

use askama::filters::{Html, HtmlSafe, escape};

use crate::web::locale::Language;

/// Every message of the pages, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub Language);

/// A message with markup of its own; what was put into it is escaped already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rich(Cow<'static, str>);

impl Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Rich {
    /// The same without its markup, for a title; what was put into it stays escaped.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self(Cow::Owned(self.0.replace("<b>", "").replace("</b>", "")))
    }
}

impl HtmlSafe for Rich {}

impl askama::FastWritable for Rich {
    fn write_into(
        &self,
        destination: &mut dyn fmt::Write,
        _: &dyn askama::Values,
    ) -> askama::Result<()> {
        Ok(destination.write_str(&self.0)?)
    }
}

/// The value as text of a page.
fn escaped<T: Display>(value: &T) -> impl Display {
    match escape(value, Html) {
        Ok(safe) => safe.to_string(),
        Err(never) => match never {},
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// `ux.md` §2.6.
    #[test]
    fn the_words_keep_the_rules_of_wording() {
        const FORBIDDEN: [&str; 12] = [
            "vui lòng",
            "không hợp lệ",
            "thất bại",
            "lỗi hệ thống",
            "đã có lỗi",
            "chúng tôi",
            "click",
            "submit",
            "user",
            "token",
            "client",
            "otp",
        ];
        for (key, vietnamese, english) in TEXTS {
            let lower = vietnamese.to_lowercase();
            // What developers are told names parameters and errors as the standards write them.
            let standard = |word: &str| {
                key.starts_with("developer_error")
                    && ["client", "token", "user", "invalid"].contains(&word)
            };
            for word in FORBIDDEN.into_iter().filter(|word| !standard(word)) {
                assert!(!lower.contains(word), "{key}: {word}");
            }
            for word in ["please", "sorry", "invalid", "oops", "click"] {
                assert!(standard(word) || !english.to_lowercase().contains(word), "{key}: {word}");
            }
            let ends = ['.', '?', '!', ':', '\n', ';'];
            for sentence in vietnamese.split(ends).chain(english.split(ends)) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 20, "{key}: {words} words in “{sentence}”");
            }
            let shouted = vietnamese
                .split_whitespace()
                .filter(|word| word.chars().count() > 3 && word.chars().all(char::is_uppercase));
            assert!(
                shouted.clone().all(|word| word == "CMND" || word == "TTTB"),
                "{key}: capitals"
            );
        }
    }

    #[test]
    fn every_message_is_used() {
        let mut sources = String::new();
        read_sources(Path::new("src/web"), &mut sources);
        let unused: Vec<_> =
            TEXTS.iter().filter(|(key, ..)| !sources.contains(&format!(".{key}("))).collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    fn read_sources(folder: &Path, sources: &mut String) {
        for entry in fs::read_dir(folder).expect("the pages' folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read_sources(&path, sources);
            } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
                sources.push_str(&fs::read_to_string(&path).expect("a source"));
            }
        }
    }

    #[test]
    fn what_is_put_into_markup_is_escaped_and_stays_so_in_a_title() {
        let said = Words(Language::English).consent_account("<b>\"Mai\"</b>");
        assert!(
            said.to_string().ends_with("<b>&#60;b&#62;&#34;Mai&#34;&#60;/b&#62;</b>"),
            "{said}"
        );
        assert!(said.bare().to_string().ends_with(" &#60;b&#62;&#34;Mai&#34;&#60;/b&#62;"));
    }

    #[test]
    fn one_is_said_otherwise_than_many() {
        let english = Words(Language::English);
        assert!(english.e_otp_left(1).ends_with("1 try left"));
        assert!(english.e_otp_left(2).ends_with("2 tries left"));
    }
}
