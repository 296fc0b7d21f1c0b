//! Xuân has had her password for more than 180 days: she proves it once more, and sets another.

use danh::domain::time::Lifetime;
use serde_json::json;

use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::{MAI, PASSWORD, XUAN};

const BETTER: &str = "Bờ đê 7 cây";
const REMIND: &[(&str, &str)] = &[("DANH__SIGN_IN__PASSWORD_CHANGE", "remind")];
const OFF: &[(&str, &str)] = &[("DANH__SIGN_IN__PASSWORD_CHANGE", "off")];
const ONE_DAY: &[(&str, &str)] = &[("DANH__SIGN_IN__PASSWORD_DAYS", "1")];

/// Proves password and phone, as far as the page that stands then.
fn proven(house: &House, browser: &mut Browser) -> Page {
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    let page = browser.type_password(&page, XUAN);
    assert_eq!(page.name(), "otp", "a code goes before it: {}", page.words());
    house.type_code(browser, &page, XUAN)
}

/// R62: at day 181 the password is changed at the next sign-in, and the sign-in goes on.
#[test]
fn r62_an_old_password_is_changed_at_the_next_sign_in() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let asked = party.ask(&[]);
        let mut browser = house.browser();
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, XUAN);
        let page = house.type_code(&mut browser, &page, XUAN);
        assert_eq!(page.name(), "password_change", "{}", page.words());
        assert!(page.words().contains("hơn 180 ngày"), "{}", page.words());
        assert!(!page.has("#password-change-later"), "a duty cannot be put off");

        let page = browser.change_password(&page, BETTER, BETTER);
        let page = house.walk(&mut browser, page, XUAN);
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        assert_eq!(tokens.status, 200, "the code is of the new generation: {}", tokens.text());
        assert_eq!(house.events("password.changed"), 1);
        let notice = house.await_message(XUAN);
        assert!(notice.contains("Mat khau vua doi") && notice.contains("1900 0000"), "{notice}");
        assert!(!notice.contains(XUAN.number) && notice.len() <= 160, "{notice}");

        let mut elsewhere = house.browser();
        let page = elsewhere.open(&party.ask(&[]).url);
        assert_eq!(
            elsewhere.type_password(&page, XUAN).response.status,
            422,
            "the old one is dead"
        );
        let page = elsewhere.try_password(&page, XUAN.number, BETTER);
        assert_eq!(page.name(), "otp", "{}", page.words());
        let page = house.type_code(&mut elsewhere, &page, XUAN);
        assert_ne!(page.name(), "password_change", "a new one serves its time");
    });
}

/// R59, R60: all that is wrong is told at once, beside its field. R61: any sign is a special one.
#[test]
fn r59_a_new_password_is_typed_twice_and_judged_in_words() {
    House::on_each_database(|house| {
        let mut browser = house.browser();
        let page = proven(house, &mut browser);
        let hint = "Từ 8 ký tự, có chữ hoa, chữ thường, số và ký tự đặc biệt";
        assert!(page.words().contains(hint), "the rule stands there before anything is typed");
        for (password, again, told) in [
            ("", "", &["Nhập mật khẩu"][..]),
            ("abc", "abd", &["đủ 8 ký tự, chữ hoa, số, ký tự đặc biệt", "chưa giống nhau"]),
            ("Aa1!aaaa", "Aa1!aaaa", &["nhiều người đã đặt"]),
            ("Xy-999187000023", "Xy-999187000023", &["chứa số định danh"]),
            ("Xy-0500000023", "Xy-0500000023", &["chứa số định danh"]),
            ("Caothixuan-7", "Caothixuan-7", &["tên của bạn"]),
            (PASSWORD, PASSWORD, &["đang dùng"]),
            (BETTER, "Bờ đê 8 cây", &["chưa giống nhau"]),
        ] {
            let page = browser.change_password(&page, password, again);
            assert_eq!((page.name().as_str(), page.response.status), ("password_change", 422));
            for words in told {
                assert!(page.words().contains(words), "{password}: {}", page.words());
            }
            let form = page.form("#password-change-submit");
            assert_eq!(form.value("new_password").unwrap_or_default(), "", "nothing is kept");
        }
        let long = "Aa1!".repeat(33);
        let told = browser.change_password(&page, &long, &long);
        assert!(told.words().contains("128 ký tự"), "{}", told.words());
        assert_eq!(house.events("password.changed"), 0);
        let done = browser.change_password(&page, "Chợ nổi 29 ghe!", "Chợ nổi 29 ghe!");
        assert_eq!(done.name(), "consent", "{}", done.words());
    });
}

