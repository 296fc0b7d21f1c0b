//! The library is content with a password; what it asks about the reader may want more.

use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::http::Response;
use crate::support::people::{Citizen, KHONG, MAI};
use crate::support::relying_party::{Asked, RelyingParty};

/// Opens a request and types the password.
fn with_password(
    house: &House,
    scope: &str,
    person: Citizen,
) -> (RelyingParty, Browser, Asked, Page) {
    let library = house.client("library");
    let mut browser = house.browser();
    let asked = library.ask(&[("scope", scope)]);
    let page = browser.open(&asked.url);
    let page = browser.type_password(&page, person);
    (library, browser, asked, page)
}

fn userinfo(party: &RelyingParty, tokens: &Response) -> serde_json::Value {
    party.userinfo(&tokens.member("access_token").expect("an access token")).json()
}

/// R95
#[test]
fn r95_what_a_password_may_give_costs_no_code_and_what_it_may_not_does() {
    House::on_each_database(|house| {
        let scope = "openid email vn.age offline_access";
        let (library, mut browser, asked, page) = with_password(house, scope, MAI);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let page =
            browser.press(&page, "#consent-accept", |form| form.tick("claim", "email", true));
        let tokens = library.redeem(&library.code(&page, &asked), &asked);
        assert_eq!(library.id_token(&tokens).text("acr"), Some("urn:danh:acr:ial3.aal1"));
        let told = userinfo(&library, &tokens);
        assert_eq!((&told["vn_age_over_18"], told["email"].is_string()), (&true.into(), true));
        assert_eq!(house.outbox.count(), 0);

        // The same browser, and an address: the session is raised by the missing proof alone.
        let scope = ("scope", "openid email vn.age address");
        let silent = library.ask(&[scope, ("prompt", "none")]);
        let error = library.error(&browser.open(&silent.url), &silent);
        assert_eq!(error, "interaction_required");
        let more = library.ask(&[scope, ("acr_values", "urn:danh:acr:ial1.aal1")]);
        let page = browser.open(&more.url);
        assert_eq!(page.name(), "resend", "{}", page.words());
        let page = browser.press(&page, "#resend-submit", |form| form);
        let page = house.type_code(&mut browser, &page, MAI);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let page =
            browser.press(&page, "#consent-accept", |form| form.tick("claim", "address", true));
        let raised = library.redeem(&library.code(&page, &more), &more);
        assert_eq!(library.id_token(&raised).text("acr"), Some("urn:danh:acr:ial3.aal2"));
        assert!(userinfo(&library, &raised)["address"].is_object());

        // What came of the password alone stays what it was.
        let refreshed = library.refresh(&tokens.member("refresh_token").expect("a refresh token"));
        assert_eq!(library.id_token(&refreshed).text("acr"), Some("urn:danh:acr:ial3.aal1"));
        assert_eq!(userinfo(&library, &refreshed).get("address"), None);
    });
}

/// R95: the claims want the code, though the client and the request name a password's level.
#[test]
fn r95_a_claim_that_wants_a_code_is_not_silently_left_out() {
    House::on_each_database(|house| {
        let (library, mut browser, asked, page) =
            with_password(house, "openid address vn.age", MAI);
        assert_eq!(page.name(), "otp", "{}", page.words());
        let page = house.type_code(&mut browser, &page, MAI);
        // Left unticked for a year: nothing that wants a code is left.
        let page =
            browser.press(&page, "#consent-accept", |form| form.tick("duration", "lasting", true));
        library.code(&page, &asked);
        let sent = house.outbox.count();
        let (library, _, asked, page) = with_password(house, "openid address vn.age", MAI);
        let tokens = library.redeem(&library.code(&page, &asked), &asked);
        assert_eq!(library.id_token(&tokens).text("acr"), Some("urn:danh:acr:ial3.aal1"));
        assert_eq!(userinfo(&library, &tokens).get("address"), None);
        assert_eq!(house.outbox.count(), sent, "what was refused wants no code");
    });
}

/// R95: what no service is told by a password alone is told to nobody who knows no more than that.
#[test]
fn r95_a_password_alone_shows_no_name_on_any_page() {
    House::on_each_database(|house| {
        let (library, mut browser, _, page) = with_password(house, "openid email vn.age", MAI);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let nameless = |page: &Page| assert!(!page.words().contains(MAI.name), "{}", page.words());
        nameless(&page);
        nameless(&browser.press(&page, "#consent-accept", |form| form));
        nameless(&browser.open(&library.ask(&[("prompt", "select_account")]).url));
        let logout = browser.open("/end_session");
        assert_eq!(logout.name(), "logout", "{}", logout.words());
        nameless(&logout);
        // With the code it is told.
        let more = browser.open(&library.ask(&[("scope", "openid address")]).url);
        let more = browser.press(&more, "#resend-submit", |form| form);
        let more = house.type_code(&mut browser, &more, MAI);
        assert_eq!(more.name(), "consent", "{}", more.words());
        assert!(more.words().contains(MAI.name), "{}", more.words());
    });
}

/// R120: no code can come to her; what would want one is not offered, and the rest goes on.
#[test]
fn r120_what_will_not_be_released_is_not_offered() {
    House::on_each_database(|house| {
        let (library, mut browser, asked, page) =
            with_password(house, "openid email address vn.age", KHONG);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let form = page.form("#consent-accept");
        let (_, offered) = form.choices("claim");
        assert_eq!(offered, ["email"]);
        let page = browser.press(&page, "#consent-accept", |form| {
            form.tick("claim", "email", true).tick("duration", "lasting", true)
        });
        let tokens = library.redeem(&library.code(&page, &asked), &asked);
        let told = userinfo(&library, &tokens);
        assert_eq!((told.get("address"), told["email"].is_string()), (None, true));
        assert_eq!(library.id_token(&tokens).text("acr"), Some("urn:danh:acr:ial3.aal1"));
        // Who cannot do without is told, and cannot be given less than it says it needs.
        let school = house.client("school");
        let page = browser.open(&school.ask(&[]).url);
        assert_eq!(page.name(), "consent", "{}", page.words());
        assert!(!page.has("#consent-accept") && page.has("#consent-deny"), "{}", page.words());
    });
}
