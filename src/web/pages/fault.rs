//! What is wrong with what was typed: the catalogue of `ux.md` §3.4, as far as pages can meet it. The
//! same words stand in the summary on top and beside the field.

use super::moment::clock;
use super::words::Words;
use crate::domain::time::Timestamp;
use crate::flows::password_change::Lacking;

/// A fault of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// E-id-empty
    NumberEmpty,
    /// E-id-len, with the count typed.
    NumberLength(usize),
    /// E-id-char
    NumberCharacters,
    /// E-pw-empty
    PasswordEmpty,
    /// More than 128 characters.
    PasswordLong,
    /// Too many are signing in at this moment.
    SignInBusy,
    /// E-pw-rule, with what a new password still needs.
    NewPasswordLacks(Vec<Lacking>),
    /// E-pw-empty, of a new password.
    NewPasswordEmpty,
    /// A new one of more than 128 characters.
    NewPasswordLong,
    /// E-pw-common
    NewPasswordCommon,
    /// It holds the person's own number, phone or name.
    NewPasswordOwn,
    /// It is the one of before.
    NewPasswordOld,
    /// E-pw-same
    NewPasswordDiffers,
    /// E-login, with the tries left.
    SignIn(u32),
    /// E-login after an old number, which two people may have had: the twelve digits are asked for.
    /// Told of every old number, so that it tells nothing of this one.
    SignInByOldNumber(u32),
    /// E-otp-empty
    CodeEmpty,
    /// E-otp-fmt
    CodeFormat,
    /// E-otp-wrong
    CodeWrong,
    /// E-otp-left, with the tries left: from three on.
    CodeLeft(u32),
    /// E-otp-old, with the moment it ended.
    CodeExpired(Timestamp),
    /// E-otp-wait, with the seconds to wait.
    SendTooEarly(u32),
    /// E-otp-send
    NotSent,
    /// E-choose
    NothingChosen,
}

impl Fault {
    /// The `id` of the field it belongs to.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NumberEmpty
            | Self::NumberLength(_)
            | Self::NumberCharacters
            | Self::SignIn(_)
            | Self::SignInByOldNumber(_) => "username",
            Self::PasswordEmpty | Self::PasswordLong | Self::SignInBusy => "password",
            Self::NewPasswordLacks(_)
            | Self::NewPasswordEmpty
            | Self::NewPasswordLong
            | Self::NewPasswordCommon
            | Self::NewPasswordOwn
            | Self::NewPasswordOld => "new_password",
            Self::NewPasswordDiffers => "new_password_again",
            Self::CodeEmpty
            | Self::CodeFormat
            | Self::CodeWrong
            | Self::CodeLeft(_)
            | Self::CodeExpired(_) => "code",
            Self::SendTooEarly(_) | Self::NotSent => "resend-submit",
            Self::NothingChosen => "way",
        }
    }

    /// The words of the catalogue.
    #[must_use]
    pub fn words(&self, say: &Words) -> String {
        match self {
            Self::NumberEmpty => say.e_id_empty().into(),
            Self::NumberLength(count) => say.e_id_len(u32::try_from(*count).unwrap_or(u32::MAX)),
            Self::NumberCharacters => say.e_id_char().into(),
            Self::PasswordEmpty | Self::NewPasswordEmpty => say.e_pw_empty().into(),
            Self::PasswordLong | Self::NewPasswordLong => say.e_pw_long().into(),
            Self::NewPasswordLacks(what) => say.e_pw_rule(listed(what, *say)),
            Self::NewPasswordCommon => say.e_pw_common().into(),
            Self::NewPasswordOwn => say.e_pw_own().into(),
            Self::NewPasswordOld => say.e_pw_old().into(),
            Self::NewPasswordDiffers => say.e_pw_same().into(),
            Self::SignInBusy => say.e_login_busy().into(),
            Self::SignIn(left) => say.e_login(*left),
            Self::SignInByOldNumber(left) => say.e_login_old(*left),
            Self::CodeEmpty => say.e_otp_empty().into(),
            Self::CodeFormat => say.e_otp_fmt().into(),
            Self::CodeWrong => say.e_otp_wrong().into(),
            Self::CodeLeft(left) => say.e_otp_left(*left),
            Self::CodeExpired(moment) => say.e_otp_old(clock(moment)),
            Self::SendTooEarly(seconds) => say.e_otp_wait(*seconds),
            Self::NotSent => say.e_otp_send().into(),
            Self::NothingChosen => say.e_choose().into(),
        }
    }
}

/// What a new password needs, in one line.
fn listed(lacking: &[Lacking], say: Words) -> String {
    let word = |one: &Lacking| match one {
        Lacking::Length => Some(say.password_change_length()),
        Lacking::Lower => Some(say.password_change_lower()),
        Lacking::Upper => Some(say.password_change_upper()),
        Lacking::Digit => Some(say.password_change_digit()),
        Lacking::Special => Some(say.password_change_special()),
        Lacking::Rarity | Lacking::Distance => None,
    };
    lacking.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}

/// The faults of a page, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// No fault: the page is shown for the first time.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// True if nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many places to correct.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// All, for the summary.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    /// The fault of this field, if any.
    #[must_use]
    pub fn on(&self, field: &str) -> Option<&Fault> {
        self.0.iter().find(|fault| fault.field() == field)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}
