//! How the answer to an authorization request travels.

use crate::support::form::Form;
use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;

/// P26 P57 P132
#[test]
fn a_nonce_is_optional_and_comes_back_in_the_id_token() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        assert_eq!(fetched.id_token.text("nonce"), Some(fetched.visit.asked.nonce.as_str()));
        let without = house.fetch(&party, MAI, &[("nonce", "")]);
        assert_eq!(without.id_token.text("nonce"), None);
    });
}

/// P28 P29
#[test]
fn a_form_carries_the_answer_and_the_address_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[("response_mode", "form_post")]);
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, MAI);
        assert!(page.url.as_str().starts_with(&house.issuer));
        let form = Form::all(&page.html()).into_iter().next().expect("a form to the party");
        assert!(form.post && form.action == party.redirect_uri);
        assert_eq!(form.value("state"), Some(asked.state.as_str()));
        assert_eq!(form.value("iss"), Some(house.issuer.as_str()));
        let code = form.value("code").expect("the code is in the form").to_owned();
        assert!(!browser.visited.iter().any(|address| address.contains(&code)));
        let policy = page.response.header("content-security-policy").unwrap_or_default().to_owned();
        assert!(
            policy.contains("form-action") && policy.contains("https://hospital.example"),
            "{policy}"
        );
        assert!(page.has("script"), "it sends itself where scripts run");
        assert!(page.has("button, input[type=submit]"), "and by hand where they do not");
        assert_eq!(party.redeem(&code, &asked).status, 200);
    });
}

/// P30 P117 R139
#[test]
fn every_answer_names_its_issuer() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        assert_eq!(visit.page.parameter("iss").as_deref(), Some(house.issuer.as_str()));
        let asked = party.ask(&[("prompt", "none")]);
        let page = house.browser().open(&asked.url);
        assert_eq!(party.error(&page, &asked), "login_required");
        assert_eq!(page.parameter("iss").as_deref(), Some(house.issuer.as_str()));
    });
}

/// P46
#[test]
fn who_does_not_agree_sends_the_client_away_with_its_state() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        let page = house.type_code(&mut browser, &page, MAI);
        assert_eq!(page.name(), "consent", "{}", page.words());
        let mut page = browser.press(&page, "#consent-deny", |form| form);
        if page.has("#leave") {
            page = browser.press(&page, "#leave", |form| form);
        }
        assert_eq!(party.error(&page, &asked), "access_denied");
    });
}

/// P118
#[test]
fn answers_redirect_with_303() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        assert!([302, 303].contains(&visit.page.response.status));
    });
}

/// What answers GET answers HEAD, and a wrong method hears the right one (RFC 9110 §9.3.2, §15.5.6).
#[test]
fn every_address_knows_its_methods() {
    House::on_each_database(|house| {
        for address in ["/", "/jwks", "/.well-known/openid-configuration", "/tro-giup"] {
            let whole = Request::get(address).send(&house.authority);
            let head = Request::new("HEAD", address).send(&house.authority);
            assert_eq!((head.status, head.text().as_str()), (200, ""), "{address}");
            let kind = |answer: &crate::support::http::Response| {
                answer.header("content-type").map(str::to_owned)
            };
            assert_eq!(kind(&head), kind(&whole), "{address}");
        }
        for (method, address, right) in [
            ("GET", "/token", "POST"),
            ("DELETE", "/jwks", "GET"),
            ("POST", "/toi", "GET"),
            ("POST", "/.well-known/openid-configuration", "GET"),
        ] {
            let answer = Request::new(method, address).send(&house.authority);
            assert_eq!(answer.status, 405, "{method} {address}");
            let allowed = answer.header("allow").unwrap_or_default();
            assert!(allowed.contains(right), "{method} {address}: {allowed}");
        }
    });
}

/// What went wrong leads to a page that says why and what mends it, and to a line of the log.
#[test]
fn an_error_leads_to_its_cause_and_fix() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let refused = party.token(&[("grant_type", "authorization_code"), ("code", "x")]);
        let name = refused.header("x-request-id").expect("the name of the request");
        assert!((8..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric()));
        let mut browser = house.browser();
        let silent = party.ask(&[("prompt", "none")]);
        let answered = browser.open(&silent.url).parameter("error_uri").expect("an address");
        for uri in [refused.member("error_uri").expect("an address"), answered] {
            let path = uri.strip_prefix(house.issuer.as_str()).expect("ours");
            for language in ["vi", "en"] {
                let page = browser.open(&format!("{path}?ui_locales={language}"));
                assert_eq!(page.name(), "developer_error");
            }
        }
        let page = browser.open("/loi/grant");
        assert!(page.words().contains("redirect_uri"), "{}", page.words());
        assert!(party.userinfo("x").member("error_uri").is_some());
        assert_eq!(browser.open("/loi/nothing").error().as_deref(), Some("not_found"));
    });
}
