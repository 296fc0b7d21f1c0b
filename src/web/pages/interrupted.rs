//! A page that came too late or twice: left for too long, or its step is done in another tab.

use askama::Template;

use super::icon::Icon;
use super::view::Frame;

/// The page that leads on.
#[derive(Clone, Debug, Template)]
#[template(path = "interrupted.html", config = "src/web/pages/askama.toml")]
pub struct Interrupted {
    /// The frame.
    pub frame: Frame,
    /// What happened.
    pub why: Interruption,
}

/// What happened, and where it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// P-expired: idle too long, and this address goes on with what was typed.
    Idle(String),
    /// The request ended for good; only the service can begin again.
    Over,
    /// The person answered, and came back by the browser's own button.
    Answered,
    /// Back button, second tab, reload after the step: this address is the next one.
    StepDone(String),
}

impl Interrupted {
    /// The word in `data-error`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.why {
            Interruption::Idle(_) | Interruption::Over => "expired",
            Interruption::Answered => "answered",
            Interruption::StepDone(_) => "step_done",
        }
    }

    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let say = self.frame.words();
        match self.why {
            Interruption::Idle(_) => say.interrupted_expired(),
            Interruption::Over => say.interrupted_over(),
            Interruption::Answered => say.interrupted_answered(),
            Interruption::StepDone(_) => say.interrupted_done(),
        }
    }
}

#[cfg(test)]
impl Interrupted {
    pub(crate) fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let next = "/gd/0192f3a4".to_owned();
        [
            ("idle", Interruption::Idle(next.clone())),
            ("over", Interruption::Over),
            ("answered", Interruption::Answered),
            ("step_done", Interruption::StepDone(next)),
        ]
        .into_iter()
        .map(|(name, why)| (name, Self { frame: frame.clone(), why }))
        .collect()
    }
}
