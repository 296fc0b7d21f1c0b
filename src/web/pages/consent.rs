//! `/dong-y`: the person sees who asks for what and why, with the real values, and decides.

use askama::Template;

use super::detail::Detail;
use super::icon::Icon;
use super::item::{self, Matters};
use super::moment;
use super::requester::Requester;
use super::view::Frame;
use super::words::{Rich, Words};
use crate::domain::claim::Item;
use crate::domain::time::{Day, Timestamp};

/// The consent page.
#[derive(Clone, Debug, Template)]
#[template(path = "consent.html", config = "src/web/pages/askama.toml")]
pub struct Consent {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent.
    pub action: String,
    /// Who asks.
    pub requester: Requester,
    /// What for, reviewed at registration.
    pub purpose: String,
    /// When the request ends.
    pub answer_before: Timestamp,
    /// The name of the person signed in.
    pub account: String,
    /// Where another account is chosen.
    pub switch_account: String,
    /// What the service cannot do without.
    pub required: Vec<Row>,
    /// What the person may add.
    pub optional: Vec<Row>,
    /// What the service wants to be allowed this once.
    pub details: Vec<Detail>,
    /// The service asks to come back when the person is away.
    pub offline: bool,
    /// What of it was never agreed to, by a person who agreed to something before.
    pub added: Matters,
    /// What was agreed to before and goes on.
    pub already: Matters,
    /// The words of something agreed to are others now.
    pub reworded: bool,
    /// Something was agreed to for a time that is over.
    pub ran_out: bool,
    /// The other duration offered beside "once".
    pub until: Day,
    /// Required items that the account does not have: then only refusing is possible.
    pub missing: Vec<Item>,
    /// Why it is shown.
    pub shown: Shown,
    /// What a person does who does not share.
    pub alternative: String,
}

/// Why the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It is this step's turn.
    Asked,
    /// It was answered, and had asked something else than is open now.
    Changed,
}

/// One item asked for.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub item: Item,
    /// The value that would be released, as text.
    pub value: String,
    /// What for.
    pub reason: String,
    /// For how many days the service keeps it.
    pub kept_days: u32,
}

impl Consent {
    /// Something about the person is asked.
    #[must_use]
    pub fn asks_items(&self) -> bool {
        !self.required.is_empty() || !self.optional.is_empty() || !self.missing.is_empty()
    }

    /// Nothing is asked but the sign-in itself.
    #[must_use]
    pub fn only_sign_in(&self) -> bool {
        !self.asks_items() && !self.offline && self.details.is_empty()
    }

    /// The heading, by what is asked.
    #[must_use]
    pub fn heading(&self) -> Rich {
        let say = self.frame.words();
        let name = &self.requester.name;
        if !self.details.is_empty() {
            say.consent_heading_details(name)
        } else if !self.asks_items() {
            say.consent_heading_sign_in(name)
        } else if self.added.items.is_empty() {
            say.consent_heading(name)
        } else {
            say.consent_heading_more(name)
        }
    }

    /// What changed since the person last agreed to something here, if they did.
    #[must_use]
    pub fn news(&self) -> Option<String> {
        let say = self.frame.words();
        let added = (!self.added.is_empty()).then(|| say.consent_added(self.added.list(&say)));
        let reworded = self.reworded.then(|| say.consent_reworded().to_owned());
        let ran_out = self.ran_out.then(|| say.consent_ran_out().to_owned());
        let already =
            (!self.already.is_empty()).then(|| say.consent_already(self.already.list(&say)));
        let told = [added, reworded, ran_out, already].into_iter().flatten();
        Some(told.collect::<Vec<_>>().join(" ")).filter(|told| !told.is_empty())
    }

