//! `/toi/chia-se`: who may see what, and when they last looked; what was stopped stands below.

use askama::Template;

use super::icon::Icon;
use super::item;
use super::moment;
use super::requester::icon_of;
use super::view::Frame;
use super::words::Words;
use crate::domain::claim::Item;
use crate::domain::client::Sector;
use crate::domain::time::{Day, Timestamp};

/// The ledger of what the person shared.
#[derive(Clone, Debug, Template)]
#[template(path = "shared.html", config = "src/web/pages/askama.toml")]
pub struct Shared {
    /// The frame.
    pub frame: Frame,
    /// What is shared now, newest first.
    pub active: Vec<Entry>,
    /// What ended or was stopped, newest first.
    pub ended: Vec<Entry>,
    /// Where the list can be downloaded as CSV.
    pub csv: String,
    /// The account's own page.
    pub home: String,
}

/// One service that may see, or might see, something.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The service's name.
    pub service: String,
    /// What kind of body it is.
    pub sector: Sector,
    /// What it may see; empty if it only knows that it is the same person.
    pub items: Vec<Item>,
    /// Until when it may come back while the person is away, or might.
    pub offline: Option<Timestamp>,
    /// How it ends or ended.
    pub end: End,
    /// When it last looked.
    pub last_read: Option<Timestamp>,
    /// How often this month.
    pub reads: u32,
    /// The page with each read.
    pub detail: String,
    /// The page that stops it; `None` if it ended.
    pub stop: Option<String>,
}

/// How sharing ends or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On this day.
    On(Day),
    /// It was for one day, and ends at this moment.
    Once(Timestamp),
    /// The person stopped it.
    Stopped(Timestamp),
    /// It ended by itself.
    Over(Timestamp),
}

impl Entry {
    /// The drawing of the service's kind.
    #[must_use]
    pub fn icon(&self) -> Icon {
        icon_of(self.sector)
    }

    /// What it may see, in a line.
    #[must_use]
    pub fn what(&self, say: &Words) -> String {
        if self.items.is_empty() {
            say.shared_sign_in().to_owned()
        } else {
            item::capital(&item::list(say, &self.items))
        }
    }

    /// The end, in words.
    #[must_use]
    pub fn end_told(&self, say: &Words, now: &Timestamp) -> String {
        self.end_with(*say, |at| moment::told(say, at, now))
    }

    /// The end, in words that are true on paper too: no day is told from today.
    #[must_use]
    pub fn end_in_full(&self, say: &Words) -> String {
        self.end_with(*say, |at| moment::in_full(say, at))
    }

    fn end_with(&self, say: Words, told: impl Fn(&Timestamp) -> String) -> String {
        match &self.end {
            End::On(day) => moment::date(day),
            End::Once(at) => say.shared_once(told(at)),
            End::Stopped(at) => say.shared_stopped(told(at)),
            End::Over(at) => say.shared_over(told(at)),
        }
    }

    /// Until when it may come back, in words, if it ever might.
    #[must_use]
    pub fn offline_told(&self, say: &Words, now: &Timestamp) -> Option<String> {
        self.offline_with(*say, |until| moment::told(say, until, now))
    }

    /// The same for paper.
    #[must_use]
    pub fn offline_in_full(&self, say: &Words) -> Option<String> {
        self.offline_with(*say, |until| moment::in_full(say, until))
    }

    fn offline_with(&self, say: Words, told: impl Fn(&Timestamp) -> String) -> Option<String> {
        let until = self.offline.as_ref()?;
        Some(match self.end {
            End::On(_) | End::Once(_) => say.shared_offline_until(told(until)),
            End::Stopped(_) | End::Over(_) => say.shared_offline_over().to_owned(),
        })
    }

    /// What the end is called: a day to come, or what became of it.
    #[must_use]
    pub fn end_label(&self, say: &Words) -> &'static str {
        match self.end {
            End::On(_) | End::Once(_) => say.shared_until(),
            End::Stopped(_) | End::Over(_) => say.shared_state(),
        }
    }

    /// The last look, in words.
    #[must_use]
    pub fn read_told(&self, say: &Words, now: &Timestamp) -> String {
        match &self.last_read {
            Some(at) => say.shared_read(moment::told(say, at, now), self.reads),
            None => say.shared_never().to_owned(),
        }
    }
}

#[cfg(test)]
impl Shared {
    pub(crate) fn sample(frame: Frame) -> Self {
        let entry = Entry::sample(&frame);
        let ended = Entry {
            service: "Cổng dịch vụ thử nghiệm".into(),
            sector: Sector::State,
            items: Vec::new(),
            offline: Some(frame.now.minus(crate::domain::time::Lifetime::days(39))),
            end: End::Stopped(frame.now.minus(crate::domain::time::Lifetime::days(40))),
            last_read: None,
            reads: 0,
            detail: "/toi/chia-se/0192c0de".into(),
            stop: None,
        };
        let bank = Entry {
            service: "Ngân hàng Thử nghiệm".into(),
            sector: Sector::Finance,
            items: vec![Item::Name, Item::PersonalNumber, Item::Address],
            offline: None,
            end: End::Once(frame.now.plus(crate::domain::time::Lifetime::hours(20))),
            last_read: None,
            reads: 0,
            detail: "/toi/chia-se/0192beef".into(),
            stop: Some("/toi/chia-se/0192beef/dung".into()),
        };
        Self {
            active: vec![entry, bank],
            ended: vec![ended],
            csv: "/toi/chia-se.csv".into(),
            home: "/toi".into(),
            frame,
        }
    }
}

#[cfg(test)]
impl Entry {
    pub(crate) fn sample(frame: &Frame) -> Self {
        Self {
            service: super::requester::Requester::sample(frame.language).name,
            sector: Sector::Health,
            items: vec![Item::Name, Item::Birthdate, Item::HealthInsurance],
            offline: Some(frame.now.plus(crate::domain::time::Lifetime::days(356))),
            end: End::On(Day::parse("2027-11-21").expect("a day")),
            last_read: Some(frame.now.minus(crate::domain::time::Lifetime::hours(31))),
            reads: 3,
            detail: "/toi/chia-se/0192f00d".into(),
            stop: Some("/toi/chia-se/0192f00d/dung".into()),
        }
    }
}
