//! Mai goes to the hospital, the school and the bank in one morning.

use crate::support::house::House;
use crate::support::people::{MAI, NAM, PASSWORD};
use crate::support::relying_party::RelyingParty;

/// R95 R120 R167: password and code once; each service asks only for what it was not given.
#[test]
fn one_sign_in_serves_three_services_and_each_asks_for_its_own_claims() {
    House::on_each_database(|house| {
        let hospital = house.client("hospital");
        let mut browser = house.browser();
        let scope = ("scope", "openid profile phone address");
        let asked = hospital.ask(&[("state", "form 7, half filled in"), scope]);
        let page = browser.open(&asked.url);
        assert_eq!(page.name(), "login");
        let page = browser.type_password(&page, MAI);
        assert_eq!(page.name(), "otp");
        let page = house.type_code(&mut browser, &page, MAI);
        assert_eq!(page.name(), "consent");
        assert!(page.words().contains(MAI.name), "the real value is shown");
        // One optional claim is agreed to, the others are not; the sign-in works all the same.
        let page = browser
            .press(&page, "#consent-accept", |form| form.tick("claim", "phone_number", true));
        assert_eq!(page.parameter("state").as_deref(), Some("form 7, half filled in"));
        let tokens = hospital.redeem(&page.parameter("code").expect("a code"), &asked);
        let userinfo = userinfo(&hospital, &tokens);
        assert_eq!(userinfo["phone_number"], MAI.phone);
        assert_eq!(userinfo.get("address"), None);

        let sent = house.outbox.count();
        let bank = house.client("bank");
        let asked = bank.ask(&[]);
        let page = browser.open(&asked.url);
        assert_eq!(page.name(), "consent", "signed in already: {}", page.words());
        let page = browser.press(&page, "#consent-accept", |form| form);
        let tokens = bank.redeem(&bank.code(&page, &asked), &asked);
        assert_eq!(bank.id_token(&tokens).text("acr"), Some("urn:danh:acr:ial3.aal2"));
        assert_eq!(house.outbox.count(), sent, "no second code for what was proven");
    });
}

fn userinfo(party: &RelyingParty, tokens: &crate::support::http::Response) -> serde_json::Value {
    party.userinfo(&tokens.member("access_token").expect("an access token")).json()
}

#[test]
fn what_was_agreed_lastingly_is_not_asked_again_and_what_is_new_is() {
    House::on_each_database(|house| {
        let hospital = house.client("hospital");
        let mut browser = house.browser();
        let asked = hospital.ask(&[]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        let page = house.type_code(&mut browser, &page, MAI);
        let page =
            browser.press(&page, "#consent-accept", |form| form.tick("duration", "lasting", true));
        hospital.code(&page, &asked);
        house.clock.pass_seconds(60);
        let asked = hospital.ask(&[]);
        let page = browser.open(&asked.url);
        hospital.code(&page, &asked);
        // The insurance was never asked for: only it is new.
        let asked = hospital.ask(&[("scope", "openid profile vn.health_insurance")]);
        let page = browser.open(&asked.url);
        assert_eq!(page.name(), "consent", "{}", page.words());
    });
}

/// A password alone is enough for the library; the hospital then asks for the code alone.
#[test]
fn a_level_is_raised_by_the_missing_proof_only() {
    House::on_each_database(|house| {
        let library = house.client("library");
        let mut browser = house.browser();
        let asked = library.ask(&[("scope", "openid vn.age")]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let page = browser.press(&page, "#consent-accept", |form| form);
        let tokens = library.redeem(&library.code(&page, &asked), &asked);
        let token = library.id_token(&tokens);
        assert_eq!(token.text("acr"), Some("urn:danh:acr:ial3.aal1"));
        assert_eq!(house.outbox.count(), 0, "no message for a level nobody asked for");

        house.clock.pass_seconds(30);
        let hospital = house.client("hospital");
        let asked = hospital.ask(&[]);
        let page = browser.open(&asked.url);
        assert_eq!(
            page.name(),
            "resend",
            "nothing is sent before the person asks: {}",
            page.words()
        );
        let page = browser.press(&page, "#resend-submit", |form| form);
        assert_eq!(page.name(), "otp", "{}", page.words());
        let page = house.type_code(&mut browser, &page, MAI);
        let page = house.walk(&mut browser, page, MAI);
        let tokens = hospital.redeem(&hospital.code(&page, &asked), &asked);
        let raised = hospital.id_token(&tokens);
        assert_eq!(raised.text("acr"), Some("urn:danh:acr:ial3.aal2"));
        assert_eq!(
            raised.number("auth_time"),
            token.number("auth_time"),
            "step-up alone moves nothing"
        );
    });
}

/// R94
#[test]
fn an_old_number_is_another_name_of_the_same_person() {
    House::on_each_database(|house| {
        let hospital = house.client("hospital");
        let first = house.fetch(&hospital, NAM, &[]);
        let mut browser = house.browser();
        let asked = hospital.ask(&[]);
        let page = browser.open(&asked.url);
        let page = browser.press(&page, "#login-submit", |form| {
            form.fill("username", "999 000 003").fill("password", PASSWORD)
        });
        let page = house.walk(&mut browser, page, NAM);
        let tokens = hospital.redeem(&hospital.code(&page, &asked), &asked);
        assert_eq!(hospital.id_token(&tokens).text("sub"), first.id_token.text("sub"));
    });
}

/// R112 R99 R98 R58: every step is a plain form with words, ways out and masked numbers.
#[test]
fn every_page_is_a_plain_form_with_ways_out() {
    House::on_each_database(|house| {
        let hospital = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&hospital.ask(&[]).url);
        assert!(page.form("#login-submit").post);
        assert!(page.has("details, a[href]"), "trouble signing in has an answer");
        let page = browser.type_password(&page, MAI);
        assert!(
            page.words().contains("088") && !page.words().contains("0500000088"),
            "{}",
            page.words()
        );
        assert!(page.has("input#code[inputmode=numeric][autocomplete=one-time-code]"));
        let message = house.await_message(MAI);
        let code = crate::support::outbox::code_in(&message).expect("six digits");
        assert_eq!(code.len(), 6);
        assert!(!message.contains(MAI.number) && !message.contains(MAI.name));
    });
}
