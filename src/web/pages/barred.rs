//! Accounts that cannot sign in: locked, not activated, known to the app only. Shown only after a
//! proof that it is the person (`decisions.md` §6).

use askama::Template;

use super::icon::Icon;
use super::leave::Leave;
use super::moment;
use super::view::Frame;
use crate::domain::time::Timestamp;

/// The page that says why, and what to do.
#[derive(Clone, Debug, Template)]
#[template(path = "barred.html", config = "src/web/pages/askama.toml")]
pub struct Barred {
    /// The frame.
    pub frame: Frame,
    /// Why.
    pub bar: Bar,
    /// The address of the other numbers, where there may be any.
    pub another_way: Option<String>,
    /// Where a person says that it is somebody else, once somebody proved a password.
    pub other: Option<String>,
    /// Back to the service.
    pub leave: Option<Leave>,
}

/// Why an account cannot sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// P-locked, at the person's own request.
    LockedBySelf(Timestamp),
    /// P-locked, at the request of the police.
    LockedByPolice(Timestamp),
    /// P-locked, because the population register says that the account may not be used.
    LockedByRegister(Timestamp),
    /// Message 3 of the activation: granted and not yet activated.
    NotActivated,
    /// Message 1: an account of the app, without an identity.
    AppOnly,
    /// So many codes were wrong at this number that it proves nothing more.
    Codes,
}

impl Bar {
    /// The word in `data-error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LockedBySelf(_) | Self::LockedByPolice(_) | Self::LockedByRegister(_) => "locked",
            Self::NotActivated => "not_activated",
            Self::AppOnly => "app_only",
            Self::Codes => "codes_barred",
        }
    }
}

impl Barred {
    /// The heading, which is also the title.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        let say = self.frame.words();
        match self.bar {
            Bar::LockedBySelf(_) | Bar::LockedByPolice(_) | Bar::LockedByRegister(_) => {
                say.barred_locked()
            }
            Bar::NotActivated => say.barred_not_activated(),
            Bar::AppOnly => say.barred_app_only(),
            Bar::Codes => say.barred_codes(),
        }
    }
}

#[cfg(test)]
impl Barred {
    pub(crate) fn samples(frame: &Frame) -> Vec<(&'static str, Self)> {
        let service = super::requester::Requester::sample(frame.language).name;
        let since = frame.now.minus(crate::domain::time::Lifetime::days(3));
        [
            ("locked-self", Bar::LockedBySelf(since)),
            ("locked-police", Bar::LockedByPolice(since)),
            ("locked-register", Bar::LockedByRegister(since)),
            ("not_activated", Bar::NotActivated),
            ("app_only", Bar::AppOnly),
            ("codes", Bar::Codes),
        ]
        .into_iter()
        .map(|(name, bar)| {
            let action = "/gd/0192f3a4/roi".into();
            let leave = Some(Leave { action, service: service.clone() });
            let other = |page: &str| (bar == Bar::Codes).then(|| format!("/gd/0192f3a4/{page}"));
            let another_way = other("ma/cach-khac");
            let other = other("doi-nguoi");
            (name, Self { frame: frame.clone(), bar, another_way, other, leave })
        })
        .collect()
    }
}
