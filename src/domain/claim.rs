//! The closed list of claims, the items a person agrees to, and the typed values they carry.

use std::collections::BTreeMap;

use super::assurance::{Aal, Assurance, Ial};

/// A named fact that can be released. OpenID Connect Core 5.1 and our own `vn_…` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// `name`
    Name,
    /// `family_name`
    FamilyName,
    /// `middle_name`
    MiddleName,
    /// `given_name`
    GivenName,
    /// `birthdate`
    Birthdate,
    /// `vn_birthdate_precision`
    BirthdatePrecision,
    /// `gender`
    Gender,
    /// `address`
    Address,
    /// `nationalities`
    Nationalities,
    /// `phone_number`
    PhoneNumber,
    /// `phone_number_verified`
    PhoneNumberVerified,
    /// `email`
    Email,
    /// `email_verified`
    EmailVerified,
    /// `locale`
    Locale,
    /// `updated_at`
    UpdatedAt,
    /// `vn_personal_number`
    PersonalNumber,
    /// `vn_health_insurance`
    HealthInsurance,
    /// `vn_age_over_14`
    AgeOver14,
    /// `vn_age_over_16`
    AgeOver16,
    /// `vn_age_over_18`
    AgeOver18,
    /// `vn_age_over_60`
    AgeOver60,
    /// `vn_is_citizen`
    IsCitizen,
    /// `vn_account_kind`
    AccountKind,
    /// `vn_eid_level`
    EidLevel,
}

/// What one row of the consent page stands for; the claims under it are agreed to together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The name and its parts.
    Name,
    /// The birth date and how precise it is.
    Birthdate,
    /// Sex.
    Gender,
    /// Permanent residence.
    Address,
    /// Nationalities.
    Nationalities,
    /// The owned phone number.
    Phone,
    /// E-mail.
    Email,
    /// Language preferred.
    Locale,
    /// The twelve-digit number.
    PersonalNumber,
    /// The health-insurance card.
    HealthInsurance,
    /// Over 14.
    AgeOver14,
    /// Over 16.
    AgeOver16,
    /// Over 18.
    AgeOver18,
    /// Over 60.
    AgeOver60,
    /// Citizen or not.
    IsCitizen,
    /// Kind of account and e-ID level.
    AccountKind,
}

/// A claim's value; `protocol` writes it as JSON.
#[derive(Clone, PartialEq, Eq)]
pub enum ClaimValue {
    /// A string.
    Text(String),
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(i64),
    /// An array of strings.
    List(Vec<String>),
    /// An object; members without a value are left out.
    Object(BTreeMap<&'static str, ClaimValue>),
}

impl std::fmt::Debug for ClaimValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimValue(…)")
    }
}

/// Claim, its name, the item it belongs to.
const TABLE: [(Claim, &str, Item); 24] = [
    (Claim::Name, "name", Item::Name),
    (Claim::FamilyName, "family_name", Item::Name),
    (Claim::MiddleName, "middle_name", Item::Name),
    (Claim::GivenName, "given_name", Item::Name),
    (Claim::Birthdate, "birthdate", Item::Birthdate),
    (Claim::BirthdatePrecision, "vn_birthdate_precision", Item::Birthdate),
    (Claim::Gender, "gender", Item::Gender),
    (Claim::Address, "address", Item::Address),
    (Claim::Nationalities, "nationalities", Item::Nationalities),
    (Claim::PhoneNumber, "phone_number", Item::Phone),
    (Claim::PhoneNumberVerified, "phone_number_verified", Item::Phone),
    (Claim::Email, "email", Item::Email),
    (Claim::EmailVerified, "email_verified", Item::Email),
    (Claim::Locale, "locale", Item::Locale),
    (Claim::UpdatedAt, "updated_at", Item::Name),
    (Claim::PersonalNumber, "vn_personal_number", Item::PersonalNumber),
    (Claim::HealthInsurance, "vn_health_insurance", Item::HealthInsurance),
    (Claim::AgeOver14, "vn_age_over_14", Item::AgeOver14),
    (Claim::AgeOver16, "vn_age_over_16", Item::AgeOver16),
    (Claim::AgeOver18, "vn_age_over_18", Item::AgeOver18),
    (Claim::AgeOver60, "vn_age_over_60", Item::AgeOver60),
    (Claim::IsCitizen, "vn_is_citizen", Item::IsCitizen),
    (Claim::AccountKind, "vn_account_kind", Item::AccountKind),
    (Claim::EidLevel, "vn_eid_level", Item::AccountKind),
];

impl Claim {
    /// Every claim there is.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The claim of this name, if there is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name in tokens and requests.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The row of the consent page it belongs to.
    #[must_use]
    pub fn item(self) -> Item {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, Item) {
        // The table has a row for each variant; a test says so.
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[0])
    }
}

impl Item {
    /// The least under which it is released, on both axes; below it its claims are absent, not null.
    #[must_use]
    pub const fn released_from(self) -> Assurance {
        let (ial, aal) = match self {
            Self::Email | Self::AccountKind => (Ial::Ial0, Aal::Aal1),
            Self::Locale => (Ial::Ial0, Aal::Aal2),
            Self::AgeOver14
            | Self::AgeOver16
            | Self::AgeOver18
            | Self::AgeOver60
            | Self::IsCitizen => (Ial::Ial1, Aal::Aal1),
            Self::Name | Self::Birthdate | Self::Gender | Self::Nationalities | Self::Phone => {
                (Ial::Ial1, Aal::Aal2)
            }
            Self::Address | Self::PersonalNumber | Self::HealthInsurance => (Ial::Ial2, Aal::Aal2),
        };
        Assurance::new(ial, aal)
    }

    /// Whether the account alone tells its value, without a register.
    #[must_use]
    pub const fn is_of_account(self) -> bool {
        use Item::{AccountKind, Email, Locale, PersonalNumber, Phone};
        matches!(self, Phone | Email | Locale | PersonalNumber | AccountKind)
    }

    /// The claim that names this item in forms, registrations and receipts.
    #[must_use]
    pub fn lead(self) -> Claim {
        TABLE.iter().find(|row| row.2 == self).map_or(Claim::Name, |row| row.0)
    }

    /// All claims that are agreed to with it.
    pub fn claims(self) -> impl Iterator<Item = Claim> {
        TABLE.iter().filter(move |row| row.2 == self).map(|row| row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_has_one_row_and_one_name() {
        for (at, claim) in Claim::all().enumerate() {
            assert_eq!(claim.row().0, claim);
            assert_eq!(Claim::parse(claim.name()), Some(claim));
            assert!(Claim::all().skip(at + 1).all(|other| other.name() != claim.name()));
        }
        assert_eq!(Claim::parse("picture"), None);
    }

    #[test]
    fn an_item_is_named_by_its_first_claim() {
        assert_eq!(Item::Phone.lead(), Claim::PhoneNumber);
        assert_eq!(Item::AccountKind.lead(), Claim::AccountKind);
        assert!(Item::Name.claims().any(|claim| claim == Claim::MiddleName));
    }
}
