//! `/ma/cach-khac`: the other registered numbers that may get the code.

use askama::Template;

use super::fault::Faults;
use super::icon::Icon;
use super::leave::Leave;
use super::view::Frame;

/// The page of the other ways.
#[derive(Clone, Debug, Template)]
#[template(path = "another_way.html", config = "src/web/pages/askama.toml")]
pub struct AnotherWay {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent; it carries `way`.
    pub action: String,
    /// Back to the page that takes the code.
    pub back: String,
    /// The numbers; none of them but the current one means the counter is the way.
    pub phones: Vec<Phone>,
    /// Where a person says that it is somebody else.
    pub other: String,
    /// Back to the service.
    pub leave: Option<Leave>,
    /// Nothing chosen, or not sent.
    pub faults: Faults,
}

/// A registered number.
#[derive(Clone, Debug)]
pub struct Phone {
    /// What the form sends for it; never the number.
    pub value: String,
    /// The last three digits.
    pub tail: String,
    /// The code went there just now.
    pub current: bool,
}

impl AnotherWay {
    /// There is something to choose.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        self.phones.iter().any(|phone| !phone.current)
    }
}

#[cfg(test)]
impl AnotherWay {
    pub(crate) fn sample(frame: Frame) -> Self {
        let phone = |value: &str, tail: &str, current| Phone {
            value: value.into(),
            tail: tail.into(),
            current,
        };
        let language = frame.language;
        Self {
            frame,
            action: "/gd/0192f3a4/ma/cach-khac".into(),
            back: "/gd/0192f3a4/ma".into(),
            phones: vec![phone("1", "088", true), phone("2", "417", false)],
            other: "/gd/0192f3a4/doi-nguoi".into(),
            leave: Some(Leave::sample(language)),
            faults: Faults::none(),
        }
    }
}
