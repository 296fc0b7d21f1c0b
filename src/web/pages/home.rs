//! `/toi`: the account's own page: who you are, at which level, and where to go.

use askama::Template;

use super::icon::Icon;
use super::level;
use super::moment;
use super::view::Frame;
use crate::domain::assurance::Ial;
use crate::domain::time::{Day, Timestamp};

/// The account's own page.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html", config = "src/web/pages/askama.toml")]
pub struct Home {
    /// The frame.
    pub frame: Frame,
    /// The person's name.
    pub name: String,
    /// Their number, masked.
    pub number: String,
    /// Their phone, masked, if the account has one.
    pub phone: Option<String>,
    /// The level of the account today.
    pub level: Ial,
    /// The last day of the card, if it is known.
    pub card_valid_to: Option<Day>,
    /// When this browser signed in.
    pub signed_in: Timestamp,
    /// How many services may see something now.
    pub shared: u32,
}

impl Home {
    /// The card's last day, if it is over.
    #[must_use]
    pub fn card_over(&self) -> Option<Day> {
        self.card_valid_to.filter(|last| self.frame.now.day() > *last)
    }
}

#[cfg(test)]
impl Home {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            name: "Nguyễn Thị Mai".into(),
            number: "999 ••• ••• 001".into(),
            phone: Some("09•• ••• 088".into()),
            level: Ial::Ial3,
            card_valid_to: Day::parse("2028-03-12"),
            signed_in: frame.now,
            shared: 2,
            frame,
        }
    }
}
