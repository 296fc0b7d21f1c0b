//! `/ma/gui-lai`: asks for another code, or for the first, after saying how many are left.

use askama::Template;

use super::fault::Faults;
use super::icon::Icon;
use super::leave::Leave;
use super::view::Frame;

/// The page that sends a new code.
#[derive(Clone, Debug, Template)]
#[template(path = "resend.html", config = "src/web/pages/askama.toml")]
pub struct Resend {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent.
    pub action: String,
    /// Back to the page that takes the code.
    pub back: String,
    /// The last three digits of the number.
    pub tail: String,
    /// None was sent yet for this request: the person was signed in already, by a password alone.
    pub first: bool,
    /// Sends left within two hours, this one included.
    pub left: u32,
    /// Where a person says that it is somebody else.
    pub other: String,
    /// Back to the service.
    pub leave: Option<Leave>,
    /// Too early, or not sent.
    pub faults: Faults,
}

#[cfg(test)]
impl Resend {
    pub(crate) fn sample(frame: Frame) -> Self {
        let language = frame.language;
        Self {
            frame,
            action: "/gd/0192f3a4/ma/gui-lai".into(),
            back: "/gd/0192f3a4/ma".into(),
            tail: "088".into(),
            first: false,
            left: 3,
            other: "/gd/0192f3a4/doi-nguoi".into(),
            leave: Some(Leave::sample(language)),
            faults: Faults::none(),
        }
    }
}
