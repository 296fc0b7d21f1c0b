//! The forms of the hall: whose they are, and what happens when they come from elsewhere.

use crate::support::house::House;
use crate::support::people::{MAI, PASSWORD};

fn login(form: crate::support::form::Form) -> crate::support::form::Form {
    form.fill("username", MAI.number).fill("password", PASSWORD)
}

/// A transaction is its browser's: begun here, it cannot be finished there (inc_cve_2026_7507).
#[test]
fn a_transaction_begun_in_one_browser_is_not_finished_in_another() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut here = house.browser();
        let page = here.open(&party.ask(&[]).url);
        let mut there = house.browser();
        let same = there.open(page.url.as_str());
        assert_ne!(same.name(), "login", "the address alone opens nothing");
        let form = login(page.form("#login-submit"));
        let pressed = there.submit(&page, &form, &form.pressed("#login-submit"));
        assert!(pressed.response.status >= 400 || pressed.error().is_some(), "{}", pressed.words());
        let page = here.press(&page, "#login-submit", login);
        assert_eq!(page.name(), "otp");
    });
}

#[test]
fn a_form_without_its_token_or_from_another_origin_does_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        let form = login(page.form("#login-submit"));
        let fields = form.pressed("#login-submit");
        let without: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
        let changed: Vec<_> = fields
            .iter()
            .map(|(name, value)| {
                (name.clone(), if name == "csrf" { "x".repeat(43) } else { value.clone() })
            })
            .collect();
        for fields in [without, changed] {
            let answer = browser.clone().submit(&page, &form, &fields);
            assert_ne!(answer.name(), "otp");
            assert!((400..500).contains(&answer.response.status), "{}", answer.response.status);
        }
        let mut elsewhere = browser.clone().with_header("Sec-Fetch-Site", "cross-site");
        let answer = elsewhere.submit(&page, &form, &fields);
        assert_ne!(answer.name(), "otp");
        assert_eq!(house.outbox.count(), 0, "no message was sent for any of these");
        assert_eq!(browser.press(&page, "#login-submit", login).name(), "otp");
    });
}

#[test]
fn every_page_forbids_framing_storing_and_foreign_script() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let login_page = browser.open(&party.ask(&[]).url);
        let otp = browser.type_password(&login_page, MAI);
        let consent = house.type_code(&mut browser, &otp, MAI);
        for page in [login_page, otp, consent, browser.clone().open("/authorize")] {
            let policy = page.response.header("content-security-policy").unwrap_or_default();
            for needed in
                ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action"]
            {
                assert!(policy.contains(needed), "{}: {policy}", page.name());
            }
            assert!(!policy.contains("unsafe"), "{policy}");
            assert!(
                page.response
                    .header("cache-control")
                    .is_some_and(|cache| cache.contains("no-store"))
            );
            assert_eq!(page.response.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(page.response.header("referrer-policy"), Some("no-referrer"));
            for cookie in page.response.headers("set-cookie") {
                assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
            }
        }
    });
}

#[test]
fn a_new_session_has_a_new_name_at_each_proof() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = house.visit(&party, MAI, &[]).browser;
        let names: Vec<_> = first.cookie_names().into_iter().map(str::to_owned).collect();
        let again = house.visit_with(first.clone(), &party, MAI, &[("prompt", "login")]).browser;
        let kept = names.iter().filter(|name| first.cookie(name) == again.cookie(name)).count();
        assert!(kept < names.len(), "no cookie changed when the person proved themselves anew");
    });
}
