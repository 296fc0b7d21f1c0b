//! Mai signs out: of one service, of everything, or by doing nothing for half an hour.

use crate::support::house::House;
use crate::support::people::MAI;

/// The session goes on, and so does what was given for longer than a session; the service's other
/// tokens are dead.
#[test]
fn leaving_one_service_ends_its_tokens_and_nothing_else() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let offline = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let lasting = house.fetch(&hospital, MAI, &offline);
        let browser = lasting.visit.browser.clone();
        let plain = hospital.fetched(house.visit_with(browser, &hospital, MAI, &[]));
        let browser = plain.visit.browser.clone();
        let at_school = school.fetched(house.visit_with(browser, &school, MAI, &[]));
        let mut browser = at_school.visit.browser.clone();

        let page = browser.open(
            "/end_session?client_id=hospital&state=s\
             &post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell",
        );
        assert_eq!(page.name(), "logout", "{}", page.words());
        assert!(page.words().contains("Bệnh viện Thử") && page.words().contains(MAI.name));
        let page = browser.press(&page, "#logout-confirm", |form| form);
        assert_eq!(page.url.as_str(), "https://hospital.example/farewell?state=s");

        assert_eq!(hospital.userinfo(&plain.access_token).status, 401);
        assert_eq!(hospital.userinfo(&lasting.access_token).status, 200);
        let refresh = lasting.tokens.member("refresh_token").expect("a refresh token");
        assert_eq!(hospital.refresh(&refresh).status, 200);
        assert_eq!(school.userinfo(&at_school.access_token).status, 200);
        let asked = school.ask(&[("prompt", "none")]);
        school.code(&browser.open(&asked.url), &asked);
    });
}

/// P87: whoever signed out of a service is not signed in to it again behind their back.
#[test]
fn a_service_that_was_left_asks_before_it_signs_the_person_in() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let browser = house.visit(&hospital, MAI, &[]).browser;
        let mut browser = house.visit_with(browser, &school, MAI, &[]).browser;
        let page = browser.open("/end_session?client_id=hospital");
        browser.press(&page, "#logout-confirm", |form| form);

        let silent = hospital.ask(&[("prompt", "none")]);
        assert_eq!(hospital.error(&browser.open(&silent.url), &silent), "login_required");
        let plain = hospital.ask(&[]);
        let page = browser.open(&plain.url);
        assert_eq!(page.name(), "choose", "{}", page.words());
        assert!(page.words().contains(MAI.name), "{}", page.words());
        // Another service of the same session is not concerned.
        let asked = school.ask(&[("prompt", "none")]);
        school.code(&browser.open(&asked.url), &asked);
        // A question that was not answered was not answered with yes.
        let silent = hospital.ask(&[("prompt", "none")]);
        assert_eq!(hospital.error(&browser.open(&silent.url), &silent), "login_required");

        let page = browser.press(&page, "#choose-continue", |form| form);
        let code = hospital.code(&page, &plain);
        assert_eq!(hospital.redeem(&code, &plain).status, 200);
        let silent = hospital.ask(&[("prompt", "none")]);
        hospital.code(&browser.open(&silent.url), &silent);
    });
}

#[test]
fn leaving_one_service_without_an_address_says_what_still_stands() {
    House::on_each_database(|house| {
        let visit = house.visit(&house.client("hospital"), MAI, &[]);
        let mut browser = visit.browser;
        let page = browser.open("/end_session?client_id=hospital");
        let page = browser.press(&page, "#logout-confirm", |form| form);
        assert_eq!(page.name(), "logged_out", "{}", page.words());
        assert!(page.words().contains("Bạn đã đăng xuất khỏi Bệnh viện Thử"), "{}", page.words());
        assert_eq!(browser.follow(&page, "a.btn[href='/toi']").name(), "home");
    });
}

