//! `/dong-y/khong`: nothing was shared; what to do instead, and the way back.

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::view::Frame;

/// The page after a refusal.
#[derive(Clone, Debug, Template)]
#[template(path = "refused.html", config = "src/web/pages/askama.toml")]
pub struct Refused {
    /// The frame.
    pub frame: Frame,
    /// What a person does who does not share, by registration.
    pub alternative: String,
    /// Back to the service, which gets `access_denied`.
    pub leave: Leave,
}

#[cfg(test)]
impl Refused {
    pub(crate) fn sample(frame: Frame) -> Self {
        let consent = super::consent::Consent::sample(frame);
        Self {
            frame: consent.frame,
            alternative: consent.alternative,
            leave: Leave { action: "/gd/0192f3a4/roi".into(), service: consent.requester.name },
        }
    }
}
