//! `/dang-xuat`: asked once, when the service that wants it did not prove whom it means.

use askama::Template;

use super::icon::Icon;
use super::view::Frame;

/// The question before signing out.
#[derive(Clone, Debug, Template)]
#[template(path = "logout.html", config = "src/web/pages/askama.toml")]
pub struct Logout {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent; it carries `decision`: `client`, `all` or `stay`.
    pub action: String,
    /// The service that asks; `None` if the person came here by themselves.
    pub service: Option<String>,
    /// The name of the person signed in, if they proved more than a password.
    pub account: Option<String>,
}

#[cfg(test)]
impl Logout {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            service: Some(super::requester::Requester::sample(frame.language).name),
            frame,
            action: "/dang-xuat".into(),
            account: Some("Nguyễn Thị Mai".into()),
        }
    }
}
