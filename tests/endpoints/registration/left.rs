//! A client that left: people still read what they shared with it, and sign out of what it was.

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::invitations::{ENABLED, metadata};
use crate::support::people::MAI;

/// P83: what somebody shared stays theirs to read, to keep and to stop; and who signs out is let out.
#[test]
fn p83_a_client_that_left_stands_in_nobodys_way() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({}));
        let party = one.party(house);
        let asked = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let fetched = house.fetch(&party, MAI, &asked);
        assert_eq!(party.userinfo(&fetched.access_token).status, 200);
        assert_eq!(house.manage("DELETE", &one.path, &one.token, &Value::Null).status, 204);
        house.clock.pass_seconds(90);
        let mut browser = fetched.visit.browser.clone();
        let list = browser.open("/toi/chia-se");
        let list = house.walk(&mut browser, list, MAI);
        let list = if list.name() == "home" { browser.open("/toi/chia-se") } else { list };
        assert_eq!(list.response.status, 200, "{}", list.words());
        let detail = browser.follow(&list, "main a[href^='/toi/chia-se/']");
        assert_eq!(detail.response.status, 200, "{}", detail.words());
        let receipt = browser.follow(&detail, "a[href*='bien-nhan']");
        assert_eq!(receipt.response.status, 200, "{}", receipt.words());
        let stop = browser.follow(&detail, "a[href$='/dung']");
        let stopped = browser.press(&stop, "#stop-confirm", |form| form);
        assert!(stopped.response.status < 400, "{}", stopped.words());
        let hint = fetched.tokens.member("id_token").expect("an ID token");
        let hinted = format!("/end_session?id_token_hint={hint}");
        let farewell = browser.open(&hinted);
        assert!(farewell.response.status < 400, "{}", farewell.words());
    });
}

/// P83: a change while somebody signs in ends what was asked before it, and breaks nothing of ours.
#[test]
fn p83_what_a_client_may_ask_no_more_ends_as_a_request_and_not_as_a_fault_of_ours() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({}));
        let party = one.party(house);
        let (pushed, waiting) = party.push(&[]);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        let mut browser = house.browser();
        let login = browser.open(&party.ask(&[]).url);
        assert_eq!(login.name(), "login", "{}", login.words());
        let moved = json!({
            "client_id": one.told["client_id"], "redirect_uris": ["https://quan.example/new"],
        });
        let changed = house.manage("PUT", &one.path, &one.token, &metadata(&moved));
        assert_eq!(changed.status, 200, "{}", changed.text());
        let page = browser.type_password(&login, MAI);
        assert!(page.response.status < 500, "{}", page.words());
        let page = house.browser().open(&waiting.url);
        assert_eq!(page.error().as_deref(), Some("client_broken"), "{}", page.words());
    });
}
