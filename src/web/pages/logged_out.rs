//! `/dang-xuat/xong`: signed out, and who was told.

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
    /// The services that were told, by name.
    pub told: Vec<String>,
    /// The service to go back to and its registered address, if it gave one.
    pub back: Option<(String, String)>,
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
            told: vec![service.clone()],
            back: Some((service, "https://tiepdon.songcau.example/xong?state=x".into())),
            sign_in: "/dang-nhap".into(),
        }
    }
}
