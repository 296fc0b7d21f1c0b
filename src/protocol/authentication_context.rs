//! `acr`: what is asked and what may be stated; `amr` and `vn_assurance` beside it.
//!
//! OpenID Connect Core 2, 3.1.2.1, 5.5.1.1; OpenID Connect EAP ACR Values 1.0 (`phr`, `phrh`);
//! `decisions.md` §5: a token states what was achieved, never what was asked; only if `acr` is essential
//! with values does it carry the highest requested value that what was achieved satisfies.

use std::fmt;

use serde_json::{Map, Value};

use super::claims_request::AcrClaim;
use super::error::OAuthError;
use super::refusal;
use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::client::Client;
use crate::domain::session::Proofs;

const PREFIX: &str = "urn:danh:acr:";

/// Values in one request.
const MOST: usize = 20;

/// A value of `acr` that means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acr {
    /// `urn:danh:acr:ial2.aal2` and its like.
    Level(Assurance),
    /// `phr`: resistant to phishing, whoever it is.
    PhishingResistant,
    /// `phrh`: so, and by hardware.
    PhishingResistantHardware,
}

impl Acr {
    /// Reads a value; others mean nothing here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "phr" => Some(Self::PhishingResistant),
            "phrh" => Some(Self::PhishingResistantHardware),
            _ => {
                let (ial, aal) = text.strip_prefix(PREFIX)?.split_once('.')?;
                Some(Self::Level(Assurance::new(Ial::parse(ial)?, Aal::parse(aal)?)))
            }
        }
    }

    /// The least that satisfies it.
    #[must_use]
    pub const fn level(self) -> Assurance {
        match self {
            Self::Level(level) => level,
            Self::PhishingResistant => Assurance::new(Ial::Ial0, Aal::Aal2Phr),
            Self::PhishingResistantHardware => Assurance::new(Ial::Ial0, Aal::Aal3),
        }
    }
}

impl fmt::Display for Acr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PhishingResistant => f.write_str("phr"),
            Self::PhishingResistantHardware => f.write_str("phrh"),
            Self::Level(level) => {
                write!(f, "{PREFIX}{}.{}", level.ial.as_str(), level.aal.as_str())
            }
        }
    }
}

/// What a request asks of the sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedContext {
    /// In order of preference; empty if nothing that we know was named.
    values: Vec<Acr>,
    /// `acr` is an essential claim with values.
    essential: bool,
    /// The client's registered floor.
    floor: Option<Assurance>,
}

impl RequestedContext {
    /// Joins `acr_values`, the `acr` claim and the client's registration. The claim says more than the
    /// list, so it wins (Core 5.5.1.1). An essential list without any value that we know cannot be met.
    pub fn parse(
        acr_values: Option<&str>,
        claim: Option<&AcrClaim>,
        client: &Client,
    ) -> Result<Self, OAuthError> {
        let listed: Vec<&str> = match claim.filter(|claim| !claim.values.is_empty()) {
            Some(claim) => claim.values.iter().map(String::as_str).collect(),
            None => acr_values.unwrap_or("").split(' ').filter(|v| !v.is_empty()).collect(),
        };
        if listed.len() > MOST {
            return Err(refusal::ACR_VALUES);
        }
        let essential = claim.is_some_and(|claim| claim.essential && !claim.values.is_empty());
        let values: Vec<Acr> = listed.into_iter().filter_map(Acr::parse).collect();
        if essential && values.is_empty() {
            return Err(refusal::UNMET);
        }
        let floor = client.assurance_required.then_some(client.default_assurance);
        Ok(Self { values, essential, floor })
    }

    /// What satisfies it, best liked first, for the hall; empty if the client's default stands in.
    #[must_use]
    pub fn acceptable(&self) -> Vec<Assurance> {
        let named = self.values.iter().map(|value| self.raised(value.level()));
        // A wish may stay unmet (Core 3.1.2.1), the registered floor may not: it is the last that will do.
        let least = self.floor.filter(|_| !self.essential && !self.values.is_empty());
        named.chain(least).collect()
    }

    /// Whether the request fails rather than being told of less.
    #[must_use]
    pub fn must_be_met(&self) -> bool {
        self.essential || self.floor.is_some()
    }

    /// The `acr` that a token may state after this sign-in, or that it must not be issued.
    pub fn stated(&self, achieved: Assurance) -> Result<Acr, OAuthError> {
        if self.floor.is_some_and(|floor| !achieved.satisfies(floor)) {
            return Err(refusal::UNMET);
        }
        if !self.essential {
            return Ok(Acr::Level(achieved));
        }
        let met = self.values.iter().copied().filter(|value| achieved.satisfies(value.level()));
        met.reduce(|best, next| if next.level() > best.level() { next } else { best })
            .ok_or(refusal::UNMET)
    }

    fn raised(&self, level: Assurance) -> Assurance {
        self.floor.map_or(level, |floor| {
            Assurance::new(level.ial.max(floor.ial), level.aal.max(floor.aal))
        })
    }
}

/// `amr`: by what means (RFC 8176 §2).
#[must_use]
pub fn amr(proofs: Proofs) -> Vec<String> {
    let means: &[&str] = match proofs.aal() {
        Aal::Aal1 => &["pwd"],
        _ => &["pwd", "otp", "sms", "mfa"],
    };
    means.iter().map(|name| (*name).to_owned()).collect()
}

/// `vn_assurance`: both axes exactly, the level of Decree 69/2024 article 20, the e-ID level where the
/// police gave one, and whether the browser is the account's one device (`claims.md` §1.3).
#[must_use]
pub fn vn_assurance(achieved: Assurance, eid_level: Option<u8>, device_bound: bool) -> Value {
    let mut members = Map::new();
    members.insert("ial".to_owned(), achieved.ial.as_str().into());
    members.insert("aal".to_owned(), achieved.aal.as_str().into());
    // One factor is level 1; two are level 2; 3 and 4 need biometrics that we check ourselves.
    members.insert("val".to_owned(), if achieved.aal == Aal::Aal1 { 1 } else { 2 }.into());
    if let Some(level) = eid_level {
        members.insert("eid_level".to_owned(), level.into());
    }
    members.insert("device_bound".to_owned(), device_bound.into());
    Value::Object(members)
}

/// Every value that discovery announces: what this server can reach.
#[must_use]
pub fn announced(strongest: Aal) -> Vec<String> {
    let ials = [Ial::Ial0, Ial::Ial1, Ial::Ial2, Ial::Ial3];
    let aals = [Aal::Aal1, Aal::Aal2, Aal::Aal2Phr, Aal::Aal3];
    let pairs = ials.iter().flat_map(|ial| aals.map(|aal| Assurance::new(*ial, aal)));
    // Very sure who it is and hardly sure that it is they: a fact that may be returned, not an offer.
    let offered =
        pairs.filter(|p| p.aal <= strongest && !(p.ial == Ial::Ial3 && p.aal == Aal::Aal1));
    let mut values: Vec<String> = offered.map(|pair| Acr::Level(pair).to_string()).collect();
    let aliases = [Acr::PhishingResistant, Acr::PhishingResistantHardware];
    values.extend(aliases.iter().filter(|a| a.level().aal <= strongest).map(ToString::to_string));
    values
}

#[cfg(test)]
mod tests;
