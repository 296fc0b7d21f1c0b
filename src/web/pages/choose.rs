//! `/dang-nhap/chon`: somebody is signed in on this browser; is it you?

use askama::Template;

use super::icon::Icon;
use super::requester::Requester;
use super::view::Frame;

/// The page that offers the account signed in, or another.
#[derive(Clone, Debug, Template)]
#[template(path = "choose.html", config = "src/web/pages/askama.toml")]
pub struct Choose {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent; it carries `decision`: `continue` or `other`.
    pub action: String,
    /// Who asks.
    pub requester: Option<Requester>,
    /// The name of the person signed in.
    pub account: String,
    /// Their number, masked.
    pub number: String,
}

#[cfg(test)]
impl Choose {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            requester: Some(Requester::sample(frame.language)),
            frame,
            action: "/gd/0192f3a4/dang-nhap/chon".into(),
            account: "Nguyễn Thị Mai".into(),
            number: "999 ••• ••• 001".into(),
        }
    }
}
