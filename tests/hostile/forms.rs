//! The forms of the hall in wrong hands: without their token, with another's, from elsewhere.

use crate::support::browser::{Browser, Page};
use crate::support::form::Form;
use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::{BINH, MAI, PASSWORD};
use crate::{assert_told, assert_unmoved};

/// Each form of the hall in turn: the page, the button, what a person would send.
fn walk(house: &House, mut meet: impl FnMut(&Browser, &Page, &str, &Form)) {
    let mut browser = house.browser();
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    let form = page.form("#login-submit");
    let form = form.fill("username", MAI.number).fill("password", PASSWORD);
    meet(&browser, &page, "#login-submit", &form);
    let page = browser.submit(&page, &form, &form.pressed("#login-submit"));
    let form = page.form("#otp-submit").fill("code", &house.await_code(MAI));
    meet(&browser, &page, "#otp-submit", &form);
    let resend = browser.follow(&page, "a[href$='/gui-lai']");
    meet(&browser, &resend, "#resend-submit", &resend.form("#resend-submit"));
    let page = browser.submit(&page, &form, &form.pressed("#otp-submit"));
    let form = page.form("#consent-accept");
    meet(&browser, &page, "#consent-accept", &form);
    meet(&browser, &page, "#consent-deny", &form);
    let done = browser.submit(&page, &form, &form.pressed("#consent-accept"));
    assert!(done.parameter("code").is_some(), "after all that, the person's own hand still works");
}

fn with(fields: &[(String, String)], token: &str) -> Vec<(String, String)> {
    let change = |(name, value): &(String, String)| {
        (name.clone(), if name == "csrf" { token.to_owned() } else { value.clone() })
    };
    fields.iter().map(change).collect()
}

/// inc_cve_2023_45128: a form counts only with the token of this browser and this request.
#[test]
fn a_form_without_its_own_token_does_nothing() {
    House::on_each_database(|house| {
        let mut stranger = house.browser();
        let foreign = stranger.open(&house.client("hospital").ask(&[]).url);
        let foreign = foreign.form("#login-submit").value("csrf").unwrap_or_default().to_owned();
        assert!(foreign.len() > 20, "pages carry a token");
        walk(house, |browser, page, button, form| {
            let fields = form.pressed(button);
            let own = form.value("csrf").unwrap_or_default().to_owned();
            let cut = own.get(..own.len() - 1).unwrap_or_default();
            let long = format!("{own}A");
            for token in ["", "x", foreign.as_str(), cut, &long, &own.to_uppercase()] {
                let answer = browser.clone().submit(page, form, &with(&fields, token)).response;
                assert_told(&answer, &format!("{button} with {token:?}"));
            }
            let without: Vec<_> =
                fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
            let answer = browser.clone().submit(page, form, &without).response;
            assert_told(&answer, &format!("{button} without a token"));
        });
    });
}

/// A token of the same browser's other request does not serve this one.
#[test]
fn a_token_of_another_tab_does_nothing_here() {
    House::on_each_database(|house| {
        let mut browser = house.browser();
        let one = browser.open(&house.client("hospital").ask(&[]).url);
        let other = browser.open(&house.client("school").ask(&[]).url);
        let token = other.form("#login-submit").value("csrf").unwrap_or_default().to_owned();
        let form =
            one.form("#login-submit").fill("username", MAI.number).fill("password", PASSWORD);
        let fields = with(&form.pressed("#login-submit"), &token);
        assert_told(&browser.submit(&one, &form, &fields).response, "the other tab's token");
        assert_eq!(house.outbox.count(), 0);
    });
}

/// A form that another site sends does nothing, even with everything right in it.
#[test]
fn a_form_sent_by_another_site_does_nothing() {
    House::on_each_database(|house| {
        walk(house, |browser, page, button, form| {
            let fields = form.pressed(button);
            for (name, value) in [
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
                ("Origin", "https://evil.example"),
                ("Origin", "https://hospital.example"),
                ("Origin", &house.issuer.replace("127.0.0.1", "localhost")),
            ] {
                let target = page.url.join(&form.action).expect("an address").path().to_owned();
                let request = Request::form(&target, &fields).header(name, value);
                let answer = request.header("Cookie", &browser.cookie_line(&target));
                assert_told(&answer.send(&house.authority), &format!("{button} {name}: {value}"));
            }
        });
    });
}

/// inc_cve_2026_7507 inc_cve_2022_39222: what was begun in one browser is closed to every other, at each
/// page, whether that browser is a stranger's or somebody's who is signed in.
#[test]
fn a_request_begun_in_one_browser_opens_in_no_other() {
    House::on_each_database(|house| {
        let signed_in = house.visit(&house.client("school"), BINH, &[]).browser;
        walk(house, |_, page, button, form| {
            // A browser without any cookie of ours is asked to allow them; another one's request is over.
            for (other, status) in [(house.browser(), 400), (signed_in.clone(), 410)] {
                let seen = other.clone().open(page.url.as_str()).response;
                assert_eq!(seen.status, status, "{button}: {}", seen.text());
                assert!(!seen.text().contains(MAI.name), "nothing of the person is shown");
                let pressed = other.clone().submit(page, form, &form.pressed(button)).response;
                assert_told(&pressed, button);
            }
        });
        assert_unmoved(house);
    });
}
