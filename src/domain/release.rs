//! What is released: registered ∩ asked ∩ consented ∩ allowed at this level. One pure function.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::assurance::Assurance;
use super::claim::{Claim, ClaimValue, Item};
use super::client::Client;
use super::consent::{Consented, Matter};
use super::person::{Address, HealthInsurance, InsuranceStatus, Person, Sex};
use super::time::Day;

/// What we hold about a person today, and from which snapshots.
#[derive(Clone, Copy, Debug)]
pub struct Holdings<'a> {
    /// The account.
    pub account: &'a Account,
    /// The population register's snapshot, if it stands.
    pub person: Option<&'a Person>,
    /// The insurer's snapshot, if it stands.
    pub insurance: Option<&'a HealthInsurance>,
    /// Today in Viet Nam.
    pub today: Day,
}

/// The claims of `asked` that this client receives, with their values.
#[must_use]
pub fn release(
    client: &Client,
    asked: &BTreeSet<Claim>,
    consented: &Consented,
    level: Assurance,
    holdings: Holdings<'_>,
) -> BTreeMap<Claim, ClaimValue> {
    asked
        .iter()
        .copied()
        .filter(|claim| client.may_ask(*claim))
        .filter(|claim| consented.covers(Matter::Item(claim.item())))
        .filter(|claim| level.satisfies(claim.item().released_from()))
        .filter_map(|claim| holdings.value(claim).map(|value| (claim, value)))
        .collect()
}

impl<'a> Holdings<'a> {
    /// What the account holds by itself.
    #[must_use]
    pub fn of_account_alone(account: &'a Account, today: Day) -> Self {
        Self { account, person: None, insurance: None, today }
    }

    /// The value of a claim, if we hold one; absent, never null.
    #[must_use]
    pub fn value(&self, claim: Claim) -> Option<ClaimValue> {
        match claim.item() {
            item if item.is_of_account() => self.of_account(claim),
            Item::HealthInsurance => self.insurance.map(insurance),
            _ => self.person.and_then(|person| of_person(person, claim, self.today)),
        }
    }

    /// Whether it is sure, with no register asked, that there is no such value.
    #[must_use]
    pub fn lacks(&self, item: Item) -> bool {
        item.is_of_account() && self.of_account(item.lead()).is_none()
    }

    fn of_account(&self, claim: Claim) -> Option<ClaimValue> {
        let profile = &self.account.profile;
        match claim {
            Claim::PhoneNumber => profile.phone.as_ref().map(|p| text(p.as_str())),
            Claim::PhoneNumberVerified => profile.phone.as_ref().map(|_| ClaimValue::Flag(true)),
            Claim::Email => profile.email.as_ref().map(|e| text(e.as_str())),
            Claim::EmailVerified => profile.email.as_ref().map(|_| ClaimValue::Flag(true)),
            Claim::Locale => profile.language.as_deref().map(text),
            Claim::PersonalNumber => Some(text(profile.number.as_str())),
            Claim::AccountKind => Some(text(profile.kind.as_str())),
            Claim::EidLevel => profile.eid_level.map(|level| ClaimValue::Number(level.into())),
            _ => None,
        }
    }
}

fn of_person(person: &Person, claim: Claim, today: Day) -> Option<ClaimValue> {
    match claim {
        Claim::Name => Some(ClaimValue::Text(person.name.whole())),
        Claim::FamilyName => Some(text(person.name.family.as_str())),
        Claim::MiddleName => person.name.middle.as_ref().map(|m| text(m.as_str())),
        Claim::GivenName => Some(text(person.name.given.as_str())),
        Claim::UpdatedAt => Some(ClaimValue::Number(person.as_of.unix())),
        Claim::Birthdate => Some(ClaimValue::Text(person.birth.claim())),
        Claim::BirthdatePrecision => Some(text(person.birth.precision())),
        Claim::Gender => Some(text(match person.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Other => "other",
        })),
        Claim::Address => person.address.as_ref().map(address),
        Claim::Nationalities => (!person.nationalities.is_empty())
            .then(|| ClaimValue::List(person.nationalities.clone())),
        Claim::IsCitizen => Some(ClaimValue::Flag(person.nationalities.iter().any(|n| n == "VNM"))),
        Claim::AgeOver14 => over(person, 14, today),
        Claim::AgeOver16 => over(person, 16, today),
        Claim::AgeOver18 => over(person, 18, today),
        Claim::AgeOver60 => over(person, 60, today),
        _ => None,
    }
}

/// True only when it is sure: with a year alone, from the last day of the year in which it comes true.
fn over(person: &Person, years: i32, today: Day) -> Option<ClaimValue> {
    person.birth.latest().map(|birth| ClaimValue::Flag(today.years_since(birth) >= years))
}

