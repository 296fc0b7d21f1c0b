//! The relying party that asks, as pages present it: its card, its verified kind, its registration.

use super::icon::Icon;
use super::words::Words;
use crate::domain::client::Sector;
use crate::domain::time::Day;

/// Who asks, from our registry and never from the request.
#[derive(Clone, Debug)]
pub struct Requester {
    /// The name shown to people, in the page's language.
    pub name: String,
    /// The host that the answer goes to.
    pub host: String,
    /// What kind of body it is; the chip says that we checked.
    pub sector: Sector,
    /// The name in the register of organisations.
    pub legal_name: String,
    /// Its number there.
    pub organization_number: String,
    /// Since when it is connected.
    pub connected_since: Day,
    /// Its own page, if it has one.
    pub home: Option<Link>,
    /// What it does with people's data.
    pub policy: Option<Link>,
    /// Its terms.
    pub terms: Option<Link>,
    /// Its picture, where it is shown; else the drawing of its kind is.
    pub logo: Option<String>,
}

/// A page of the requester's own.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it stands.
    pub address: String,
    /// On which host, which may be another than the answer's.
    pub host: String,
}

impl Requester {
    /// The verified kind, for the chip.
    #[must_use]
    pub fn kind(&self, say: &Words) -> &'static str {
        match self.sector {
            Sector::State => say.requester_state(),
            Sector::Health => say.requester_health(),
            Sector::Finance => say.requester_finance(),
            Sector::Private => say.requester_private(),
        }
    }

    /// The drawing of its kind.
    #[must_use]
    pub fn icon(&self) -> Icon {
        icon_of(self.sector)
    }
}

/// The drawing of a kind of body.
#[must_use]
pub const fn icon_of(sector: Sector) -> Icon {
    match sector {
        Sector::State => Icon::OFFICE,
        Sector::Health => Icon::HOSPITAL,
        Sector::Finance => Icon::BANK,
        Sector::Private => Icon::SHOP,
    }
}

#[cfg(test)]
impl Link {
    fn sample(address: &str) -> Self {
        Self { address: address.into(), host: "songcau.example".into() }
    }
}

#[cfg(test)]
impl Requester {
    pub(crate) fn sample(language: crate::web::locale::Language) -> Self {
        let english = language == crate::web::locale::Language::English;
        Self {
            name: if english { "Song Cau Hospital" } else { "Bệnh viện Sông Cầu" }.into(),
            host: "tiepdon.songcau.example".into(),
            sector: Sector::Health,
            legal_name: "Bệnh viện Đa khoa Sông Cầu".into(),
            organization_number: "YT-0031-2041".into(),
            connected_since: Day::parse("2026-02-03").expect("a day"),
            home: Some(Link::sample("https://songcau.example/")),
            policy: Some(Link::sample("https://songcau.example/du-lieu")),
            terms: Some(Link::sample("https://songcau.example/dieu-khoan")),
            logo: None,
        }
    }
}
