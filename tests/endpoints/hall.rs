//! What the hall asks for: prompt, max_age, hints and levels.

use crate::support::house::House;
use crate::support::people::{BINH, MAI, PASSWORD};

/// P33
#[test]
fn prompt_login_proves_anew_and_moves_auth_time() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = house.fetch(&party, MAI, &[]);
        house.clock.pass_seconds(120);
        let mut browser = first.visit.browser.clone();
        let page = browser.open(&party.ask(&[("prompt", "login")]).url);
        assert_eq!(page.name(), "login", "{}", page.words());
        let again = house.visit_with(browser, &party, MAI, &[("prompt", "login")]);
        let again = party.fetched(again);
        assert_eq!(again.id_token.text("sub"), first.id_token.text("sub"));
        assert!(again.id_token.number("auth_time") > first.id_token.number("auth_time"));
    });
}

/// P34
#[test]
fn prompt_none_never_shows_a_page() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut stranger = house.browser();
        let asked = party.ask(&[("prompt", "none")]);
        assert_eq!(party.error(&stranger.open(&asked.url), &asked), "login_required");

        // Signed in elsewhere, but nothing agreed here.
        let mut browser = house.visit(&house.client("school"), MAI, &[]).browser;
        let asked = party.ask(&[("prompt", "none")]);
        let error = party.error(&browser.open(&asked.url), &asked);
        assert!(
            ["consent_required", "interaction_required", "login_required"]
                .contains(&error.as_str())
        );

        let asked = party.ask(&[("prompt", "none login")]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "invalid_request");
    });
}

/// P35
#[test]
fn prompt_none_succeeds_where_all_is_settled() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = house.fetch(&party, MAI, &[]);
        house.clock.pass_seconds(60);
        let asked = party.ask(&[("prompt", "none")]);
        let mut browser = first.visit.browser.clone();
        let page = browser.open(&asked.url);
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        let second = party.id_token(&tokens);
        assert_eq!(second.text("sub"), first.id_token.text("sub"));
        assert_eq!(second.number("auth_time"), first.id_token.number("auth_time"));
    });
}

/// P36 P37
#[test]
fn max_age_proves_anew_only_what_is_too_old() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = house.fetch(&party, MAI, &[]);
        house.clock.pass_seconds(90);
        let young = house.visit_with(
            first.visit.browser.clone(),
            &party,
            MAI,
            &[("max_age", "10000"), ("prompt", "none")],
        );
        let young = party.fetched(young);
        assert_eq!(young.id_token.number("auth_time"), first.id_token.number("auth_time"));

        let mut browser = first.visit.browser.clone();
        let page = browser.open(&party.ask(&[("max_age", "1")]).url);
        assert_eq!(page.name(), "login");
        let again = house.visit_with(browser, &party, MAI, &[("max_age", "1")]);
        let again = party.fetched(again);
        assert!(
            again.id_token.number("auth_time")
                >= first.id_token.number("auth_time").map(|t| t + 90)
        );
    });
}

/// P38
#[test]
fn a_hint_means_this_person_or_nobody() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &[]);
        let binh = house.fetch(&party, BINH, &[]);
        let hint = |fetched: &crate::support::walk::Fetched| {
            fetched.tokens.member("id_token").unwrap_or_default()
        };
        // Long after the ID token has expired, still within the session.
        house.clock.pass_seconds(20 * 60);
        let mut browser = mai.visit.browser.clone();
        let asked = party.ask(&[("prompt", "none"), ("id_token_hint", &hint(&mai))]);
        assert!(!party.code(&browser.open(&asked.url), &asked).is_empty());
        let asked = party.ask(&[("prompt", "none"), ("id_token_hint", &hint(&binh))]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "login_required");
    });
}

/// P39
#[test]
fn a_login_hint_is_kept_in_the_field_and_tells_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let pages = [MAI.number, "999099999999"].map(|number| {
            let page = house.browser().open(&party.ask(&[("login_hint", number)]).url);
            assert_eq!(page.form("#login-submit").value("username"), Some(number));
            page.words().replace(number, "NUMBER")
        });
        assert_eq!(pages[0], pages[1]);
        let other = house.browser().open(&party.ask(&[("login_hint", "mai@example.vn")]).url);
        assert_eq!(other.form("#login-submit").value("username").unwrap_or(""), "");
    });
}

/// P40
#[test]
fn acr_tells_what_was_achieved_and_never_more() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let values = "urn:danh:acr:ial3.aal2 urn:danh:acr:ial2.aal2";
        let high = house.fetch(&party, MAI, &[("acr_values", values)]);
        assert_eq!(high.id_token.text("acr"), Some("urn:danh:acr:ial3.aal2"));
        let low = house.fetch(&party, BINH, &[("acr_values", values)]);
        assert_eq!(low.id_token.text("acr"), Some("urn:danh:acr:ial2.aal2"));
        let never = house.fetch(&party, BINH, &[("acr_values", "urn:danh:acr:ial3.aal3")]);
        assert_eq!(never.id_token.text("acr"), Some("urn:danh:acr:ial2.aal2"));
        assert_eq!(never.id_token.claims["vn_assurance"]["ial"], "ial2");
    });
}

/// P41
#[test]
fn an_essential_acr_is_achieved_or_the_request_fails() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let claims =
            r#"{"id_token":{"acr":{"essential":true,"values":["urn:danh:acr:ial3.aal2"]}}}"#;
        let reached = house.fetch(&party, MAI, &[("claims", claims)]);
        assert_eq!(reached.id_token.text("acr"), Some("urn:danh:acr:ial3.aal2"));
        let mut browser = house.browser();
        let asked = party.ask(&[("claims", claims)]);
        let page = browser.open(&asked.url);
        let mut page = house.walk(&mut browser, page, BINH);
        if page.has("#leave") {
            page = browser.press(&page, "#leave", |form| form);
        }
        assert_eq!(party.error(&page, &asked), "unmet_authentication_requirements");
    });
}

/// P42 P72
#[test]
fn an_essential_claim_is_given_when_there_is_one() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let claims = r#"{"userinfo":{"name":{"essential":true},"email":{"essential":true},"unheard_of":null},"id_token":{"name":{"essential":true}}}"#;
        let fetched = house.fetch(&party, BINH, &[("claims", claims)]);
        let userinfo = party.userinfo(&fetched.access_token).json();
        assert_eq!(userinfo["name"], BINH.name);
        assert_eq!(fetched.id_token.text("name"), Some(BINH.name));
        assert_eq!(userinfo.get("email"), None, "he has none");
        assert_eq!(userinfo.get("unheard_of"), None);
    });
}

#[test]
fn a_password_alone_never_opens_what_asks_for_a_code() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        let page = browser.press(&page, "#login-submit", |form| {
            form.fill("username", MAI.number).fill("password", PASSWORD)
        });
        assert_eq!(page.name(), "otp");
        let asked = party.ask(&[("prompt", "none")]);
        assert_eq!(party.error(&browser.open(&asked.url), &asked), "interaction_required");
    });
}
