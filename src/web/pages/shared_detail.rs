//! `/toi/chia-se/{id}`: one sharing with each read of it.

use askama::Template;

use super::item;
use super::moment;
use super::shared::Entry;
use super::view::Frame;
use super::words::Words;
use crate::domain::claim::Item;
use crate::domain::time::Timestamp;

/// One sharing in detail.
#[derive(Clone, Debug, Template)]
#[template(path = "shared_detail.html", config = "src/web/pages/askama.toml")]
pub struct SharedDetail {
    /// The frame.
    pub frame: Frame,
    /// The sharing, as the list shows it.
    pub entry: Entry,
    /// The name in the register of organisations.
    pub legal_name: String,
    /// What for.
    pub purpose: String,
    /// When the person agreed.
    pub since: Timestamp,
    /// Each read, newest first.
    pub reads: Vec<Read>,
    /// The page with the reads before these, if there are more.
    pub older: Option<String>,
    /// The list.
    pub back: String,
    /// The receipt.
    pub receipt: String,
    /// Where the reads can be downloaded as CSV.
    pub csv: String,
}

/// One read.
#[derive(Clone, Debug)]
pub struct Read {
    /// When.
    pub at: Timestamp,
    /// What was seen.
    pub items: Vec<Item>,
}

impl Read {
    /// What was seen, in a line.
    #[must_use]
    pub fn what(&self, say: &Words) -> String {
        item::seen(say, &self.items)
    }
}

#[cfg(test)]
impl SharedDetail {
    pub(crate) fn sample(frame: Frame) -> Self {
        use crate::domain::time::Lifetime;
        let read = |hours, items: &[Item]| Read {
            at: frame.now.minus(Lifetime::hours(hours)),
            items: items.to_vec(),
        };
        Self {
            entry: Entry::sample(&frame),
            legal_name: "Bệnh viện Đa khoa Sông Cầu".into(),
            purpose: "Tiếp đón khám bệnh bằng bảo hiểm y tế".into(),
            since: frame.now.minus(Lifetime::days(9)),
            reads: vec![
                read(31, &[Item::Name, Item::Birthdate, Item::HealthInsurance]),
                read(100, &[Item::HealthInsurance]),
                read(215, &[]),
            ],
            older: Some("/toi/chia-se/0192f00d?truoc=0192f3a4".into()),
            back: "/toi/chia-se".into(),
            receipt: "/toi/chia-se/bien-nhan/0192f00d".into(),
            csv: "/toi/chia-se/0192f00d/bang-ke.csv".into(),
            frame,
        }
    }
}
