//! Faults F16 and F17 of the book: whatever a system does, a connector answers in time and in kind.

use std::sync::Arc;
use std::time::Duration;

use danh::domain::person::InsuranceStatus;
use danh::ports::carrier::CarrierRegister;
use danh::ports::clock::Clock;
use danh::ports::insurance::InsuranceRegister;
use danh::ports::population::PopulationRegister;
use danh::ports::registers::Answer;
use serde_json::json;

use crate::house::{Sandbox, clock, number, phone};

const MAI: &str = "999188000001";

/// A clock, and what it shows now.
fn started() -> (Arc<dyn Clock>, u64) {
    let clock = clock();
    let now = clock.monotonic_micros();
    (clock, now)
}

#[tokio::test]
async fn a_register_that_is_down_is_asked_thrice_and_then_unknown() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    sandbox.fault("population", "down").await;
    assert!(register.person(&number(MAI)).await == Answer::Unknown);
    let counts = system.counts();
    assert_eq!((counts.failed, counts.asked_again, counts.answered), (1, 2, 0));
    sandbox.fault("population", "off").await;
    assert!(matches!(register.person(&number(MAI)).await, Answer::Found(_)));
    sandbox.stop().await;
}

#[tokio::test]
async fn a_slow_register_is_waited_for_no_longer_than_told() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    sandbox.wish(&json!({"system": "population", "kind": "slow", "milliseconds": 2_000})).await;
    let (clock, asked) = started();
    assert!(register.person(&number(MAI)).await == Answer::Unknown);
    assert!(clock.monotonic_micros() - asked < 1_500_000);
    assert_eq!(system.counts().late, 1);
    sandbox.wish(&json!({"system": "population", "kind": "slow", "milliseconds": 50})).await;
    assert!(matches!(register.person(&number(MAI)).await, Answer::Found(_)));
    sandbox.stop().await;
}

#[tokio::test]
async fn after_failures_in_a_row_the_breaker_decides_at_once_and_closes_by_a_probe() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    sandbox.fault("population", "down").await;
    for _ in 0..3 {
        assert!(register.person(&number(MAI)).await == Answer::Unknown);
    }
    assert!(system.counts().is_resting);
    let (clock, asked) = started();
    assert!(register.person(&number(MAI)).await == Answer::Unknown);
    assert!(clock.monotonic_micros() - asked < 50_000);
    assert_eq!(system.counts().resting, 1);
    sandbox.fault("population", "off").await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert!(matches!(register.person(&number(MAI)).await, Answer::Found(_)));
    assert!(!system.counts().is_resting);
    sandbox.stop().await;
}

#[tokio::test]
async fn nonsense_of_every_kind_is_unknown_and_never_a_person() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    sandbox.fault("population", "wrong").await;
    for _ in 0..8 {
        assert!(register.person(&number(MAI)).await == Answer::Unknown);
    }
    assert_eq!(system.counts().no_sense, 8);
    sandbox.fault("population", "duplicate").await;
    assert!(register.person(&number(MAI)).await == Answer::Unknown);
    assert!(!system.counts().is_resting, "it answers, so it is asked");
    sandbox.stop().await;
}

#[tokio::test]
async fn nonsense_of_insurer_and_carrier_is_unknown_too() {
    let sandbox = Sandbox::start().await;
    let (insurance, carrier) = (sandbox.insurance(), sandbox.carrier());
    for kind in ["wrong", "wrong", "wrong", "wrong", "duplicate", "busy"] {
        sandbox.fault("insurance", kind).await;
        sandbox.fault("carrier", kind).await;
        assert!(insurance.health_insurance(&number(MAI)).await == Answer::Unknown, "{kind}");
        let asked = carrier.subscription(&phone("0500000088"), &number(MAI)).await;
        assert!(asked == Answer::Unknown, "{kind}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_fault_may_be_for_one_person_alone() {
    let sandbox = Sandbox::start().await;
    let register = sandbox.insurance();
    let wish = json!({"system": "insurance", "kind": "down", "for_number": MAI});
    sandbox.wish(&wish).await;
    assert!(register.health_insurance(&number(MAI)).await == Answer::Unknown);
    match register.health_insurance(&number("999185000010")).await {
        Answer::Found(cover) => assert_eq!(cover.status, InsuranceStatus::Invalid),
        _ => panic!("the others are answered"),
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_register_that_is_gone_is_unknown() {
    let sandbox = Sandbox::start().await;
    let (register, system) = sandbox.population();
    sandbox.stop().await;
    assert!(register.person(&number(MAI)).await == Answer::Unknown);
    assert_eq!(system.counts().failed, 1);
}

#[tokio::test]
async fn a_crowd_at_the_door_is_not_let_in_at_once() {
    let sandbox = Sandbox::start().await;
    let mut settings = sandbox.settings("/population");
    settings.most_under_way = 2;
    let system = crate::house::system(settings);
    let register =
        danh::connectors::population_registry::PopulationRegistry::new(system.clone(), clock());
    sandbox.wish(&json!({"system": "population", "kind": "slow", "milliseconds": 200})).await;
    let mai = number(MAI);
    let asked = futures_util::future::join_all((0..5).map(|_| register.person(&mai))).await;
    assert_eq!(asked.iter().filter(|answer| matches!(answer, Answer::Found(_))).count(), 2);
    assert_eq!(system.counts().crowded, 3);
    sandbox.stop().await;
}

#[tokio::test]
async fn a_page_of_another_site_cannot_switch_faults_on() {
    let sandbox = Sandbox::start().await;
    let form = "system=sms&kind=down&milliseconds=&for_number=";
    let asked = sandbox.client().post(sandbox.address("/faults")).body(form);
    let asked = asked.header("content-type", "application/x-www-form-urlencoded");
    let foreign = asked.try_clone().expect("a copy").header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.expect("an answer").status(), 403);
    let own = asked.header("origin", sandbox.address("")).send().await.expect("an answer");
    assert_eq!(own.status(), 303);
    assert!(sandbox.page("/faults.json").await.1.contains("down"));
    sandbox.stop().await;
}
