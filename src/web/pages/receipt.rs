//! `/toi/chia-se/bien-nhan/{id}`: what was agreed, to keep or to print.

use askama::Template;

use super::moment;
use super::shared::Entry;
use super::view::Frame;
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

#[cfg(test)]
impl Receipt {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            number: "0192f3a4c1d27b44".into(),
            entry: Entry::sample(&frame),
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
