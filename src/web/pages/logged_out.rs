//! `/dang-xuat/xong`: signed out, of what, and where one may still be signed in.

use askama::Template;

use super::icon::Icon;
use super::view::Frame;

/// The page after signing out.
#[derive(Clone, Debug, Template)]
#[template(path = "logged_out.html", config = "src/web/pages/askama.toml")]
pub struct LoggedOut {
    /// The frame.
    pub frame: Frame,
    /// It happened by itself, after idleness.
    pub idle: bool,
    /// The one service that was left, if the sign-in itself goes on.
    pub left: Option<String>,
    /// The services that were used and are told of it.
    pub told: Vec<String>,
    /// The others that were used; they may keep a person signed in by themselves.
    pub used: Vec<String>,
    /// What the browser opens unseen, so that services end their own sessions there.
    pub frames: Vec<String>,
    /// Where it goes on to in a moment.
    pub then: Option<String>,
    /// Where to sign in again.
    pub sign_in: String,
}

#[cfg(test)]
impl LoggedOut {
    pub(crate) fn sample(frame: Frame) -> Self {
        let service = super::requester::Requester::sample(frame.language).name;
        Self {
            frame,
            idle: false,
            left: None,
            told: vec![],
            used: vec![service],
            frames: vec![],
            then: None,
            sign_in: "/dang-nhap".into(),
        }
    }
}