    /// What "this time only" means.
    #[must_use]
    pub fn once_more(&self) -> &'static str {
        let say = self.frame.words();
        if self.asks_items() { say.consent_once_more() } else { say.consent_once_sign_in() }
    }

    /// The warning names the buttons as they stand below it.
    #[must_use]
    pub fn scam(&self) -> &'static str {
        let say = self.frame.words();
        if !self.details.is_empty() {
            return say.consent_scam_details();
        }
        match (self.asks_items(), self.offline) {
            (true, _) => say.consent_scam(),
            (false, true) => say.consent_scam_offline(),
            (false, false) => say.consent_scam_sign_in(),
        }
    }

    /// What the button says before a script counts the boxes.
    #[must_use]
    pub fn accept(&self) -> String {
        let say = self.frame.words();
        if self.only_sign_in() {
            say.consent_continue().to_owned()
        } else if !self.details.is_empty() {
            say.consent_accept_details().to_owned()
        } else if !self.asks_items() {
            say.consent_accept_offline().to_owned()
        } else if self.optional.is_empty() {
            say.consent_accept_count(self.required_count())
        } else {
            say.consent_accept().to_owned()
        }
    }

    /// What the button says while nothing that could be ticked is.
    #[must_use]
    pub fn accept_none(&self) -> &'static str {
        let say = self.frame.words();
        if !self.details.is_empty() {
            say.consent_accept_details()
        } else if self.offline {
            say.consent_accept_offline()
        } else {
            say.consent_accept_none()
        }
    }

    /// What the button of refusal says.
    #[must_use]
    pub fn deny(&self) -> &'static str {
        let say = self.frame.words();
        match (self.details.is_empty(), self.asks_items()) {
            (false, _) => say.consent_deny_details(),
            (true, true) => say.consent_deny(),
            (true, false) => say.consent_leave(),
        }
    }

    /// How many items are shared in any case.
    #[must_use]
    pub fn required_count(&self) -> u32 {
        u32::try_from(self.required.len()).unwrap_or(u32::MAX)
    }

    /// The line that says what stays here; it never denies what is asked for.
    #[must_use]
    pub fn not_shared(&self) -> Rich {
        let say = self.frame.words();
        let name = &self.requester.name;
        let asked = |item: Item| {
            self.required.iter().chain(&self.optional).any(|row| row.item == item)
                || self.already.items.contains(&item)
        };
        if asked(Item::PersonalNumber) {
            say.consent_not_shared(name)
        } else {
            say.consent_not_shared_number(name)
        }
    }

    fn say(&self) -> Words {
        self.frame.words()
    }
}

#[cfg(test)]
impl Consent {
    pub(crate) fn sample(frame: Frame) -> Self {
        let english = frame.language == crate::web::locale::Language::English;
        let text = |vi: &str, en: &str| if english { en.to_owned() } else { vi.to_owned() };
        let row = |item, value: &str, reason: String| Row {
            item,
            value: value.into(),
            reason,
            kept_days: 3650,
        };
        Self {
            action: "/gd/0192f3a4/dong-y".into(),
            requester: Requester::sample(frame.language),
            purpose: text(
                "Tiếp đón khám bệnh bằng bảo hiểm y tế",
                "Check in for a visit paid by health insurance",
            ),
            answer_before: frame.now.plus(crate::domain::time::Lifetime::minutes(10)),
            account: "Nguyễn Thị Mai".into(),
            switch_account: "/gd/0192f3a4/dang-nhap/chon".into(),
            required: vec![
                row(
                    Item::Name,
                    "Nguyễn Thị Mai",
                    text("Để gọi đúng người", "To call the right person"),
                ),
                row(
                    Item::Birthdate,
                    "12/03/1988",
                    text("Để tìm đúng hồ sơ", "To find the right record"),
                ),
                row(
                    Item::HealthInsurance,
                    &text("GD 4 79 •••• 678 – còn hạn", "GD 4 79 •••• 678 – valid"),
                    text("Để tính phần bảo hiểm trả", "To work out what insurance pays"),
                ),
            ],
            optional: vec![
                row(
                    Item::Phone,
                    "09•• ••• 088",
                    text("Để nhắn lịch hẹn và kết quả", "To text appointments and results"),
                ),
                row(
                    Item::Address,
                    "Phường Sông Cầu, Đắk Lắk",
                    text("Để ghi sẵn vào giấy ra viện", "To fill in your discharge paper"),
                ),
            ],
            details: Vec::new(),
            offline: false,
            added: Matters::default(),
            already: Matters::default(),
            reworded: false,
            ran_out: false,
            until: Day::parse("2027-11-21").expect("a day"),
            missing: Vec::new(),
            shown: Shown::Asked,
            alternative: text(
                "Bạn đưa thẻ giấy tại quầy như thường lệ",
                "Show your paper card at the desk as usual",
            ),
            frame,
        }
    }
}
