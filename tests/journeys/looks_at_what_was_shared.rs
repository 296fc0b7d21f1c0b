//! Mai opens her account and looks at who may see what.

use danh::domain::time::Lifetime;
use danh::ports::clock::Clock;
use danh::web::pages::moment;
use scraper::ElementRef;
use serde_json::json;

use crate::support::browser::{Browser, Page};
use crate::support::form::selector;
use crate::support::house::House;
use crate::support::people::MAI;

fn ledger(house: &House, browser: &mut Browser) -> Page {
    let page = browser.open("/toi/chia-se");
    let page = house.walk(browser, page, MAI);
    if page.name() == "home" { browser.open("/toi/chia-se") } else { page }
}

/// The reads that a page lists, newest first: when, and what was seen.
fn reads(page: &Page) -> Vec<(String, String)> {
    let html = page.html();
    let cell = |row: &ElementRef<'_>, which: &str| {
        let cell = row.select(&selector(which)).next().expect("a cell");
        cell.text().collect::<String>()
    };
    html.select(&selector("table.reads tbody tr"))
        .map(|row| (cell(&row, "th"), cell(&row, "td")))
        .collect()
}

/// R123: every read is listed, from UserInfo and from introspection, with its moment and with what was
/// seen; the list tells the last one and how many there were.
#[test]
fn every_read_is_in_the_list() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        let page = ledger(house, &mut browser);
        assert_eq!(page.name(), "shared", "{}", page.words());
        assert!(page.words().contains("Bệnh viện Thử"), "{}", page.words());
        assert!(page.words().contains("Chưa xem lần nào"), "{}", page.words());
        house.clock.pass_seconds(60);
        assert_eq!(party.userinfo(&fetched.access_token).status, 200);
        let read = moment::clock(&house.clock.now());
        house.clock.pass_seconds(60);
        assert_eq!(party.introspect(&fetched.access_token)["active"], true);
        let inspected = moment::clock(&house.clock.now());
        let page = ledger(house, &mut browser);
        let told = format!("{inspected} hôm nay, 2 lần tháng này");
        assert!(page.words().contains(&told), "{}", page.words());
        let detail = browser.follow(&page, "main a[href^='/toi/chia-se/']");
        let line = |at: &str, what: &str| (format!("{at} hôm nay"), what.to_owned());
        let seen = "Họ và tên, ngày sinh";
        assert_eq!(reads(&detail), [line(&inspected, "Chỉ biết là bạn"), line(&read, seen)]);
    });
}

/// A long life's list comes as it is read: page by page, with every read in it once.
#[test]
fn the_list_to_keep_holds_every_read_however_many() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        ledger(house, &mut browser);
        let lines = |browser: &mut Browser| -> Vec<String> {
            let answer = browser.open("/toi/chia-se.csv").response;
            assert_eq!((answer.status, answer.header("content-length")), (200, None));
            answer.text().lines().map(str::to_owned).collect()
        };
        let before = lines(&mut browser).len();
        for _ in 0..450 {
            assert_eq!(party.userinfo(&fetched.access_token).status, 200);
        }
        let after = lines(&mut browser);
        assert_eq!(after.len(), before + 450);
        assert!(
            after.first().is_some_and(|head| head.contains("client_id")),
            "{:?}",
            after.first()
        );
        let heads = after.iter().filter(|line| line.contains("client_id")).count();
        assert_eq!(heads, 1, "one head, however many pages");
    });
}

/// Withdrawal works at once.
#[test]
fn stopping_ends_tokens_and_asks_again_next_time() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let offline = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let fetched = house.fetch(&party, MAI, &offline);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        let mut browser = fetched.visit.browser.clone();
        let page = ledger(house, &mut browser);
        let detail = browser.follow(&page, "main a[href^='/toi/chia-se/']");
        let stop = browser.follow(&detail, "a[href$='/dung']");
        browser.press(&stop, "#stop-confirm", |form| form);
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.userinfo(&fetched.access_token).status, 401);
        assert_eq!(party.introspect(&refresh), json!({ "active": false }));
        let asked = party.ask(&[("prompt", "none")]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "consent_required");
    });
}

/// What was agreed to for this time is seen for a day, as often as the service looks: the list, the page
/// of the reads and the receipt say until when, and the receipt, which is printed, in full dates.
#[test]
fn what_was_agreed_for_this_time_is_told_as_a_day() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let agreed = house.clock.now();
        let until = agreed.plus(Lifetime::hours(24));
        let mut browser = fetched.visit.browser.clone();
        let list = ledger(house, &mut browser);
        let told = format!("{} ngày mai (trong 24 giờ)", moment::clock(&until));
        assert!(list.words().contains(&told), "{}", list.words());
        let detail = browser.follow(&list, "main a[href^='/toi/chia-se/']");
        assert!(detail.words().contains(&told), "{}", detail.words());
        let receipt = browser.follow(&detail, "a[href*='bien-nhan']");
        for at in [agreed, until] {
            let told = format!("{} ngày {}", moment::clock(&at), moment::date(&at.day()));
            assert!(receipt.words().contains(&told), "{}", receipt.words());
        }
        let words = receipt.words();
        assert!(!words.contains("hôm nay") && !words.contains("ngày mai"), "{words}");
        let english = browser.open("/toi/chia-se?ui_locales=en").words();
        assert!(english.contains("tomorrow (for 24 hours)"), "{english}");
    });
}
