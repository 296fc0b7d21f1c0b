//! The ministry's pages: typed views, written at compile time, without script.

use askama::Template;

use super::accounts::{SAMPLE_PASSWORD, SAMPLES, Shown};
use super::ministry::BEHIND;
use crate::demo::notice::Notice;
use crate::demo::office::Office;
use crate::demo::pages::{Frame, Told};
use crate::demo::received::Received;
use crate::demo::said::Said;

impl Told {
    fn from_said(said: Said, frame: Frame) -> Self {
        Self {
            key: said.key(),
            headline: said.headline(frame.language),
            advice: said.advice(frame.language),
        }
    }
}

/// Nobody is signed in, or somebody else shall be: the two ways in.
#[derive(Template)]
#[template(path = "ministry_door.html", config = "src/demo/askama.toml")]
pub(super) struct Door {
    frame: Frame,
    notice: Option<Told>,
    /// The service that waits.
    waiting: Option<&'static str>,
}

impl Door {
    /// With what went wrong at Danh, or here.
    pub(super) fn new(frame: Frame, waits: bool, told: (Option<Notice>, Option<Said>)) -> Self {
        let (notice, said) = told;
        let said = said.map(|said| Told::from_said(said, frame));
        let notice = notice.map(|notice| Told::of(notice, frame));
        let waiting = waits.then(|| BEHIND.story().name.of(frame.language));
        Self { frame, notice: said.or(notice), waiting }
    }

    fn samples() -> String {
        SAMPLES.map(|(login, _)| login).join(", ")
    }

    const fn password() -> &'static str {
        SAMPLE_PASSWORD
    }
}

/// Danh says who it is, and no account here is linked to them yet.
#[derive(Template)]
#[template(path = "ministry_offer.html", config = "src/demo/askama.toml")]
pub(super) struct Offer {
    frame: Frame,
    notice: Option<Told>,
}

impl Offer {
    /// With what went wrong.
    pub(super) fn new(frame: Frame, said: Option<Said>) -> Self {
        Self { frame, notice: said.map(|said| Told::from_said(said, frame)) }
    }
}

/// Somebody is signed in.
#[derive(Template)]
#[template(path = "ministry_home.html", config = "src/demo/askama.toml")]
pub(super) struct Home {
    frame: Frame,
    notice: Option<Told>,
    account: Shown,
    /// What Danh said, as it came.
    id_claims: Option<String>,
}

impl Home {
    /// What the ministry knows of them.
    pub(super) fn new(
        frame: Frame,
        account: Shown,
        (received, said): (Option<&Received>, Option<Said>),
    ) -> Self {
        let pretty = |received: &Received| {
            serde_json::to_string_pretty(&received.id_claims).unwrap_or_default()
        };
        Self {
            frame,
            notice: said.map(|said| Told::from_said(said, frame)),
            account,
            id_claims: received.map(pretty),
        }
    }

    fn greeting(&self) -> String {
        match self.account.own {
            Some((_, name)) => format!("{} {name}", self.frame.say("Chào", "Hello,")),
            None => self.frame.say("Chào bạn", "Hello").to_owned(),
        }
    }
}
