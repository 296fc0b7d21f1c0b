//! Mai signs in at home and then at work: the browser of the newest sign-in is her one device.

use serde_json::json;

use crate::support::house::House;
use crate::support::people::{BINH, MAI};

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

#[test]
fn signing_in_elsewhere_ends_sessions_codes_and_tokens_of_the_former_browser() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let home = house.fetch(&party, MAI, &OFFLINE);
        let refresh = home.tokens.member("refresh_token").expect("a refresh token");
        let unused = house.visit_with(home.visit.browser.clone(), &party, MAI, &[]);
        let waiting = home.visit.browser.clone().open(&party.ask(&[("prompt", "login")]).url);
        let neighbour = house.fetch(&party, BINH, &OFFLINE);

        house.visit(&party, MAI, &[]);

        let mut browser = home.visit.browser.clone();
        let asked = party.ask(&[("prompt", "none")]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "login_required");
        party.redeem(&unused.code, &unused.asked).assert_error(400, "invalid_grant");
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.userinfo(&home.access_token).status, 401);
        assert_eq!(party.introspect(&home.access_token), json!({ "active": false }));
        let pressed = browser.type_password(&waiting, MAI);
        assert_ne!(pressed.name(), "consent", "a pending request needs the proofs anew");
        assert_eq!(party.userinfo(&neighbour.access_token).status, 200, "nobody else is touched");
    });
}

#[test]
fn a_password_alone_moves_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let home = house.fetch(&party, MAI, &[]);
        let mut thief = house.browser();
        let page = thief.open(&party.ask(&[]).url);
        assert_eq!(thief.type_password(&page, MAI).name(), "otp");
        assert_eq!(party.userinfo(&home.access_token).status, 200);
        let asked = party.ask(&[("prompt", "none")]);
        party.code(&home.visit.browser.clone().open(&asked.url), &asked);
    });
}

/// The former browser is told why it is signed out; a browser without its cookie is told nothing.
#[test]
fn the_former_browser_is_told_why_it_is_signed_out() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let home = house.fetch(&party, MAI, &[]);
        let mut former = home.visit.browser.clone();
        let mut left = house.fetch(&party, BINH, &[]).visit.browser.clone();
        house.visit(&party, MAI, &[]);

        let told = "Bạn đã đăng nhập ở trình duyệt khác";
        for address in ["/toi".to_owned(), party.ask(&[]).url] {
            let page = former.open(&address);
            assert_eq!(page.name(), "login", "{}", page.words());
            assert!(page.words().contains(told), "{}", page.words());
        }
        let handle = former.cookie("danh_session").expect("a session").to_owned();
        let (name, secret) = handle.split_once('.').expect("two parts");
        let guessed = format!("{name}.{}", secret.chars().rev().collect::<String>());
        let mut stranger = house.browser();
        stranger.plant("danh_session", &guessed);
        let page = stranger.open("/toi");
        assert_eq!(page.name(), "login", "{}", page.words());
        assert!(!page.words().contains(told), "{}", page.words());
        assert_eq!(left.open("/toi").name(), "home", "nobody else is signed out");

        let page = former.open("/toi");
        let page = house.walk(&mut former, page, MAI);
        assert_eq!(page.name(), "home", "{}", page.words());
    });
}
