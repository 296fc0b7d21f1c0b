//! `scope`: a list of names, and the claims each stands for.
//!
//! RFC 6749 §3.3 and appendix A.4: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`, order does not matter.
//! OpenID Connect Core 5.4 for the standard names; `claims.md` §3 for our own. Unknown names are ignored.

use std::collections::BTreeSet;

use super::error::OAuthError;
use super::refusal;
use crate::domain::claim::Claim;

/// A scope that means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `openid`: who, as `sub`.
    OpenId,
    /// `profile`
    Profile,
    /// `email`
    Email,
    /// `phone`
    Phone,
    /// `address`
    Address,
    /// `vn.age`
    Age,
    /// `vn.number`
    Number,
    /// `vn.nationality`
    Nationality,
    /// `vn.health_insurance`
    HealthInsurance,
    /// `offline_access`: a refresh token.
    OfflineAccess,
    /// `danh.metrics`: what is counted here, for a machine that watches over it.
    Metrics,
}

const TABLE: [(Scope, &str, &[Claim]); 11] = [
    (Scope::OpenId, "openid", &[]),
    (
        Scope::Profile,
        "profile",
        &[
            Claim::Name,
            Claim::FamilyName,
            Claim::MiddleName,
            Claim::GivenName,
            Claim::Birthdate,
            Claim::BirthdatePrecision,
            Claim::Gender,
            Claim::Locale,
            Claim::UpdatedAt,
        ],
    ),
    (Scope::Email, "email", &[Claim::Email, Claim::EmailVerified]),
    (Scope::Phone, "phone", &[Claim::PhoneNumber, Claim::PhoneNumberVerified]),
    (Scope::Address, "address", &[Claim::Address]),
    (
        Scope::Age,
        "vn.age",
        &[Claim::AgeOver14, Claim::AgeOver16, Claim::AgeOver18, Claim::AgeOver60, Claim::IsCitizen],
    ),
    (Scope::Number, "vn.number", &[Claim::PersonalNumber]),
    (Scope::Nationality, "vn.nationality", &[Claim::Nationalities]),
    (Scope::HealthInsurance, "vn.health_insurance", &[Claim::HealthInsurance]),
    (Scope::OfflineAccess, "offline_access", &[]),
    (Scope::Metrics, "danh.metrics", &[]),
];

impl Scope {
    /// Every scope there is.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The scope of this name, if it means something here.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// The claims it asks for, at UserInfo (Core 5.4: the code flow).
    #[must_use]
    pub fn claims(self) -> &'static [Claim] {
        TABLE.iter().find(|row| row.0 == self).map_or(&[], |row| row.2)
    }

    /// For a machine at our management resources; nobody is asked for it.
    #[must_use]
    pub fn is_management(self) -> bool {
        self == Self::Metrics
    }

    /// Ours, and never for a client with a shared secret in production (`decisions.md` §8).
    #[must_use]
    pub fn is_national(self) -> bool {
        self.name().starts_with("vn.")
    }
}

/// Names in one request; far above what any client needs.
const MOST: usize = 64;

/// A set of scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Reads the parameter; names that mean nothing here are left out.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let legal = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        let names = || text.split(' ').filter(|name| !name.is_empty());
        if !text.bytes().all(legal) || names().count() > MOST {
            return Err(refusal::SCOPE_MALFORMED);
        }
        Ok(Self(names().filter_map(Scope::parse).collect()))
    }

    /// Whether it is among them.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Those that are also registered; the rest is left out, and the token response says so.
    #[must_use]
    pub fn registered(&self, names: &[String]) -> Self {
        self.iter().filter(|scope| names.iter().any(|name| name == scope.name())).collect()
    }

    /// True if nothing here is missing there.
    #[must_use]
    pub fn within(&self, granted: &Self) -> bool {
        self.0.is_subset(&granted.0)
    }

    /// These without one.
    #[must_use]
    pub fn without(&self, scope: Scope) -> Self {
        self.iter().filter(|other| *other != scope).collect()
    }

    /// One by one, in one order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// The claims they ask for together.
    #[must_use]
    pub fn claims(&self) -> BTreeSet<Claim> {
        self.iter().flat_map(|scope| scope.claims().iter().copied()).collect()
    }

    /// The names, as the parameter writes them.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.iter().map(Scope::name).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_one_row_and_a_legal_name() {
        for scope in Scope::all() {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
            assert!(scope.name().bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b)));
        }
    }

    /// P23, P24.
    #[test]
    fn p24_order_repetition_and_unknown_names_do_not_matter() {
        let scopes = Scopes::parse("email  openid unheard.of email").expect("scopes");
        assert_eq!(scopes, Scopes::parse("openid email").expect("scopes"));
        assert_eq!(scopes.to_text(), "openid email");
    }

    #[test]
    fn an_illegal_character_is_refused() {
        for wrong in ["openid\tprofile", "open\"id", "a\\b", "tên", "a\n"] {
            assert_eq!(Scopes::parse(wrong), Err(refusal::SCOPE_MALFORMED), "{wrong:?}");
        }
        assert!(Scopes::parse(&"a ".repeat(65)).is_err());
    }

    /// P70, P71: each scope stands for its claims and nothing else does.
    #[test]
    fn p70_scopes_stand_for_their_claims() {
        let claims = Scopes::parse("openid email vn.number").expect("scopes").claims();
        let expected = [Claim::Email, Claim::EmailVerified, Claim::PersonalNumber];
        assert_eq!(claims, BTreeSet::from(expected));
    }

    #[test]
    fn what_is_not_registered_is_left_out() {
        let asked = Scopes::parse("openid profile phone").expect("scopes");
        let left = asked.registered(&["openid".to_owned(), "phone".to_owned()]);
        assert_eq!(left.to_text(), "openid phone");
        assert!(left.within(&asked) && !asked.within(&left));
    }
}
