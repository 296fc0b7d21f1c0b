//! The last try of a code was wrong: nothing more is taken for this request, and it begins anew.

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::view::Frame;

/// The page that says so.
#[derive(Clone, Debug, Template)]
#[template(path = "tries_spent.html", config = "src/web/pages/askama.toml")]
pub struct TriesSpent {
    /// The frame.
    pub frame: Frame,
    /// Where the request begins anew.
    pub again: String,
    /// Where a person says that it is somebody else.
    pub other: String,
    /// Back to the service.
    pub leave: Option<Leave>,
}

#[cfg(test)]
impl TriesSpent {
    pub(crate) fn sample(frame: Frame) -> Self {
        let service = super::requester::Requester::sample(frame.language).name;
        let leave = Some(Leave { action: "/gd/0192f3a4/thoi".into(), service });
        Self {
            again: "/gd/0192f3a4/tiep-tuc".into(),
            other: "/gd/0192f3a4/doi-nguoi".into(),
            leave,
            frame,
        }
    }
}
