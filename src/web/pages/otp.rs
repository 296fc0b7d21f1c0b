//! `/ma`: the six digits that came by text message.

use askama::Template;

use super::fault::Faults;
use super::icon::Icon;
use super::leave::Leave;
use super::moment;
use super::view::Frame;
use crate::domain::time::Timestamp;

/// The page that takes the code.
#[derive(Clone, Debug, Template)]
#[template(path = "otp.html", config = "src/web/pages/askama.toml")]
pub struct Otp {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent.
    pub action: String,
    /// The service the code is for; `None` for one's own pages.
    pub service: Option<String>,
    /// The last three digits of the number it went to.
    pub tail: String,
    /// Until when the newest code can be used.
    pub until: Timestamp,
    /// A code was sent again just now, and this page says so.
    pub sent_again: bool,
    /// The address of the page that sends a new one.
    pub resend: String,
    /// The address of the other ways.
    pub another_way: String,
    /// Where the sandbox's messages are read, if all is made up.
    pub inbox: Option<String>,
    /// Where a person says that it is somebody else.
    pub other: String,
    /// Back to the service.
    pub leave: Option<Leave>,
    /// What to correct.
    pub faults: Faults,
}

impl Otp {
    /// Seconds that the newest code still lives, for the countdown.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.until.since(self.frame.now).as_seconds()
    }
}

#[cfg(test)]
impl Otp {
    pub(crate) fn sample(frame: Frame) -> Self {
        use crate::domain::time::Lifetime;
        let language = frame.language;
        Self {
            action: "/gd/0192f3a4/ma".into(),
            service: Some(super::requester::Requester::sample(frame.language).name),
            tail: "088".into(),
            until: frame.now.plus(Lifetime::seconds(120)),
            sent_again: false,
            resend: "/gd/0192f3a4/ma/gui-lai".into(),
            another_way: "/gd/0192f3a4/ma/cach-khac".into(),
            inbox: None,
            other: "/gd/0192f3a4/doi-nguoi".into(),
            leave: Some(Leave::sample(language)),
            faults: Faults::none(),
            frame,
        }
    }
}
