//! `/nang-muc/khong`: the service needs more than this account or this sign-in can give.

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::level;
use super::moment;
use super::view::Frame;
use crate::domain::assurance::Ial;
use crate::domain::time::Day;

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

/// What is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// E-level: the account's evidence.
    Identity {
        /// What the service needs.
        needed: Ial,
        /// What the account has.
        held: Ial,
        /// The card's last day, if its end lowered the level.
        card_ended: Option<Day>,
    },
    /// A way to sign in that is stronger than any offered here.
    Authentication,
}

#[cfg(test)]
impl CannotContinue {
    pub(crate) fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
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
