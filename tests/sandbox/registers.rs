//! The registers, asked by our connectors: people, their insurance, their phones.

use danh::domain::person::{InsuranceStatus, Sex};
use danh::domain::text::Secret;
use danh::ports::carrier::CarrierRegister;
use danh::ports::insurance::InsuranceRegister;
use danh::ports::population::PopulationRegister;
use danh::ports::registers::Answer;
use danh::sandbox::synthetic::SyntheticPeople;

use crate::house::{Sandbox, now, number, phone, system};

fn found<T>(answer: Answer<T>) -> T {
    let fact = if let Answer::Found(fact) = answer { Some(fact) } else { None };
    fact.expect("the register knows it")
}

/// R2 the population register, played for real over the network.
#[tokio::test]
async fn the_population_register_knows_the_named_people() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    let mai = found(register.person(&number("999188000001")).await);
    assert_eq!(mai.name.whole(), "Nguyễn Thị Mai");
    assert_eq!(mai.birth.claim(), "1988-03-12");
    assert!(mai.sex == Sex::Female && mai.nationalities == ["VNM"]);
    assert!(mai.address.is_some_and(|a| a.commune.as_str() == "Phường Sông Cầu"));
    let elder = found(register.person(&number("999055000003")).await);
    assert_eq!((elder.birth.claim(), elder.birth.precision()), ("1955".into(), "year"));
    let long = found(register.person(&number("999191000012")).await);
    assert_eq!(long.name.family.as_str(), "Công Tằng Tôn Nữ");
    assert_eq!(system.counts().answered, 3);
    sandbox.stop().await;
}

/// R2 and everybody of a synthetic people.
#[tokio::test]
async fn the_population_register_knows_every_synthetic_person_it_was_given() {
    let sandbox = Sandbox::start().await;
    let (register, _) = sandbox.population();
    let people = SyntheticPeople::new(2026, 1_000, now().day());
    for index in (0..1_000).step_by(53) {
        let expected = people.person(index).expect("a person");
        let person = found(register.person(&expected.number).await);
        assert!(person.name == expected.name && person.birth == expected.birth);
        assert!(person.address == expected.address && person.sex == expected.sex);
    }
    let stranger = SyntheticPeople::new(2026, 2_000, now().day()).person(1_500).expect("one");
    assert!(register.person(&stranger.number).await == Answer::Absent);
    sandbox.stop().await;
}

/// R15 the insurer's answer, apart from the population's.
#[tokio::test]
async fn the_insurer_tells_valid_from_invalid() {
    let sandbox = Sandbox::start().await;
    let register = sandbox.insurance();
    let mai = found(register.health_insurance(&number("999188000001")).await);
    assert_eq!(mai.status, InsuranceStatus::Valid);
    assert_eq!(mai.number.as_deref(), Some("GD4799990000678"));
    assert!(mai.valid_to > Some(now().day()));
    let muoi = found(register.health_insurance(&number("999185000010")).await);
    assert_eq!(muoi.status, InsuranceStatus::Invalid);
    assert!(muoi.valid_to < Some(now().day()));
    assert!(register.health_insurance(&number("999999999999")).await == Answer::Absent);
    sandbox.stop().await;
}

/// R5 ownership as the carrier has it, with the date of the last change.
#[tokio::test]
async fn the_carrier_says_whether_a_phone_is_in_the_persons_name() {
    let sandbox = Sandbox::start().await;
    let register = sandbox.carrier();
    let (mai, bay) = (number("999188000001"), number("999079000007"));
    let asked = register.subscription(&phone("0500000088"), &mai).await;
    assert!(found(asked).owned);
    let foreign = register.subscription(&phone("0500000088"), &bay).await;
    assert!(!found(foreign).owned, "Mai's phone is not Bảy's");
    let mismatch = found(register.subscription(&phone("0500000007"), &bay).await);
    assert!(!mismatch.owned && mismatch.sim_changed_at.is_some());
    assert!(register.subscription(&phone("0912345678"), &mai).await == Answer::Absent);
    sandbox.stop().await;
}

#[tokio::test]
async fn without_the_secret_nothing_is_told() {
    let sandbox = Sandbox::start().await;
    let mut settings = sandbox.settings("/population");
    settings.bearer = Secret::new("another secret".into());
    let clock = crate::house::clock();
    let register =
        danh::connectors::population_registry::PopulationRegistry::new(system(settings), clock);
    assert!(register.person(&number("999188000001")).await == Answer::Unknown);
    let bare = sandbox.client().post(sandbox.address("/insurance/v1/card"));
    assert_eq!(bare.body("{}").send().await.expect("an answer").status(), 401);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_wrong_address_is_not_taken_for_an_absent_person() {
    let sandbox = Sandbox::start().await;
    let register = danh::connectors::population_registry::PopulationRegistry::new(
        system(sandbox.settings("/nowhere")),
        crate::house::clock(),
    );
    assert!(register.person(&number("999188000001")).await == Answer::Unknown);
    sandbox.stop().await;
}
