//! One person, many tabs and a nervous finger.

use crate::support::browser::Browser;
use crate::support::house::House;
use crate::support::http::Response;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::{at_once, rounds};

/// The codes that a set of answers carried.
fn codes(party: &RelyingParty, answers: &[Response]) -> Vec<String> {
    let carried = answers
        .iter()
        .filter_map(Response::location)
        .filter(|location| location.starts_with(&party.redirect_uri) && location.contains("code="));
    carried.map(str::to_owned).collect()
}

fn at_the_consent(house: &House, party: &RelyingParty, browser: &mut Browser) -> Consent {
    let asked = party.ask(&[("prompt", "consent")]);
    let page = browser.open(&asked.url);
    assert_eq!(page.name(), "consent", "{}", page.words());
    let form = page.form("#consent-accept");
    let fields = form.pressed("#consent-accept");
    let before = house.codes_made();
    Consent { page, form, fields, before }
}

struct Consent {
    page: crate::support::browser::Page,
    form: crate::support::form::Form,
    fields: Vec<(String, String)>,
    before: i64,
}

/// P52: a double click on "agree" makes one code; the second click is told that this request is over.
#[test]
fn a_double_click_on_agree_makes_one_code() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() {
            let Consent { page, form, fields, before } =
                at_the_consent(house, &party, &mut browser);
            let answers = at_once(4, || browser.clone().submit(&page, &form, &fields).response);
            assert_eq!(house.codes_made() - before, 1, "round {round}");
            assert_eq!(codes(&party, &answers).len(), 1, "round {round}");
            let late = browser.submit(&page, &form, &fields);
            assert_eq!(late.parameter("code"), None, "round {round}: by the back button neither");
            assert!(late.response.status < 500);
        }
    });
}

/// "Agree" and "do not share" pressed at the same moment: one answer stands, never two.
#[test]
fn agree_and_refuse_at_once_give_one_answer() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() / 5 {
            let Consent { page, form, fields, before } =
                at_the_consent(house, &party, &mut browser);
            let leave: Vec<_> = fields
                .iter()
                .map(|(name, value)| match name.as_str() {
                    "decision" => (name.clone(), "leave".to_owned()),
                    _ => (name.clone(), value.clone()),
                })
                .collect();
            let turn = std::sync::atomic::AtomicUsize::new(0);
            let answers = at_once(4, || {
                let turn = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let fields = if turn.is_multiple_of(2) { &fields } else { &leave };
                browser.clone().submit(&page, &form, fields).response
            });
            let left = answers.iter().filter_map(Response::location);
            let left = left.filter(|location| location.starts_with(&party.redirect_uri)).count();
            assert_eq!(left, 1, "round {round}: answers to the service");
            assert!(house.codes_made() - before <= 1, "round {round}");
        }
    });
}

/// Eight tabs of one browser, each its own request: each comes to its own end with its own state.
#[test]
fn tabs_at_once_do_not_mix_their_requests() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let browser = house.visit(&hospital, MAI, &[]).browser;
        let browser = house.visit_with(browser, &school, MAI, &[]).browser;
        for _ in 0..rounds() / 5 {
            std::thread::scope(|scope| {
                for party in [&hospital, &school].into_iter().cycle().take(8) {
                    let mut tab = browser.clone();
                    scope.spawn(move || {
                        let asked = party.ask(&[("prompt", "none")]);
                        let code = party.code(&tab.open(&asked.url), &asked);
                        let tokens = party.redeem(&code, &asked);
                        assert_eq!(tokens.status, 200, "{}", tokens.text());
                        let token = party.id_token(&tokens);
                        assert_eq!(token.text("nonce"), Some(asked.nonce.as_str()));
                        assert_eq!(token.text("aud"), Some(party.id.as_str()));
                    });
                }
            });
        }
    });
}
