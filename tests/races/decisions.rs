//! Somebody decides anew in one tab, at the moment at which other tabs go by what was decided before.

use std::sync::Barrier;
use std::thread;

use crate::rounds;
use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::{Asked, RelyingParty};

const BOTH: &str = "openid profile phone";

/// The page that asks anew, and what was asked.
fn asked_anew(house: &House, party: &RelyingParty, browser: &mut Browser) -> (Page, Asked) {
    let asked = party.ask(&[("scope", BOTH), ("prompt", "consent")]);
    let mut page = browser.open(&asked.url);
    for _ in 0..4 {
        page = match page.name().as_str() {
            "login" => browser.type_password(&page, MAI),
            "otp" => house.type_code(browser, &page, MAI),
            _ => break,
        };
    }
    assert_eq!(page.name(), "consent", "{}", page.words());
    (page, asked)
}

/// Agrees for good, with the phone number or without it.
fn agree(browser: &mut Browser, page: &Page, phone: bool) -> Page {
    browser.press(page, "#consent-accept", |form| {
        form.tick("duration", "lasting", true).tick("claim", "phone_number", phone)
    })
}

/// Whether a service sees the phone number by this answer, if it sees anything.
fn shows_phone(party: &RelyingParty, answer: &Page, asked: &Asked) -> bool {
    let Some(code) = answer.parameter("code") else { return false };
    let tokens = party.redeem(&code, asked);
    let Some(token) = tokens.member("access_token") else {
        tokens.assert_error(400, "invalid_grant");
        return false;
    };
    let seen = party.userinfo(&token);
    seen.status == 200 && seen.member("phone_number").is_some()
}

/// What is refused in one tab is seen by no sign-in that settled itself in another meanwhile, whether it
/// may ask the person or not; and each of them is answered by what was decided last, not with an error.
#[test]
fn a_refusal_is_not_overtaken_by_what_was_agreed_to_before() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        for round in 0..rounds() {
            house.clock.pass_seconds(1);
            let (page, _) = asked_anew(house, &party, &mut browser);
            assert!(agree(&mut browser, &page, true).parameter("code").is_some(), "{round}");
            house.clock.pass_seconds(1);
            let (page, _) = asked_anew(house, &party, &mut browser);
            let silent = ["none", "", "none", ""]
                .map(|prompt| party.ask(&[("scope", BOTH), ("prompt", prompt)]));
            let start = Barrier::new(silent.len() + 1);
            let answers: Vec<Page> = thread::scope(|scope| {
                let tabs = silent.iter().map(|asked| {
                    let (mut tab, start) = (browser.clone(), &start);
                    scope.spawn(move || {
                        start.wait();
                        tab.open(&asked.url)
                    })
                });
                let tabs: Vec<_> = tabs.collect();
                start.wait();
                let refused = agree(&mut browser, &page, false);
                assert!(refused.parameter("code").is_some(), "{round}: {}", refused.words());
                tabs.into_iter().map(|tab| tab.join().expect("an answer")).collect()
            });
            for (asked, answer) in silent.iter().zip(&answers) {
                party.code(answer, asked);
                assert!(!shows_phone(&party, answer, asked), "round {round}");
            }
        }
    });
}

/// Of two answers given at once, the one that is written down last is the one that stands; nothing lives
/// on that the other agreed to.
#[test]
fn of_two_answers_at_once_nothing_lives_on_that_the_last_one_refused() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() / 5 {
            house.clock.pass_seconds(1);
            let stop = browser.open("/toi/chia-se/hospital/dung");
            browser.press(&stop, "#stop-confirm", |form| form);
            let tabs = [true, false].map(|phone| {
                let (page, asked) = asked_anew(house, &party, &mut browser);
                (phone, page, asked)
            });
            let start = Barrier::new(tabs.len());
            let answers: Vec<Page> = thread::scope(|scope| {
                let tabs = tabs.iter().map(|(phone, page, _)| {
                    let (mut tab, start) = (browser.clone(), &start);
                    scope.spawn(move || {
                        start.wait();
                        agree(&mut tab, page, *phone)
                    })
                });
                let tabs: Vec<_> = tabs.collect();
                tabs.into_iter().map(|tab| tab.join().expect("an answer")).collect()
            });
            let silent = party.ask(&[("scope", BOTH), ("prompt", "none")]);
            let answer = browser.open(&silent.url);
            party.code(&answer, &silent);
            let stands = shows_phone(&party, &answer, &silent);
            for ((_, _, asked), answer) in tabs.iter().zip(&answers) {
                let code = answer.parameter("code").is_some();
                assert!(code || answer.name() == "consent", "{round}: {}", answer.words());
                assert!(!shows_phone(&party, answer, asked) || stands, "round {round}");
            }
        }
    });
}
