//! Mai opens the hospital twice, goes back, reloads, and comes back after lunch.

use crate::support::house::House;
use crate::support::people::{MAI, PASSWORD};

#[test]
fn two_tabs_are_two_requests_and_both_come_to_their_end() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let mut browser = house.browser();
        let first = hospital.ask(&[]);
        let second = school.ask(&[]);
        let one = browser.open(&first.url);
        let two = browser.open(&second.url);
        assert_ne!(one.url, two.url);
        let one = house.walk(&mut browser, one, MAI);
        hospital.code(&one, &first);
        // The other tab still shows the sign-in form; it is reloaded, or sent as it stands.
        let reloaded = browser.open(two.url.as_str());
        let two = house.walk(&mut browser, reloaded, MAI);
        school.code(&two, &second);
    });
}

#[test]
fn reload_and_back_do_no_harm() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let login = browser.open(&asked.url);
        assert_eq!(browser.open(login.url.as_str()).name(), "login");
        let otp = browser.type_password(&login, MAI);
        assert_eq!(browser.open(otp.url.as_str()).name(), "otp");
        assert_eq!(house.outbox.count(), 1, "a reload sends no second code");
        let consent = house.type_code(&mut browser, &otp, MAI);
        let again = browser.open(otp.url.as_str());
        assert_eq!(again.name(), "interrupted", "this step is done: {}", again.words());
        assert_eq!(browser.follow(&again, "a.btn").name(), "consent", "and the way on is shown");
        let done = browser.press(&consent, "#consent-accept", |form| form);
        party.code(&done, &asked);
        let late = browser.open(consent.url.as_str());
        assert_eq!((late.response.status, late.name().as_str()), (410, "interrupted"));
        assert_ne!(late.error().as_deref(), Some("cookies_off"), "{}", late.words());
        let twice = browser.press(&consent, "#consent-accept", |form| form);
        assert_eq!(twice.parameter("code"), None, "one request gives one code");
    });
}

#[test]
fn after_half_an_hour_the_request_begins_anew_and_the_number_is_kept() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        house.clock.pass_seconds(31 * 60);
        let told = browser.press(&page, "#login-submit", |form| {
            form.fill("username", MAI.number).fill("password", PASSWORD)
        });
        assert_eq!(told.name(), "interrupted", "{}", told.words());
        let page = browser.follow(&told, "a.btn");
        assert_eq!(page.name(), "login", "{}", page.words());
        assert_eq!(page.form("#login-submit").value("username"), Some(MAI.number));
        let page = house.walk(&mut browser, page, MAI);
        party.code(&page, &asked);
    });
}

#[test]
fn a_page_still_answers_after_another_tab_asked_for_the_password_again() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let mut browser = house.browser();
        let first = hospital.ask(&[]);
        let login = browser.open(&first.url);
        let otp = browser.type_password(&login, MAI);
        let consent = house.type_code(&mut browser, &otp, MAI);
        assert_eq!(consent.name(), "consent");
        let second = school.ask(&[("prompt", "login")]);
        let other = browser.open(&second.url);
        let other = house.walk(&mut browser, other, MAI);
        school.code(&other, &second);
        let done = browser.press(&consent, "#consent-accept", |form| form);
        hospital.code(&done, &first);
    });
}

#[test]
fn the_page_promises_no_more_time_than_there_is() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let login = browser.open(&asked.url);
        let otp = browser.type_password(&login, MAI);
        let consent = house.type_code(&mut browser, &otp, MAI);
        let promised = |words: String| {
            let (_, after) = words.split_once("Trả lời trước").expect("a time to answer by");
            after.split_whitespace().next().map(str::to_owned)
        };
        let first = promised(consent.words());
        house.clock.pass_seconds(20 * 60);
        let again = browser.open(consent.url.as_str());
        assert_eq!(promised(again.words()), first, "looking gains no time");
        house.clock.pass_seconds(9 * 60);
        let done = browser.press(&again, "#consent-accept", |form| form);
        party.code(&done, &asked);
    });
}

/// Back after the answer: the browser that gave it is told so, and nobody else is.
#[test]
fn who_goes_back_after_the_answer_is_told_that_they_answered() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        let consent = house.type_code(&mut browser, &page, MAI);
        assert_eq!(consent.name(), "consent", "{}", consent.words());
        let page = browser.press(&consent, "#consent-accept", |form| form);
        party.code(&page, &asked);
        let back = browser.open(consent.url.as_str());
        assert_eq!(back.error().as_deref(), Some("answered"), "{}", back.words());
        assert!(back.words().contains("Bạn đã trả lời rồi"), "{}", back.words());
        let pressed = browser.press(&consent, "#consent-accept", |form| form);
        assert_eq!(pressed.error().as_deref(), Some("answered"), "{}", pressed.words());
        let stranger = house.browser().open(consent.url.as_str());
        assert_ne!(stranger.error().as_deref(), Some("answered"), "{}", stranger.words());
    });
}
