//! `/doi-mat-khau`: another password in the place of one that served too long.

use askama::Template;

use super::fault::Faults;
use super::icon::Icon;
use super::leave::Leave;
use super::view::Frame;

/// The page that takes a new password.
#[derive(Clone, Debug, Template)]
#[template(path = "password_change.html", config = "src/web/pages/askama.toml")]
pub struct PasswordChange {
    /// The frame.
    pub frame: Frame,
    /// Where the form is sent.
    pub action: String,
    /// The person's number, unseen: by it a password manager knows whose password changes.
    pub number: String,
    /// How many days a password serves.
    pub days: i64,
    /// It may be put off.
    pub postponable: bool,
    /// The way back to the service.
    pub leave: Option<Leave>,
    /// What to correct.
    pub faults: Faults,
}

#[cfg(test)]
impl PasswordChange {
    pub(crate) fn sample(frame: Frame) -> Self {
        let service = super::requester::Requester::sample(frame.language).name;
        Self {
            frame,
            action: "/gd/0192f3a4/doi-mat-khau".into(),
            number: "999188000001".into(),
            days: 180,
            postponable: false,
            leave: Some(Leave { action: "/gd/0192f3a4/thoi".into(), service }),
            faults: Faults::none(),
        }
    }
}
