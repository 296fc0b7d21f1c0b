//! The bank asks for more than who it is: that it may pay somebody, this once (RFC 9396).

use serde_json::{Value, json};

use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::{Asked, RelyingParty};
use crate::support::token::Token;

fn payment(amount: &str) -> Value {
    json!([{
        "type": "payment_initiation",
        "instructedAmount": { "currency": "VND", "amount": amount },
        "creditorName": "Cửa hàng Hoa Sen",
        "creditorAccount": { "number": "0123456789" },
        "remittanceInformationUnstructured": "Don hang 12",
    }])
}

/// Opens a request for this payment with a browser that may be signed in already.
fn opened(
    house: &House,
    party: &RelyingParty,
    browser: &mut Browser,
    details: &str,
) -> (Asked, Page) {
    let asked = party.ask(&[("authorization_details", details)]);
    let mut page = browser.open(&asked.url);
    while ["login", "otp", "resend"].contains(&page.name().as_str()) {
        page = match page.name().as_str() {
            "login" => browser.type_password(&page, MAI),
            "resend" => browser.press(&page, "#resend-submit", |form| form),
            _ => house.type_code(browser, &page, MAI),
        };
    }
    (asked, page)
}

#[test]
fn the_person_reads_what_is_paid_to_whom_and_the_token_says_the_same() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let mut browser = house.browser();
        let details = payment("2000000");
        let (asked, page) = opened(house, &party, &mut browser, &details.to_string());
        for words in ["2.000.000 đồng", "Cửa hàng Hoa Sen", "0123456789", "Don hang 12"] {
            assert!(page.words().contains(words), "{words}: {}", page.words());
        }
        let page = browser.press(&page, "#consent-accept", |form| form);
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        assert_eq!(tokens.json()["authorization_details"], details);
        let access_token = tokens.member("access_token").expect("a token");
        let token = Token::verified(&access_token, &party.keys()).expect("ours");
        assert_eq!(token.claims["authorization_details"], details);
        assert_eq!(party.introspect(&access_token)["authorization_details"], details);
    });
}

#[test]
fn a_yes_to_one_payment_is_none_to_the_next_even_the_same() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let mut browser = house.browser();
        let details = payment("2000000").to_string();
        for time in 0..2 {
            let (asked, page) = opened(house, &party, &mut browser, &details);
            assert_eq!(page.name(), "consent", "time {time}: {}", page.words());
            assert!(page.words().contains("2.000.000 đồng"));
            let page = browser
                .press(&page, "#consent-accept", |form| form.tick("duration", "lasting", true));
            party.code(&page, &asked);
        }
        let silent = party.ask(&[("authorization_details", &details), ("prompt", "none")]);
        let error = party.error(&browser.open(&silent.url), &silent);
        assert_eq!(error, "consent_required");
        // What was agreed for longer stands, and says nothing of payments.
        let plain = party.ask(&[("prompt", "none")]);
        let page = browser.open(&plain.url);
        let tokens = party.redeem(&party.code(&page, &plain), &plain);
        assert!(tokens.json().get("authorization_details").is_none());
    });
}

#[test]
fn who_says_no_pays_nothing_and_what_cannot_be_shown_is_not_asked() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let mut browser = house.browser();
        let (asked, page) = opened(house, &party, &mut browser, &payment("5000").to_string());
        let page = browser.press(&page, "#consent-deny", |form| form);
        let page = browser.press(&page, "#leave", |form| form);
        assert_eq!(party.error(&page, &asked), "access_denied");
        let mut strange = payment("5000");
        strange[0]["recurring"] = true.into();
        let visit = json!([{ "type": "hospital_visit", "facility": "X", "date": "2026-12-01" }]);
        for wrong in [strange.to_string(), visit.to_string(), "[]".to_owned(), "x".to_owned()] {
            let (answer, _) = party.push(&[("authorization_details", &wrong)]);
            answer.assert_error(400, "invalid_authorization_details");
        }
    });
}

/// The person reads what the token says: nothing in it is unseen, turned about, or looks like another letter.
#[test]
fn what_looks_like_something_else_is_not_asked() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        for payee in [
            // Cyrillic letters, Greek ones, full width, letters of mathematics, small capitals.
            "Điện l\u{443}c Hà Nội",
            "C\u{3a5}A HÀNG",
            "\u{ff22}ank",
            "\u{1d401}ank",
            "\u{299}ank",
            // Turned about: by marks, and by letters that are read from the right.
            "Ngân hàng \u{61c}A",
            "\u{5d0} 5000",
            // Unseen: a word joiner, a soft hyphen, fillers, a variation selector, a tag.
            "Hoa\u{2060}Sen",
            "Hoa\u{ad}Sen",
            "Hoa\u{3164}Sen",
            "\u{2800}",
            "Hoa\u{fe0f}Sen",
            "Hoa\u{e0041}Sen",
            // Marks that are piled up or strike out.
            "Hoa\u{336}Sen",
            "a\u{301}\u{302}\u{303}\u{304}",
        ] {
            let mut wrong = payment("5000");
            wrong[0]["creditorName"] = payee.into();
            let (answer, _) = party.push(&[("authorization_details", &wrong.to_string())]);
            assert_eq!(answer.status, 400, "{payee:?}");
            answer.assert_error(400, "invalid_authorization_details");
        }
        for number in
            ["0123\u{661}", "\u{ff10}123", "0123 <b>", "0123/4567", "12\u{2024}3", "Số 12"]
        {
            let mut wrong = payment("5000");
            wrong[0]["creditorAccount"]["number"] = number.into();
            let (answer, _) = party.push(&[("authorization_details", &wrong.to_string())]);
            assert_eq!(answer.status, 400, "{number:?}");
        }
        for (payee, number) in [
            ("Công ty Cổ phần Ước Mơ & Đồng (chi nhánh 2)", "VN12 0001-234.567"),
            ("Café Zoë, “Ăn Ngon” – số 7", "0123456789"),
        ] {
            let mut right = payment("5000");
            right[0]["creditorName"] = payee.into();
            right[0]["creditorAccount"]["number"] = number.into();
            let (answer, _) = party.push(&[("authorization_details", &right.to_string())]);
            assert_eq!(answer.status, 201, "{payee}: {}", answer.text());
        }
    });
}
