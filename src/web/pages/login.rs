//! `/dang-nhap`: personal number and password.

use askama::Template;

use super::fault::Faults;
use super::icon::Icon;
use super::requester::Requester;
use super::view::Frame;

/// The sign-in page.
#[derive(Clone, Debug, Template)]
#[template(path = "login.html", config = "src/web/pages/askama.toml")]
pub struct Login {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent.
    pub action: String,
    /// Who asks; `None` for a sign-in to one's own pages.
    pub requester: Option<Requester>,
    /// Why a person who may have been signed in sees this page.
    pub reason: Option<Reason>,
    /// The number as typed, kept after a fault.
    pub username: String,
    /// What to correct.
    pub faults: Faults,
}

/// Why we ask (again).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The service wants a new sign-in (`prompt=login`, `max_age`).
    AskedAgain,
    /// The password has to be changed, which takes its proof for this very request.
    Outlived,
    /// The account moved to another browser, which ended what ran on this one.
    Elsewhere,
}

#[cfg(test)]
impl Login {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            requester: Some(Requester::sample(frame.language)),
            frame,
            action: "/gd/0192f3a4/dang-nhap".into(),
            reason: None,
            username: String::new(),
            faults: Faults::none(),
        }
    }
}
