//! Mai and Bình sit at one computer of the commune's office.

use crate::support::house::House;
use crate::support::people::{BINH, MAI};
use crate::support::walk::Fetched;

/// R138 R114: A signs out at the service, B signs in at once; nothing has to be cleared.
#[test]
fn the_next_person_signs_in_at_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &[]);
        let mut browser = mai.visit.browser.clone();
        let hint = mai.tokens.member("id_token").expect("an ID token");
        browser.open(&format!(
            "/end_session?id_token_hint={hint}&post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell"
        ));
        let binh = house.visit_with(browser, &party, BINH, &[]);
        let binh = party.fetched(binh);
        assert_ne!(binh.id_token.text("sub"), mai.id_token.text("sub"));
    });
}

/// "Không phải bạn?": on the consent page the other person changes the account.
#[test]
fn not_you_leads_to_the_door_and_back_to_the_same_request() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&house.client("school"), MAI, &[]);
        let mut browser = mai.visit.browser.clone();
        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        let page = house_code(house, &mut browser, page);
        assert_eq!(page.name(), "consent", "{}", page.words());
        assert!(page.words().contains(MAI.name));
        let page = browser.follow(&page, "p.me a");
        let page = if page.name() == "choose" {
            browser.press(&page, "#choose-other", |form| form)
        } else {
            page
        };
        assert_eq!(page.name(), "login", "{}", page.words());
        let page = house.walk(&mut browser, page, BINH);
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        let userinfo = party.userinfo(&tokens.member("access_token").expect("a token")).json();
        assert_eq!(userinfo["name"], BINH.name);
    });
}

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "login consent")];

/// R138: a browser serves one person at a time, and who comes back to it has moved nowhere.
#[test]
fn the_first_person_comes_back_and_nothing_of_theirs_has_ended() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &OFFLINE);
        let refresh_of =
            |fetched: &Fetched| fetched.tokens.member("refresh_token").expect("a refresh token");
        let browser = mai.visit.browser.clone();
        let binh = party.fetched(house.visit_with(browser, &party, BINH, &OFFLINE));
        let browser = binh.visit.browser.clone();
        let again = party.fetched(house.visit_with(browser, &party, MAI, &OFFLINE));
        let browser = again.visit.browser.clone();
        party.fetched(house.visit_with(browser, &party, BINH, &OFFLINE));
        for fetched in [&mai, &binh, &again] {
            let renewed = party.refresh(&refresh_of(fetched));
            assert_eq!(renewed.status, 200, "{}", renewed.text());
        }
        assert_eq!((house.events("device.changed"), house.events("device.ceded")), (0, 3));
    });
}

/// Somebody else at the former browser is no reason to forget that it was the former one.
#[test]
fn whose_browser_was_taken_and_who_signs_in_elsewhere_has_moved() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &OFFLINE);
        let browser = mai.visit.browser.clone();
        let binh = party.fetched(house.visit_with(browser, &party, BINH, &OFFLINE));
        house.fetch(&party, MAI, &OFFLINE);
        assert_eq!((house.events("device.changed"), house.events("device.ceded")), (1, 1));
        let refresh = mai.tokens.member("refresh_token").expect("a refresh token");
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        let refresh = binh.tokens.member("refresh_token").expect("a refresh token");
        assert_eq!(party.refresh(&refresh).status, 200, "nobody else is touched");
    });
}

fn house_code(
    house: &House,
    browser: &mut crate::support::browser::Browser,
    page: crate::support::browser::Page,
) -> crate::support::browser::Page {
    let page = match page.name().as_str() {
        "resend" => browser.press(&page, "#resend-submit", |form| form),
        _ => page,
    };
    if page.name() == "otp" { house.type_code(browser, &page, MAI) } else { page }
}

#[test]
fn select_account_asks_who_it_is_to_be() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &[]);
        let mut browser = mai.visit.browser.clone();
        let asked = party.ask(&[("prompt", "select_account")]);
        let page = browser.open(&asked.url);
        assert_eq!(page.name(), "choose", "{}", page.words());
        assert!(page.words().contains(MAI.name) && !page.words().contains(MAI.number));
        let page = browser.press(&page, "#choose-continue", |form| form);
        party.code(&page, &asked);

        let asked = party.ask(&[("prompt", "select_account")]);
        let page = browser.open(&asked.url);
        let page = browser.press(&page, "#choose-other", |form| form);
        assert_eq!(page.name(), "login", "{}", page.words());
        let page = house.walk(&mut browser, page, BINH);
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        assert_ne!(party.id_token(&tokens).text("sub"), mai.id_token.text("sub"));
    });
}

/// R138: who left at the page of the code leaves nothing to the next person: no name, and a way on to a
/// sign-in of their own and back to the service. Of the first nothing but the number's end is shown.
#[test]
fn who_finds_somebody_elses_page_of_the_code_has_a_way_on() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        assert_eq!(browser.type_password(&page, MAI).name(), "otp");

        let out = browser.open("/dang-xuat");
        assert_eq!(out.name(), "logout");
        assert!(!out.words().contains(MAI.name), "{}", out.words());
        let asked = party.ask(&[("prompt", "select_account")]);
        let page = browser.open(&asked.url);
        assert!(!page.words().contains(MAI.name), "{}", page.words());

        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        assert_eq!(page.name(), "resend", "{}", page.words());
        assert!(page.has("#leave"), "and a way back to the service: {}", page.words());
        let login = browser.press(&page, "#not-you", |form| form);
        assert_eq!(login.name(), "login", "{}", login.words());
        let first = browser.clone().open("/toi");
        assert_eq!(first.name(), "login", "nothing of the first person stays: {}", first.words());
        let page = house.walk(&mut browser, login, BINH);
        party.code(&page, &asked);
        assert!(browser.open("/toi").words().contains(BINH.name));
    });
}

/// A code that was sent, and all tries spent: the same way on.
#[test]
fn every_page_of_the_code_leads_to_another_account() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        let otp = browser.type_password(&page, MAI);
        let ways = browser.open(&format!("{}/cach-khac", otp.url));
        assert!(ways.has("#not-you") && ways.has("#leave"), "{}", ways.words());
        let mut page = otp;
        for _ in 0..5 {
            assert!(page.has("#not-you") && page.has("#leave"), "{}", page.words());
            page = browser.press(&page, "#otp-submit", |form| form.fill("code", "000000"));
        }
        assert_eq!(page.name(), "tries_spent", "{}", page.words());
        let login = browser.press(&page, "#not-you", |form| form);
        assert_eq!(login.name(), "login", "{}", login.words());
    });
}
