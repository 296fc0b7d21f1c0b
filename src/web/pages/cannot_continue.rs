//! `/nang-muc/khong`: the service needs more than this account or this sign-in can give.

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::level;
use super::moment;
use super::view::Frame;
use crate::domain::interaction::Shortfall;

/// The page that says what is short.
#[derive(Clone, Debug, Template)]
#[template(path = "cannot_continue.html", config = "src/web/pages/askama.toml")]
pub struct CannotContinue {
    /// The frame.
    pub frame: Frame,
    /// What is short.
    pub short: Shortfall,
    /// Back to the service, which gets `unmet_authentication_requirements`.
    pub leave: Leave,
}

#[cfg(test)]
impl CannotContinue {
    pub(crate) fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        use crate::domain::assurance::Ial;

        let service = super::requester::Requester::sample(frame.language).name;
        let (needed, card_ended) = (Ial::Ial3, Some(frame.now.day().plus_days(-1)));
        [
            ("", Shortfall::Identity { needed, held: Ial::Ial2, card_ended: None }),
            ("card", Shortfall::Identity { needed, held: Ial::Ial1, card_ended }),
            ("proof", Shortfall::Authentication),
        ]
        .into_iter()
        .map(|(name, short)| {
            let leave = Leave { action: "/gd/0192f3a4/roi".into(), service: service.clone() };
            (name, Self { frame: frame.clone(), short, leave })
        })
        .collect()
    }
}
