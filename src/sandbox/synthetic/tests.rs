use std::collections::HashSet;

use super::*;

fn people(count: u32) -> SyntheticPeople {
    SyntheticPeople::new(2026, count, Day::new(2026, 11, 21).expect("a day"))
}

#[test]
fn a_hundred_thousand_people_each_have_a_number_that_leads_back_to_them() {
    let all = people(100_000);
    let mut numbers = HashSet::new();
    for index in 0..all.count() {
        let person = all.person(index).expect("a person");
        assert!(numbers.insert(person.number.as_str().to_owned()), "{index}");
        if index % 97 == 0 {
            assert!(all.by_number(&person.number) == Some(person), "{index}");
        }
    }
    assert!(all.person(100_000).is_none());
}

#[test]
fn the_second_round_of_numbers_never_meets_the_first() {
    let all = people(MOST);
    for index in (0..ROUND).step_by(9_973) {
        let (first, second) =
            (all.person(index).expect("one"), all.person(index + ROUND).expect("two"));
        assert_ne!(first.number, second.number);
        assert!(all.by_number(&first.number) == Some(first));
        assert!(all.by_number(&second.number) == Some(second));
    }
}

#[test]
fn a_number_agrees_with_the_year_and_the_sex() {
    let all = people(20_000);
    for index in 0..all.count() {
        let person = all.person(index).expect("a person");
        let digits = person.number.as_str();
        assert!(person.number.is_synthetic());
        let century: i32 = digits[3..4].parse().expect("a digit");
        let year: i32 =
            1900 + 100 * (century / 2) + digits[4..6].parse::<i32>().expect("two digits");
        assert_eq!(person.birth.claim()[..4], year.to_string());
        assert_eq!(century % 2 == 1, person.sex == Sex::Female);
    }
}

#[test]
fn a_phone_is_in_the_sandbox_prefix_and_leads_back_to_its_person() {
    let all = people(20_000);
    let with_phone = (0..20_000).filter_map(|i| all.person(i)).filter(|p| p.phone.is_some());
    for person in with_phone.step_by(31) {
        let phone = person.phone.clone().expect("filtered");
        assert!(phone.as_str().starts_with("+8450"));
        assert!(all.by_phone(&phone) == Some(person));
    }
    assert!(all.by_phone(&Phone::parse("0912345678").expect("a phone")).is_none());
}

#[test]
fn the_crowd_has_the_edge_cases_a_real_one_has() {
    let all = people(20_000);
    let crowd: Vec<Citizen> = (0..20_000).filter_map(|index| all.person(index)).collect();
    let share = |test: &dyn Fn(&Citizen) -> bool| crowd.iter().filter(|p| test(p)).count();
    assert!(share(&|p| p.name.middle.is_none()) > 300);
    assert!(share(&|p| p.name.whole().split(' ').count() >= 5) > 30);
    assert!(share(&|p| matches!(p.birth, BirthDate::Year(_))) > 200);
    assert!(share(&|p| p.cover.status == InsuranceStatus::Invalid) > 500);
    assert!(share(&|p| p.cover.number10.is_none()) > 100);
    assert!(share(&|p| p.phone.is_some() && !p.phone_owned) > 300);
    assert!(share(&|p| p.name.family.as_str() == "Nguyễn") > 6_000);
}

#[test]
fn adults_count_without_gaps_and_are_never_children() {
    let all = people(10_000);
    let first_day = Day::new(2012, 1, 1).expect("a day");
    for place in 0..all.adults() {
        let person = all.adult(place).expect("an adult");
        assert!(person.birth.latest().is_some_and(|day| day < first_day));
    }
    assert!(all.adult(all.adults()).is_none());
    for adults in [1, 7, 8, 5_000, 1_000_000] {
        assert!(people(people_with_adults(adults)).adults() >= adults);
    }
}

#[test]
fn the_phones_have_the_one_prefix_that_is_the_sandboxs_alone() {
    let list: toml::Table =
        include_str!("../../../config/lists/number_prefixes.toml").parse().expect("a list");
    let prefixes = list["prefix"].as_array().expect("prefixes");
    let digits = |prefix: &toml::Value| prefix["digits"].as_str().expect("digits").to_owned();
    let ours: Vec<_> = prefixes.iter().filter(|p| p.get("sandbox").is_some()).map(digits).collect();
    assert_eq!(ours, ["050"]);
    assert_eq!(prefixes.iter().filter(|prefix| digits(prefix) == "050").count(), 1);
}
