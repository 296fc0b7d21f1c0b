//! The pages for what went wrong (`ux.md` §4 P). The status is the handler's; `data-error` names the
//! fault for scripts and tests.

use askama::Template;

use super::icon::Icon;
use super::moment;
use super::view::Frame;
use crate::domain::time::Timestamp;

/// A page about a fault.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html", config = "src/web/pages/askama.toml")]
pub struct ErrorPage {
    /// The frame.
    pub frame: Frame,
    /// What went wrong.
    pub problem: Problem,
    /// The request's id, for those who look into the logs.
    pub code: String,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// 404
    NotFound,
    /// The client's registration or request is broken and there is nowhere safe to answer to. The
    /// sentence for developers is shown in the sandbox only.
    ClientBroken(Option<String>),
    /// The service is connected no more: what it agreed to has ended.
    Disconnected,
    /// The browser sends no cookie back.
    CookiesOff,
    /// 429 and 503, with the moment to try again.
    Busy(Timestamp),
    /// 500, with the moment to try again.
    Broken(Timestamp),
    /// 400: a form or an address that nobody's browser sends by itself.
    BadRequest,
}

impl Problem {
    /// The word in `data-error`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ClientBroken(_) => "client_broken",
            Self::Disconnected => "disconnected",
            Self::CookiesOff => "cookies_off",
            Self::Busy(_) => "busy",
            Self::Broken(_) => "broken",
            Self::BadRequest => "bad_request",
        }
    }
}

impl ErrorPage {
    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let say = self.frame.words();
        match self.problem {
            Problem::NotFound => say.error_not_found(),
            Problem::ClientBroken(_) => say.error_client(),
            Problem::Disconnected => say.error_disconnected(),
            Problem::CookiesOff => say.error_cookies(),
            Problem::Busy(_) => say.error_busy(),
            Problem::Broken(_) => say.error_broken(),
            Problem::BadRequest => say.error_bad_request(),
        }
    }

    /// The sentence for developers, in the sandbox only.
    #[must_use]
    pub fn developer(&self) -> Option<&str> {
        match &self.problem {
            Problem::ClientBroken(Some(sentence)) if self.frame.sandbox => Some(sentence),
            _ => None,
        }
    }
}

#[cfg(test)]
impl ErrorPage {
    pub(crate) fn samples(frame: &Frame) -> Vec<Self> {
        let later = frame.now.plus(crate::domain::time::Lifetime::minutes(2));
        let sentence =
            "redirect_uri https://shop.example/cb is not registered for client bank-demo.";
        [
            Problem::NotFound,
            Problem::ClientBroken(Some(sentence.into())),
            Problem::Disconnected,
            Problem::CookiesOff,
            Problem::Busy(later),
            Problem::Broken(later),
            Problem::BadRequest,
        ]
        .into_iter()
        .map(|problem| Self { frame: frame.clone(), problem, code: "0192f3a4c1d2".into() })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Language;

    #[test]
    fn the_sentence_for_developers_is_shown_in_the_sandbox_only() {
        let mut frame = Frame::sample(Language::English);
        let shown = |frame: &Frame| {
            let page = ErrorPage {
                frame: frame.clone(),
                problem: Problem::ClientBroken(Some("redirect_uri <x> is not registered".into())),
                code: "c".into(),
            };
            page.render().expect("a page")
        };
        assert!(shown(&frame).contains("redirect_uri &#60;x&#62; is not registered"));
        frame.sandbox = false;
        assert!(!shown(&frame).contains("redirect_uri"));
    }
}
