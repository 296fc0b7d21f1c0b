//! `/toi/chia-se/{id}/dung`: stops a sharing, and says the truth about what was read already.

use askama::Template;

use super::icon::Icon;
use super::item;
use super::view::Frame;
use crate::domain::claim::Item;

/// The question before stopping.
#[derive(Clone, Debug, Template)]
#[template(path = "stop_sharing.html", config = "src/web/pages/askama.toml")]
pub struct StopSharing {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent; it carries `decision`: `stop`.
    pub action: String,
    /// The service's name.
    pub service: String,
    /// What it may see now.
    pub items: Vec<Item>,
    /// It may come back when the person is away.
    pub offline: bool,
    /// Back to the detail.
    pub back: String,
}

#[cfg(test)]
impl StopSharing {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            action: "/toi/chia-se/0192f00d/dung".into(),
            service: super::requester::Requester::sample(frame.language).name,
            items: vec![Item::Name, Item::Birthdate, Item::HealthInsurance],
            offline: false,
            back: "/toi/chia-se/0192f00d".into(),
            frame,
        }
    }
}
