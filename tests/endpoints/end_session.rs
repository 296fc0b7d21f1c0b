//! `/end_session`: RP-initiated logout.

use serde_json::json;

use crate::support::assertion::ClientKey;
use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::walk::Fetched;

const FAREWELL: &str = "https://hospital.example/farewell";

fn query(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn leave(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    browser.open(&format!("/end_session?{}", query(fields)))
}

fn confirmed(browser: &mut Browser, page: &Page) -> Page {
    browser.press(page, "#logout-confirm", |form| form)
}

fn is_signed_in(house: &House, browser: &mut Browser) -> bool {
    let party = house.client("hospital");
    let asked = party.ask(&[("prompt", "none")]);
    browser.open(&asked.url).parameter("code").is_some()
}

fn hint(fetched: &Fetched) -> String {
    fetched.tokens.member("id_token").expect("an ID token")
}

/// P85 P86 P87 P88 R114
#[test]
fn a_hint_and_a_registered_address_lead_there_and_nobody_is_signed_in() {
    House::on_each_database(|house| {
        for state in ["", "bye now"] {
            let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
            let mut browser = fetched.visit.browser.clone();
            let hint = hint(&fetched);
            let mut fields =
                vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", FAREWELL)];
            if !state.is_empty() {
                fields.push(("state", state));
            }
            let page = leave(&mut browser, &fields);
            assert_eq!(page.parameter("state").as_deref().unwrap_or_default(), state);
            let mut there = page.url.clone();
            there.set_query(None);
            assert_eq!(there.as_str(), FAREWELL, "{}", page.words());
            assert_eq!(page.url.query_pairs().count(), usize::from(!state.is_empty()));
            assert!(!is_signed_in(house, &mut browser));
        }
    });
}

/// P85
#[test]
fn a_posted_form_is_taken_like_a_link_and_reads_no_cookie() {
    House::on_each_database(|house| {
        let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
        let hint = hint(&fetched);
        let fields = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", FAREWELL)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut browser = fetched.visit.browser.clone();
        let page = browser.sent_from("https://hospital.example", "/end_session", &fields);
        assert_eq!(page.url.as_str(), FAREWELL, "{}", page.words());
        assert!(!is_signed_in(house, &mut browser));
    });
}

/// P89
#[test]
fn an_unregistered_address_is_never_gone_to() {
    House::on_each_database(|house| {
        for address in [
            "https://stranger.example/farewell",
            "https://hospital.example/farewell?x=1",
            "https://hospital.example/farewell/",
            "https://hospital.example/callback",
        ] {
            let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
            let mut browser = fetched.visit.browser.clone();
            let hint = hint(&fetched);
            let page = leave(
                &mut browser,
                &[("id_token_hint", &hint), ("post_logout_redirect_uri", address)],
            );
            assert!(page.url.as_str().starts_with(&house.issuer), "{}", page.url);
        }
    });
}

/// P90
#[test]
fn a_hint_that_is_not_ours_leads_nowhere() {
    House::on_each_database(|house| {
        let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
        let good = hint(&fetched);
        let payload = good.split('.').nth(1).unwrap_or_default();
        let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
        let foreign =
            ClientKey::new().sign(&json!({ "alg": "ES256", "kid": "x" }), &fetched.id_token.claims);
        for bad in [unsigned, foreign, "nonsense".into()] {
            let mut browser = fetched.visit.browser.clone();
            let page = leave(
                &mut browser,
                &[("id_token_hint", &bad), ("post_logout_redirect_uri", FAREWELL)],
            );
            assert!(page.url.as_str().starts_with(&house.issuer), "{}", page.url);
            assert!(is_signed_in(house, &mut browser), "nobody was signed out by a forged hint");
        }
    });
}

/// P91
#[test]
fn an_address_without_a_hint_is_not_gone_to_blindly() {
    House::on_each_database(|house| {
        let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        let page = leave(&mut browser, &[("post_logout_redirect_uri", FAREWELL)]);
        assert!(page.url.as_str().starts_with(&house.issuer), "{}", page.url);
        assert!(page.has("#logout-confirm"), "{}", page.words());
        assert!(is_signed_in(house, &mut browser));
    });
}

/// P92
#[test]
fn whoever_just_leaves_is_asked_and_told() {
    House::on_each_database(|house| {
        for fields in [&[][..], &[("state", "x")]] {
            let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
            let mut browser = fetched.visit.browser.clone();
            let page = leave(&mut browser, fields);
            let page = confirmed(&mut browser, &page);
            assert!(page.url.as_str().starts_with(&house.issuer) && page.response.status == 200);
            assert!(!is_signed_in(house, &mut browser));
        }
        // Nobody is signed in: there is nothing to ask.
        let page = leave(&mut house.browser(), &[]);
        assert_eq!(page.response.status, 200, "{}", page.words());
    });
}

/// P93
#[test]
fn an_expired_hint_still_counts_for_its_session() {
    House::on_each_database(|house| {
        let fetched = house.fetch(&house.client("hospital"), MAI, &[]);
        house.clock.pass_seconds(20 * 60);
        let mut browser = fetched.visit.browser.clone();
        let hint = hint(&fetched);
        let page = leave(
            &mut browser,
            &[("id_token_hint", &hint), ("post_logout_redirect_uri", FAREWELL)],
        );
        assert_eq!(page.url.as_str(), FAREWELL, "{}", page.words());
        assert!(!is_signed_in(house, &mut browser));
    });
}