/// R114: what a sign-out leaves alive would be somebody else's: sessions, codes, tokens, open requests.
#[test]
fn leaving_everything_leaves_nothing_alive() {
    House::on_each_database(|house| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let fetched = house.fetch(&hospital, MAI, &[]);
        let visit = house.visit_with(fetched.visit.browser.clone(), &school, MAI, &[]);
        let (mut browser, session) = (visit.browser.clone(), visit.browser.clone());
        let tab = browser.open(&hospital.ask(&[("prompt", "consent")]).url);
        assert_eq!(tab.name(), "consent", "{}", tab.words());

        let page = browser.open("/dang-xuat");
        let page = browser.press(&page, "#logout-confirm", |form| form);
        assert_eq!(page.name(), "logged_out", "{}", page.words());
        // Nobody was told, and the page does not say so: it names where to look.
        assert!(page.words().contains("Bệnh viện Thử"), "{}", page.words());
        assert!(!page.words().contains("báo"), "{}", page.words());
        assert_eq!(browser.cookie("danh_session"), None);

        assert_eq!(hospital.userinfo(&fetched.access_token).status, 401);
        school.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
        let mut stale = session;
        for (name, mut browser) in [("new", browser.clone()), ("stale", stale.clone())] {
            let asked = school.ask(&[("prompt", "none")]);
            let page = browser.open(&asked.url);
            assert_eq!(school.error(&page, &asked), "login_required", "{name}");
        }
        assert_ne!(stale.open("/toi").name(), "home");
        let accept = tab.form("#consent-accept");
        let page = browser.submit(&tab, &accept, &accept.pressed("#consent-accept"));
        assert!(page.url.as_str().starts_with(&house.issuer), "no code: {}", page.url);
    });
}

#[test]
fn nobody_is_told_to_be_out_while_they_are_in() {
    House::on_each_database(|house| {
        let mut browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        assert_eq!(browser.open("/dang-xuat/xong").name(), "logout");
        let page = browser.open("/end_session?client_id=hospital");
        let left = browser.press(&page, "#logout-confirm", |form| form);
        assert_eq!(left.name(), "logged_out", "{}", left.words());
        // What the page told of is kept for some minutes; a later look finds the person still in.
        house.clock.pass_seconds(11 * 60);
        assert_eq!(browser.open(left.url.as_str()).name(), "logout");
    });
}

#[test]
fn whoever_stays_stays_signed_in() {
    House::on_each_database(|house| {
        let mut browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        let page = browser.open("/end_session?client_id=hospital");
        let page = browser.press(&page, "#logout-stay", |form| form);
        assert_eq!(page.name(), "home", "{}", page.words());
    });
}

/// A sign-in of long ago is over by itself, and the page says why before it asks again.
#[test]
fn half_an_hour_of_nothing_signs_out_and_says_why() {
    House::on_each_database(|house| {
        let mut browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        house.clock.pass_seconds(20 * 60);
        assert_eq!(browser.open("/toi").name(), "home");
        house.clock.pass_seconds(20 * 60);
        assert_eq!(browser.open("/toi").name(), "home", "a look is a use");
        house.clock.pass_seconds(20 * 60);
        let party = house.client("hospital");
        let asked = party.ask(&[("prompt", "none")]);
        party.code(&browser.open(&asked.url), &asked);
        house.clock.pass_seconds(20 * 60);
        assert_eq!(browser.open("/toi").name(), "home", "and so is another sign-in by it");
        house.clock.pass_seconds(31 * 60);
        let page = browser.open("/toi");
        assert_eq!(page.name(), "logged_out", "{}", page.words());
        assert!(page.words().contains("30 phút"), "{}", page.words());
        let page = browser.follow(&page, "a.btn");
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(page.name(), "home", "{}", page.words());
    });
}

/// `security.md` 1.2: a form is of one browser, one session and one question.
#[test]
fn nobody_is_signed_out_by_a_form_of_somebody_else() {
    House::on_each_database(|house| {
        let mut browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        let page = browser.open("/dang-xuat");
        let form = page.form("#logout-confirm");
        let fields = form.pressed("#logout-confirm");
        let bare: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
        assert_eq!(browser.submit(&page, &form, &bare).response.status, 403);
        assert_eq!(
            browser.sent_from("https://evil.example", "/dang-xuat", &fields).response.status,
            403
        );
        let question = browser.open("/end_session?client_id=hospital");
        let other = question.form("#logout-confirm");
        assert_eq!(browser.submit(&question, &other, &fields).response.status, 403);
        assert_eq!(browser.open("/toi").name(), "home");
    });
}
