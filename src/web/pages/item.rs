//! How pages name, draw and write the items of a consent.
//! Arguments are references because templates hand them over so.

use std::collections::BTreeSet;

use super::icon::Icon;
use super::moment::date;
use super::words::Words;
use crate::domain::claim::Item;
use crate::domain::consent::Matter;
use crate::domain::person::{BirthDate, HealthInsurance, InsuranceStatus, Sex};

/// The item's name for the person.
#[must_use]
pub fn label(say: &Words, item: &Item) -> &'static str {
    match item {
        Item::Name => say.item_name(),
        Item::Birthdate => say.item_birthdate(),
        Item::Gender => say.item_gender(),
        Item::Address => say.item_address(),
        Item::Nationalities => say.item_nationalities(),
        Item::Phone => say.item_phone(),
        Item::Email => say.item_email(),
        Item::Locale => say.item_locale(),
        Item::PersonalNumber => say.item_personal_number(),
        Item::HealthInsurance => say.item_health_insurance(),
        Item::AgeOver14 => say.item_age_over_14(),
        Item::AgeOver16 => say.item_age_over_16(),
        Item::AgeOver18 => say.item_age_over_18(),
        Item::AgeOver60 => say.item_age_over_60(),
        Item::IsCitizen => say.item_is_citizen(),
        Item::AccountKind => say.item_account_kind(),
    }
}

/// The item's drawing.
#[must_use]
pub const fn icon(item: &Item) -> Icon {
    match item {
        Item::Name | Item::Gender => Icon::PERSON,
        Item::Birthdate => Icon::CALENDAR,
        Item::Address => Icon::HOUSE,
        Item::Nationalities | Item::Locale | Item::IsCitizen => Icon::GLOBE,
        Item::Phone => Icon::PHONE,
        Item::Email => Icon::MAIL,
        Item::PersonalNumber | Item::AccountKind => Icon::CARD,
        Item::HealthInsurance => Icon::SHIELD,
        Item::AgeOver14 | Item::AgeOver16 | Item::AgeOver18 | Item::AgeOver60 => Icon::CAKE,
    }
}

/// What a client saw, as a sentence begins; with no items it is only who signed in.
#[must_use]
pub fn seen(say: &Words, items: &[Item]) -> String {
    if items.is_empty() {
        say.shared_detail_only_you().to_owned()
    } else {
        capital(&list(say, items))
    }
}

/// Items in one line: "họ và tên, ngày sinh".
#[must_use]
pub fn list(say: &Words, items: &[Item]) -> String {
    let mut line = String::new();
    for item in items {
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&lowered(label(say, item)));
    }
    line
}

/// Items in one line with how long each is kept: "họ và tên (giữ 10 năm)".
#[must_use]
pub fn list_kept(say: &Words, items: &[(Item, u32)]) -> String {
    let one =
        |(item, days): &(Item, u32)| format!("{} ({})", lowered(label(say, item)), kept(say, days));
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How long the service keeps it, as it registered: in years or months where they come out even.
#[must_use]
pub fn kept(say: &Words, days: &u32) -> String {
    match days {
        days if days.is_multiple_of(365) => say.item_kept_years(days / 365),
        days if days.is_multiple_of(30) => say.item_kept_months(days / 30),
        days => say.item_kept_days(*days),
    }
}

/// What a sentence names: items, and coming back while the person is away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matters {
    /// About the person.
    pub items: Vec<Item>,
    /// The service may come back.
    pub offline: bool,
}

impl Matters {
    /// Those that can be named; the sign-in itself is in every one of them.
    #[must_use]
    pub fn of(matters: &BTreeSet<Matter>) -> Self {
        let item = |matter: &Matter| match matter {
            Matter::Item(item) => Some(*item),
            Matter::SignIn | Matter::Offline | Matter::Details => None,
        };
        Self {
            items: matters.iter().filter_map(item).collect(),
            offline: matters.contains(&Matter::Offline),
        }
    }

