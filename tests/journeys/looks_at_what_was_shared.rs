//! Mai opens her account and looks at who may see what.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::house::House;
use crate::support::people::MAI;

fn ledger(house: &House, browser: &mut Browser) -> crate::support::browser::Page {
    let page = browser.open("/toi/chia-se");
    let page = house.walk(browser, page, MAI);
    if page.name() == "home" { browser.open("/toi/chia-se") } else { page }
}

/// R123: every read is listed, from UserInfo and from introspection.
#[test]
fn every_read_is_in_the_list() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        house.clock.pass_seconds(60);
        party.userinfo(&fetched.access_token);
        let mut browser = fetched.visit.browser.clone();
        let page = ledger(house, &mut browser);
        assert_eq!(page.name(), "shared", "{}", page.words());
        assert!(page.words().contains("Bệnh viện Thử"), "{}", page.words());
        let detail = browser.follow(&page, "main a[href^='/toi/chia-se/']");
        assert!(
            detail.words().contains("Họ và tên") || detail.words().contains("Tên"),
            "{}",
            detail.words()
        );
        let before = detail.words().len();
        house.clock.pass_seconds(60);
        party.userinfo(&fetched.access_token);
        let detail = browser.open(detail.url.as_str());
        assert!(detail.words().len() > before, "another read, another line");
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
