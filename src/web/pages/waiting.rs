//! Too many tries: when to come back, as a clock time and as a span, and what to do meanwhile.

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::moment;
use super::view::Frame;
use crate::domain::time::Timestamp;

/// The page that says how long to wait.
#[derive(Clone, Debug, Template)]
#[template(path = "waiting.html", config = "src/web/pages/askama.toml")]
pub struct Waiting {
    /// The frame.
    pub frame: Frame,
    /// What has to wait.
    pub wait: Wait,
    /// Until when.
    pub until: Timestamp,
    /// Where to try again then.
    pub again: String,
    /// The address of the other ways, where there are any.
    pub another_way: Option<String>,
    /// Where a person says that it is somebody else, once somebody proved a password.
    pub other: Option<String>,
    /// Back to the service.
    pub leave: Option<Leave>,
}

/// What has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// P-pw-wait: too many wrong passwords.
    Password,
    /// P-otp-limit: no more codes for now.
    Codes,
    /// Very many wrong passwords came from this network, whoever's they were.
    PasswordsOfNetwork,
    /// Very many codes were sent at the wish of this network.
    CodesOfNetwork,
    /// Very many codes were sent to this number's operator.
    CodesOfOperator,
}

impl Wait {
    /// The word in `data-error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password_wait",
            Self::Codes => "otp_limit",
            Self::PasswordsOfNetwork => "network_passwords",
            Self::CodesOfNetwork => "network_codes",
            Self::CodesOfOperator => "operator_codes",
        }
    }
}

impl Waiting {
    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self.wait {
            Wait::Password | Wait::PasswordsOfNetwork => self.frame.words().waiting_password(),
            Wait::Codes | Wait::CodesOfNetwork | Wait::CodesOfOperator => {
                self.frame.words().waiting_codes()
            }
        }
    }

    /// Seconds to wait, for the countdown.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.until.since(self.frame.now).as_seconds()
    }
}

#[cfg(test)]
impl Waiting {
    pub(crate) fn sample(frame: Frame, wait: Wait) -> Self {
        let service = super::requester::Requester::sample(frame.language).name;
        Self {
            wait,
            until: frame.now.plus(crate::domain::time::Lifetime::minutes(15)),
            again: "/gd/0192f3a4/dang-nhap".into(),
            another_way: (wait == Wait::Codes).then(|| "/gd/0192f3a4/ma/cach-khac".into()),
            other: (wait == Wait::Codes).then(|| "/gd/0192f3a4/doi-nguoi".into()),
            leave: Some(Leave { action: "/gd/0192f3a4/roi".into(), service }),
            frame,
        }
    }
}
