//! `/toi/chia-se/bien-nhan/{id}`: what was agreed, to keep or to print.

use askama::Template;

use super::item;
use super::moment;
use super::shared::Entry;
use super::view::Frame;
use crate::domain::claim::Item;
use crate::domain::time::Timestamp;

/// The receipt of a consent.
#[derive(Clone, Debug, Template)]
#[template(path = "receipt.html", config = "src/web/pages/askama.toml")]
pub struct Receipt {
    /// The frame.
    pub frame: Frame,
    /// Its number.
    pub number: String,
    /// The sharing, as the list shows it.
    pub entry: Entry,
    /// What was agreed to, each with the days that it is kept.
    pub items: Vec<(Item, u32)>,
    /// The name in the register of organisations.
    pub legal_name: String,
    /// Its number there.
    pub organization_number: String,
    /// The name of the person who shared.
    pub account: String,
    /// What for.
    pub purpose: String,
    /// When.
    pub at: Timestamp,
    /// Where the signed copy is, if the receipt is signed.
    pub signed: Option<String>,
    /// Back to the detail.
    pub back: String,
}

impl Receipt {
    /// What was agreed to and how long each is kept, in a line.
    #[must_use]
    pub fn what(&self) -> String {
        let say = &self.frame.words();
        if self.items.is_empty() {
            self.entry.what(say)
        } else {
            item::capital(&item::list_kept(say, &self.items))
        }
    }
}

#[cfg(test)]
impl Receipt {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            number: "0192f3a4c1d27b44".into(),
            entry: Entry::sample(&frame),
            items: vec![(Item::Name, 3650), (Item::Birthdate, 3650), (Item::HealthInsurance, 365)],
            legal_name: "Bệnh viện Đa khoa Sông Cầu".into(),
            organization_number: "YT-0031-2041".into(),
            account: "Nguyễn Thị Mai".into(),
            purpose: "Tiếp đón khám bệnh bằng bảo hiểm y tế".into(),
            at: frame.now,
            signed: Some("/toi/chia-se/bien-nhan/0192f00d/ban-ky.jwt".into()),
            back: "/toi/chia-se/0192f00d".into(),
            frame,
        }
    }
}