/// OpenID Connect Core 5.1.1, and the two tiers of the country's administration.
fn address(address: &Address) -> ClaimValue {
    let mut members = BTreeMap::new();
    members.insert("formatted", ClaimValue::Text(address.formatted()));
    if let Some(line) = &address.line {
        members.insert("street_address", text(line.as_str()));
    }
    members.insert("locality", text(address.commune.as_str()));
    members.insert("region", text(address.province.as_str()));
    members.insert("country", text("VN"));
    if let Some(code) = &address.commune_code {
        members.insert("vn_commune_code", text(code));
    }
    if let Some(code) = &address.province_code {
        members.insert("vn_province_code", text(code));
    }
    ClaimValue::Object(members)
}

fn insurance(insurance: &HealthInsurance) -> ClaimValue {
    let mut members = BTreeMap::new();
    members.insert(
        "status",
        text(match insurance.status {
            InsuranceStatus::Valid => "valid",
            InsuranceStatus::Invalid => "invalid",
            InsuranceStatus::Unknown => "unknown",
        }),
    );
    members.insert("checked_at", ClaimValue::Number(insurance.checked_at.unix()));
    let mut put = |name, value: Option<String>| {
        if let Some(value) = value {
            members.insert(name, ClaimValue::Text(value));
        }
    };
    put("number", insurance.number.clone());
    put("number10", insurance.number10.clone());
    put("facility", insurance.facility.as_ref().map(|f| f.as_str().to_owned()));
    put("valid_from", insurance.valid_from.map(|d| d.to_string()));
    put("valid_to", insurance.valid_to.map(|d| d.to_string()));
    ClaimValue::Object(members)
}

fn text(value: &str) -> ClaimValue {
    ClaimValue::Text(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Profile;
    use crate::domain::person::{BirthDate, Email, PersonName, Phone};
    use crate::domain::text::Line;
    use crate::domain::time::Timestamp;

    /// What a claim is released under, on both axes.
    #[test]
    fn each_item_is_released_from_its_own_level() {
        use crate::domain::assurance::{Aal, Ial};
        let reached = |ial, aal| -> BTreeSet<Item> {
            let all = Claim::all().map(Claim::item);
            let level = Assurance::new(ial, aal);
            all.filter(|item| level.satisfies(item.released_from())).collect()
        };
        let (email, kind) = (Item::Email, Item::AccountKind);
        let ages = [Item::AgeOver14, Item::AgeOver16, Item::AgeOver18, Item::AgeOver60];
        let matched = [Item::Name, Item::Birthdate, Item::Gender, Item::Nationalities, Item::Phone];
        let bound = [Item::Address, Item::PersonalNumber, Item::HealthInsurance];
        let mut so_far = BTreeSet::from([email, kind]);
        assert_eq!(reached(Ial::Ial0, Aal::Aal1), so_far);
        so_far.extend(ages.into_iter().chain([Item::IsCitizen]));
        assert_eq!(reached(Ial::Ial1, Aal::Aal1), so_far);
        assert_eq!(reached(Ial::Ial3, Aal::Aal1), so_far, "sure who, hardly sure that it is they");
        assert_eq!(reached(Ial::Ial0, Aal::Aal3), BTreeSet::from([email, kind, Item::Locale]));
        so_far.extend(matched.into_iter().chain([Item::Locale]));
        assert_eq!(reached(Ial::Ial1, Aal::Aal2), so_far);
        so_far.extend(bound);
        assert_eq!(reached(Ial::Ial2, Aal::Aal2), so_far);
        assert_eq!(so_far, Claim::all().map(Claim::item).collect());
    }

    /// P11: whatever discovery announces, somebody can hold.
    #[test]
    fn p11_each_claim_has_a_value_where_all_is_known() {
        let then = Timestamp::from_unix(1_700_000_000);
        let known = |text: &str| Line::parse(text).expect("one line");
        let account = Account::example();
        let profile = Profile {
            phone: Phone::parse("0500000088"),
            email: Email::parse("mai@nguoidan.example"),
            language: Some("vi".to_owned()),
            eid_level: Some(2),
            ..account.profile
        };
        let account = Account { profile, ..account };
        let name =
            PersonName {
                family: known("Nguyễn"), middle: Line::parse("Thị"), given: known("Mai")
            };
        let person = Person {
            number: account.profile.number.clone(),
            name,
            birth: BirthDate::Year(1988),
            sex: Sex::Female,
            address: Some(Address {
                line: None,
                commune: known("Phường Sông Cầu"),
                commune_code: None,
                province: known("Tỉnh Đắk Lắk"),
                province_code: None,
            }),
            nationalities: vec!["VNM".to_owned()],
            as_of: then,
        };
        let insurance = HealthInsurance {
            status: InsuranceStatus::Valid,
            number10: None,
            number: None,
            facility: None,
            valid_from: None,
            valid_to: None,
            checked_at: then,
        };
        let (person, insurance) = (Some(&person), Some(&insurance));
        let holdings = Holdings { account: &account, person, insurance, today: then.day() };
        let without: Vec<_> = Claim::all().filter(|c| holdings.value(*c).is_none()).collect();
        assert_eq!(without, []);
    }
}
