//! A thief knows Mai's password and has an account of his own: Bình's, with a phone that he holds.
//! Found by attacking this house before it was opened.

use crate::support::house::House;
use crate::support::people::{BINH, MAI};

const SESSION: &str = "danh_session";

/// What was sent to one's own phone proves nothing about another person.
#[test]
fn inc_another_phone_a_code_sent_to_another_account_s_phone_proves_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        let at_code = browser.type_password(&page, MAI);
        assert_eq!(at_code.name(), "otp", "{}", at_code.words());
        let as_mai = browser.cookie(SESSION).expect("a session").to_owned();
        let mut elsewhere = house.browser();
        let page = elsewhere.open(&party.ask(&[]).url);
        elsewhere.type_password(&page, BINH);
        let as_binh = elsewhere.cookie(SESSION).expect("a session").to_owned();
        house.clock.pass_seconds(31);

        let mut browser = browser.with_cookie(SESSION, &as_binh);
        let address = format!("{}/gui-lai", at_code.url.path());
        let resend = browser.open(&address);
        if resend.name() == "resend" {
            browser.press(&resend, "#resend-submit", |form| form);
        }
        let code = house.await_code(BINH);

        let mut browser = browser.with_cookie(SESSION, &as_mai);
        let page = browser.open(at_code.url.path());
        if page.name() == "otp" {
            let after = browser.press(&page, "#otp-submit", |form| form.fill("code", &code));
            assert_ne!(after.name(), "consent", "{}", after.words());
        }
        let none = party.ask(&[("prompt", "none")]);
        assert_ne!(party.error(&browser.open(&none.url), &none), "consent_required");
    });
}

/// `prompt=login` is met by the person it is asked of, and by nobody beside them.
#[test]
fn inc_another_proof_a_sign_in_asked_anew_is_not_met_by_another_person_s_proofs() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &[]);
        let as_mai = mai.visit.browser.cookie(SESSION).expect("a session").to_owned();
        let mut browser = house.browser();
        let asked = party.ask(&[("prompt", "login consent")]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, BINH);
        let page = house.type_code(&mut browser, &page, BINH);
        assert_eq!(page.name(), "consent", "{}", page.words());

        let mut browser = browser.with_cookie(SESSION, &as_mai);
        let page = browser.open(page.url.path().trim_end_matches("/dong-y"));
        assert_eq!(page.name(), "login", "{}", page.words());
    });
}
