//! The pages: typed views, written at compile time, without script.

use askama::Template;

use super::notice::Notice;
use super::office::Office;
use super::received::{Insurance, Received, Row};
use super::story::{Story, Wish};
use super::words::{Language, Words};

/// What every page of a service shows.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) office: Office,
    pub(super) language: Language,
    /// The path that the language link leads to.
    pub(super) path: &'static str,
}

impl Frame {
    pub(super) const fn say<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.language.say(vi, en)
    }

    pub(super) const fn words(&self, words: &Words) -> &'static str {
        words.of(self.language)
    }

    pub(super) const fn story(&self) -> &'static Story {
        self.office.story()
    }

    pub(super) const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    pub(super) const fn other_tag(&self) -> &'static str {
        self.language.other().tag()
    }
}

/// Something that happened, and what to do now.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) key: &'static str,
    pub(super) headline: &'static str,
    pub(super) advice: &'static str,
}

impl Told {
    /// What went wrong on the way back, in words.
    pub(super) fn of(notice: Notice, frame: Frame) -> Self {
        Self {
            key: notice.key(),
            headline: notice.headline(frame.language),
            advice: notice.advice(frame.office, frame.language),
        }
    }
}

/// Nobody is signed in: what the service is, what it wants to know, and the way in.
#[derive(Template)]
#[template(path = "welcome.html", config = "src/demo/askama.toml")]
pub(super) struct Welcome {
    frame: Frame,
    notice: Option<Told>,
}

impl Welcome {
    /// With what went wrong last, if anything did.
    pub(super) fn new(frame: Frame, notice: Option<Notice>) -> Self {
        Self { frame, notice: notice.map(|notice| Told::of(notice, frame)) }
    }

    const fn wishes(&self) -> &'static [Wish] {
        self.frame.office.wishes()
    }
}

/// Somebody is: what came, and how sure the service may be.
#[derive(Template)]
#[template(path = "received.html", config = "src/demo/askama.toml")]
pub(super) struct SignedIn {
    frame: Frame,
    greeting: String,
    insurance: Option<Told>,
    rows: Vec<Row>,
    trust: Vec<Row>,
    id_claims: String,
    user_info: Option<String>,
}

impl SignedIn {
    /// Puts what came into words.
    pub(super) fn new(frame: Frame, received: &Received) -> Self {
        let Frame { office, language, .. } = frame;
        let greeting = match received.name() {
            Some(name) => format!("{} {name}", language.say("Chào", "Hello,")),
            None => language.say("Chào bạn", "Hello").to_owned(),
        };
        let insurance = Insurance::of(&received.user_info);
        let result = Told {
            key: insurance.key(),
            headline: insurance.headline(language),
            advice: insurance.advice(language),
        };
        let pretty = |value| serde_json::to_string_pretty(value).unwrap_or_default();
        Self {
            frame,
            greeting,
            insurance: (office == Office::Hospital).then_some(result),
            rows: received.rows(office, language),
            trust: received.trust(language),
            id_claims: pretty(&received.id_claims),
            user_info: matches!(office, Office::Bank | Office::Hospital)
                .then(|| pretty(&received.user_info)),
        }
    }
}

/// After signing out.
#[derive(Template)]
#[template(path = "farewell.html", config = "src/demo/askama.toml")]
pub(super) struct Farewell {
    pub(super) frame: Frame,
    /// The provider sent the person back, with the word that we gave along.
    pub(super) confirmed: bool,
}

/// An address that is none of ours.
#[derive(Template)]
#[template(path = "missing.html", config = "src/demo/askama.toml")]
pub(super) struct Missing {
    pub(super) frame: Frame,
}