/// Whoever leaves the page has not signed in: not by another request, nor silently, nor at home.
#[test]
fn r62_the_page_of_a_new_password_is_not_walked_around() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let stood = proven(house, &mut browser);
        let asked = party.ask(&[("prompt", "none")]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "login_required");
        for address in ["/toi", "/toi/chia-se"] {
            let page = browser.open(address);
            assert_eq!(page.name(), "login", "{address}: {}", page.words());
        }
        let page = browser.open(&party.ask(&[]).url);
        assert_eq!(page.name(), "login", "{}", page.words());
        assert!(page.words().contains("đặt mật khẩu mới"), "and says why: {}", page.words());

        let form = stood.form("#password-change-submit");
        let typed = form.fill("new_password", BETTER).fill("new_password_again", BETTER);
        let fields = typed.pressed("#password-change-submit");
        let bare: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
        assert_eq!(browser.submit(&stood, &typed, &bare).response.status, 403);
        let later = [fields, vec![("decision".into(), "later".into())]].concat();
        let later: Vec<_> = later.into_iter().filter(|(_, value)| value != "change").collect();
        let page = browser.submit(&stood, &typed, &later);
        assert_eq!(page.name(), "password_change", "a duty is not put off: {}", page.words());
        assert_eq!(house.events("password.changed"), 0);
    });
}

/// A stolen old password is worth nothing here without the phone, even where a password alone serves.
#[test]
fn a_password_alone_changes_no_password() {
    House::on_each_database(|house| {
        let level = [("acr_values", "urn:danh:acr:ial1.aal1")];
        let mut thief = house.browser();
        let page = thief.open(&house.client("hospital").ask(&level).url);
        let page = thief.type_password(&page, XUAN);
        assert_eq!(page.name(), "otp", "{}", page.words());
        let address = page.url.path().replace("/ma", "/doi-mat-khau");
        let page = thief.open(&address);
        assert_eq!(page.name(), "interrupted", "{}", page.words());
    });
}

/// What was signed in and issued under the old password is dead with it.
#[test]
fn a_new_password_ends_what_was_issued_under_the_old_one() {
    House::on_each_database_set(ONE_DAY, |house| {
        let party = house.client("hospital");
        let offline = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        house.clock.pass(Lifetime::hours(13));
        let before = house.fetch(&party, MAI, &offline);
        let refresh = before.tokens.member("refresh_token").expect("a refresh token");
        house.clock.pass(Lifetime::hours(12));
        let fresh = party.refresh(&refresh).member("access_token").expect("it still serves");

        let asked = party.ask(&[]);
        let mut browser = before.visit.browser.clone();
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(page.name(), "password_change", "{}", page.words());
        assert_eq!(party.userinfo(&fresh).status, 200, "nothing has happened yet");
        let page = browser.change_password(&page, BETTER, BETTER);
        let code = party.code(&page, &asked);

        party.refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.userinfo(&fresh).status, 401);
        assert_eq!(party.introspect(&fresh), json!({ "active": false }));
        assert_eq!(party.redeem(&code, &asked).status, 200, "this sign-in goes on");
        let silent = party.ask(&[("prompt", "none")]);
        party.code(&browser.open(&silent.url), &silent);
    });
}

#[test]
fn r62_a_reminder_may_be_put_off_and_comes_again() {
    House::on_each_database_set(REMIND, |house| {
        for _ in 0..2 {
            let mut browser = house.browser();
            let page = proven(house, &mut browser);
            assert_eq!(page.name(), "password_change", "{}", page.words());
            let page = browser.press(&page, "#password-change-later", |form| form);
            assert_ne!(page.name(), "password_change", "{}", page.words());
            let address = browser.open("/toi");
            assert_eq!(address.name(), "home", "{}", address.words());
        }
        assert_eq!(house.events("password.changed"), 0);
    });
}

#[test]
fn r62_where_it_is_off_nobody_is_asked() {
    House::on_each_database_set(OFF, |house| {
        let page = proven(house, &mut house.browser());
        assert_eq!(page.name(), "consent", "{}", page.words());
    });
}
