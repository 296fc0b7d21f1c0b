//! Every page, in both languages: whole, light, and linked only to what answers.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use scraper::Html;
use support::browser::{Browser, Page};
use support::form::selector;
use support::house::House;
use support::people::{BINH, LAN, MAI, XUAN};

#[path = "../support/mod.rs"]
mod support;

/// `ux.md` §2.4: what a page may weigh on the wire.
const HEAVIEST_PAGE: usize = 6 * 1024;

/// Walks through the house and hands over every page it meets, with the browser that stands on it.
fn every_page(house: &House, language: &str, mut look: impl FnMut(&Browser, &Page)) {
    let party = house.client("hospital");
    let other = [("ui_locales", language)];
    let mut browser = house.browser().with_header("Accept-Language", language);
    // In the second language she has agreed already, and is to be asked all the same.
    let asked = party.ask(&[other[0], ("prompt", "consent")]);
    let login = browser.open(&asked.url);
    look(&browser, &login);
    let wrong = browser.press(&login, "#login-submit", |form| form.fill("username", "12345"));
    look(&browser, &wrong);
    let otp = browser.type_password(&login, MAI);
    look(&browser, &otp);
    let mistyped = browser.press(&otp, "#otp-submit", |form| form.fill("code", "12345"));
    look(&browser, &mistyped);
    for link in ["a[href$='/gui-lai']", "a[href$='/cach-khac']"] {
        let page = browser.follow(&otp, link);
        look(&browser, &page);
    }
    let consent = house.type_code(&mut browser, &otp, MAI);
    look(&browser, &consent);
    let done = browser.press(&consent, "#consent-accept", |form| form);
    party.code(&done, &asked);
    let chosen = browser.open(&party.ask(&[("prompt", "select_account"), other[0]]).url);
    look(&browser, &chosen);
    for path in [
        "/toi",
        "/",
        "/toi/chia-se",
        "/toi/chia-se/hospital",
        "/toi/chia-se/hospital/dung",
        "/dang-xuat",
        "/tro-giup",
        "/bao-lua-dao",
        "/quyen-rieng-tu",
        "/authorize",
        "/khong-co",
    ] {
        let page = browser.open(&format!("{path}?ui_locales={language}"));
        look(&browser, &page);
    }
    let detail = browser.open("/toi/chia-se/hospital");
    let receipt = browser.follow(&detail, "main a[href*='/bien-nhan/']");
    look(&browser, &receipt);
    let high = [
        (
            "claims",
            r#"{"id_token":{"acr":{"essential":true,"values":["urn:danh:acr:ial3.aal2"]}}}"#,
        ),
        other[0],
    ];
    let out = browser.open("/dang-xuat");
    look(&browser, &browser.clone().press(&out, "#logout-confirm", |form| form));
    let mut low = house.browser().with_header("Accept-Language", language);
    let page = low.open(&party.ask(&high).url);
    let page = house.walk(&mut low, page, BINH);
    look(&low, &page);
    let mut locked = house.browser().with_header("Accept-Language", language);
    let page = locked.open(&party.ask(&other).url);
    let page = locked.type_password(&page, LAN);
    look(&locked, &page);
    let mut old = house.browser().with_header("Accept-Language", language);
    let page = old.open(&party.ask(&other).url);
    let page = old.type_password(&page, XUAN);
    let page = house.type_code(&mut old, &page, XUAN);
    look(&old, &page);
    let unlike = old.change_password(&page, "abc", "abd");
    look(&old, &unlike);
}

#[test]
fn every_link_leads_to_something_that_answers() {
    House::on_each_database(|house| {
        let mut followed = BTreeSet::new();
        every_page(house, "vi", |browser, page| {
            let html = page.html();
            // A fault told in the other language is still a fault.
            let links = "a[href]:not([hreflang]), link[href], img[src], script[src]";
            for anchor in html.select(&selector(links)) {
                let value = anchor.value();
                let Some(address) = value.attr("href").or(value.attr("src")) else { continue };
                let target = page.url.join(address).expect("an address");
                if address.starts_with('#') {
                    assert!(page.has(address), "{} has no {address}", page.name());
                } else if ["http", "https"].contains(&target.scheme())
                    && followed.insert(target.to_string())
                {
                    assert_eq!(
                        target.authority(),
                        house.authority,
                        "{address} leads out of the house"
                    );
                    let there = browser.clone().open(target.as_str());
                    assert!(
                        there.response.status < 400,
                        "{} links to {address}: {}",
                        page.name(),
                        there.response.status
                    );
                }
            }
        });
        assert!(followed.len() > 10, "{followed:?}");
    });
}

#[test]
fn every_page_is_whole_and_light_in_both_languages() {
    House::on_each_database(|house| {
        for language in ["vi", "en"] {
            let mut names = BTreeSet::new();
            every_page(house, language, |_, page| {
                names.insert(page.name());
                shape(page, language);
            });
            for name in [
                "login",
                "otp",
                "resend",
                "another_way",
                "consent",
                "choose",
                "home",
                "shared",
                "shared_detail",
                "stop_sharing",
                "receipt",
                "start",
                "leaflet",
                "logout",
                "logged_out",
                "error",
                "barred",
                "password_change",
            ] {
                assert!(names.contains(name), "{name} was not among {names:?}");
            }
        }
    });
}

fn shape(page: &Page, language: &str) {
    let html = page.html();
    let name = page.name();
    let count = |what: &str| html.select(&selector(what)).count();
    assert_eq!(count("h1"), 1, "{name} has one heading: {}", page.url);
    assert_eq!(count("main"), 1, "{name} has one main part");
    assert_eq!(count(&format!("html[lang={language}]")), 1, "{name} says its language");
    assert_eq!(
        count("[style], style, script:not([src]), [onclick], [onload]"),
        0,
        "{name} has nothing inline"
    );
    assert_eq!(count("input[autofocus]"), 0, "{name} does not take the focus");
    let title: String = html.select(&selector("title")).flat_map(|one| one.text()).collect();
    assert!(title.chars().count() > 8, "{name} has a title");
    labelled(&html, &name);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&page.response.body).expect("memory");
    let weight = packed.finish().expect("memory").len();
    assert!(weight <= HEAVIEST_PAGE, "{name} weighs {weight}");
}

fn labelled(html: &Html, name: &str) {
    let mut ids = BTreeSet::new();
    for element in html.select(&selector("[id]")) {
        let id = element.value().attr("id").unwrap_or_default();
        assert!(ids.insert(id.to_owned()), "{name} has #{id} twice");
    }
    for field in
        html.select(&selector("input:not([type=hidden]):not([type=radio]):not([type=checkbox])"))
    {
        let id = field.value().attr("id").unwrap_or_default();
        let label = format!("label[for='{id}']");
        assert!(html.select(&selector(&label)).next().is_some(), "{name}: {id} has no label");
    }
}
