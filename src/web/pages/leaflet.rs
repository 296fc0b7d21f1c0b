//! `/tro-giup`, `/bao-lua-dao`, `/quyen-rieng-tu`: short true texts that every footer links to.

use askama::Template;

use super::icon::Icon;
use super::view::Frame;

/// A page of text.
#[derive(Clone, Debug, Template)]
#[template(path = "leaflet.html", config = "src/web/pages/askama.toml")]
pub struct Leaflet {
    /// The frame.
    pub frame: Frame,
    /// What it is about.
    pub topic: Topic,
}

/// What the text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Help.
    Help,
    /// What to do about a suspicious request.
    Report,
    /// What is kept, what services get, what one may do about it.
    Privacy,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Help, Self::Report, Self::Privacy];

    /// Its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Help => "/tro-giup",
            Self::Report => "/bao-lua-dao",
            Self::Privacy => "/quyen-rieng-tu",
        }
    }
}

impl Leaflet {
    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let say = self.frame.words();
        match self.topic {
            Topic::Help => say.leaflet_help(),
            Topic::Report => say.leaflet_report(),
            Topic::Privacy => say.leaflet_privacy(),
        }
    }
}