    /// Whether there is nothing to name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.offline
    }

    /// All of it in one line.
    #[must_use]
    pub fn list(&self, say: &Words) -> String {
        let items = (!self.items.is_empty()).then(|| list(say, &self.items));
        let offline = self.offline.then(|| lowered(say.item_offline()));
        items.into_iter().chain(offline).collect::<Vec<_>>().join(", ")
    }
}

/// The name as it stands inside a sentence.
#[must_use]
pub fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The words as they stand at the beginning of a line.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A birth date as precise as it is known.
#[must_use]
pub fn birth(say: &Words, birth: &BirthDate) -> String {
    match birth {
        BirthDate::Day(day) => date(day),
        BirthDate::Month(year, month) => format!("{month:02}/{year:04}"),
        BirthDate::Year(year) => say.item_year_only(year),
    }
}

/// Sex, in a word.
#[must_use]
pub fn sex(say: &Words, sex: &Sex) -> &'static str {
    match sex {
        Sex::Female => say.item_female(),
        Sex::Male => say.item_male(),
        Sex::Other => say.item_other_sex(),
    }
}

/// Yes or no, for the ages and the citizenship.
#[must_use]
pub fn yes_or_no(say: &Words, yes: bool) -> &'static str {
    if yes { say.item_yes() } else { say.item_no() }
}

/// The insurance card, masked, and whether care is paid for: `GD 4 79 •••• 678 – còn hạn`.
#[must_use]
pub fn insurance(say: &Words, card: &HealthInsurance) -> String {
    let state = match card.status {
        InsuranceStatus::Valid => say.item_insurance_valid(),
        InsuranceStatus::Invalid => say.item_insurance_invalid(),
        InsuranceStatus::Unknown => say.item_insurance_unknown(),
    };
    match card.number.as_deref().and_then(masked_card) {
        Some(number) => format!("{number} – {state}"),
        None => state.to_owned(),
    }
}

fn masked_card(number: &str) -> Option<String> {
    let (kind, level) = (number.get(0..2)?, number.get(2..3)?);
    let (province, tail) = (number.get(3..5)?, number.get(12..15)?);
    Some(format!("{kind} {level} {province} •••• {tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::locale::Language;

    #[test]
    fn items_are_listed_as_they_stand_in_a_sentence() {
        let say = &Words(Language::Vietnamese);
        assert_eq!(list(say, &[Item::Name, Item::Address]), "họ và tên, nơi thường trú");
        assert_eq!(lowered("Đủ 18 tuổi"), "đủ 18 tuổi");
        assert_eq!(list(say, &[]), "");
        let both = BTreeSet::from([Matter::SignIn, Matter::Offline, Matter::Item(Item::Name)]);
        assert_eq!(Matters::of(&both).list(say), "họ và tên, vào lại khi bạn không ở đây");
        assert!(Matters::of(&BTreeSet::from([Matter::SignIn])).is_empty());
    }

    #[test]
    fn what_is_kept_is_told_in_the_largest_unit_that_comes_out_even() {
        let told = |language| [1, 30, 31, 180, 365, 3650].map(|days| kept(&Words(language), &days));
        assert_eq!(
            told(Language::Vietnamese),
            ["giữ 1 ngày", "giữ 1 tháng", "giữ 31 ngày", "giữ 6 tháng", "giữ 1 năm", "giữ 10 năm"]
        );
        let english = told(Language::English);
        assert_eq!((&*english[0], &*english[5]), ("kept 1 day", "kept 10 years"));
        let say = &Words(Language::Vietnamese);
        assert_eq!(list_kept(say, &[(Item::Name, 365)]), "họ và tên (giữ 1 năm)");
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        let say = &Words(Language::Vietnamese);
        let birth_of = |text: &str| BirthDate::parse(text).map(|b| birth(say, &b));
        assert_eq!(birth_of("1988-03-12").as_deref(), Some("12/03/1988"));
        assert_eq!(birth_of("1955").as_deref(), Some("Năm 1955"));
        assert_eq!(masked_card("GD4790123456678").as_deref(), Some("GD 4 79 •••• 678"));
        assert_eq!(masked_card("GD4"), None);
    }
}
