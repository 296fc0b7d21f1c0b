//! Mai signs out, and the services that she used hear of it, however that session ended.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::support::form::selector;
use crate::support::house::{House, Kind};
use crate::support::neighbour::{Neighbour, Received, answer};
use crate::support::people::MAI;
use crate::support::sealed;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn ok(_: &Received, out: &mut dyn Write) {
    answer(out, "200 OK", &[], b"");
}

fn on_each_database(clients: &[&str], story: impl Fn(&House, &Neighbour)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let neighbour = Neighbour::new(ok);
        story(&House::telling(kind, &neighbour, clients), &neighbour);
    }
}

fn paths(neighbour: &Neighbour) -> Vec<String> {
    let mut paths: Vec<_> =
        neighbour.received().iter().map(|request| request.path().to_owned()).collect();
    paths.sort();
    paths
}

/// P94 P95 P96: every service of the session that wants to hear of it gets a token of its own.
#[test]
fn p94_p95_p96_each_service_is_told_who_signed_out_of_which_session() {
    on_each_database(&["hospital", "bank"], |house, neighbour| {
        let (hospital, bank) = (house.client("hospital"), house.client("bank"));
        let at_hospital = house.fetch(&hospital, MAI, &[]);
        let browser = at_hospital.visit.browser.clone();
        let at_bank = bank.fetched(house.visit_with(browser, &bank, MAI, &[]));
        let browser = at_bank.visit.browser.clone();
        let mut browser = house.visit_with(browser, &house.client("school"), MAI, &[]).browser;
        let hint = at_hospital.tokens.member("id_token").expect("an ID token");
        let page = browser.open(&format!(
            "/end_session?id_token_hint={hint}&state=s\
             &post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell"
        ));
        assert_eq!(page.url.as_str(), "https://hospital.example/farewell?state=s");
        neighbour.await_received(2);
        house.await_notices();
        assert_eq!(paths(neighbour), ["/bank", "/hospital"], "the school asked for nothing");
        let mut names = Vec::new();
        for request in neighbour.received() {
            let (party, id_token, algorithm) = match request.path() {
                "/bank" => (&bank, &at_bank.id_token, "ES256"),
                _ => (&hospital, &at_hospital.id_token, "RS256"),
            };
            assert!(request.line.starts_with("POST "), "{}", request.line);
            let told = party.logout_token(&request);
            assert_eq!(told.header["typ"], "logout+jwt");
            assert_eq!(told.header["alg"], algorithm);
            assert_eq!(told.claims["iss"], *house.issuer);
            assert_eq!(told.claims["aud"], *party.id);
            assert_eq!(told.claims["events"], json!({ EVENT: {} }));
            assert_eq!(told.number("iat"), Some(house.now()));
            assert_eq!(told.number("exp"), Some(house.now() + 120));
            assert!(told.claims.get("nonce").is_none());
            for name in ["sub", "sid"] {
                assert_eq!(told.text(name), id_token.text(name), "{name}");
                assert!(told.text(name).is_some_and(|text| text.len() > 16), "{name}");
            }
            names.push(told.text("jti").expect("a name").to_owned());
        }
        names.dedup();
        assert_eq!(names.len(), 2, "each token has a name of its own");
    });
}

/// P96: a client that has its ID tokens encrypted is told by a token that is signed and then encrypted.
#[test]
fn p96_who_has_tokens_encrypted_is_told_by_an_encrypted_one() {
    on_each_database(&["clinic"], |house, neighbour| {
        let clinic = house.client("clinic");
        let visit = house.visit(&clinic, MAI, &[]);
        let tokens = clinic.redeem(&visit.code, &visit.asked);
        let id_token = tokens.member("id_token").expect("an ID token");
        let id_token = sealed::token(&id_token, &clinic.keys());
        let mut browser = visit.browser;
        let page = browser.open("/dang-xuat");
        browser.press(&page, "#logout-confirm", |form| form);
        neighbour.await_received(1);
        house.await_notices();
        let told = clinic.sealed_logout_token(&neighbour.received()[0]);
        assert_eq!(told.header["typ"], "logout+jwt");
        assert_eq!(told.header["alg"], id_token.header["alg"]);
        assert_eq!(told.claims["aud"], "clinic");
        assert_eq!(told.claims["events"], json!({ EVENT: {} }));
        for name in ["sub", "sid"] {
            assert_eq!(told.text(name), id_token.text(name), "{name}");
            assert!(told.text(name).is_some_and(|text| text.len() > 16), "{name}");
        }
    });
}

/// P97: who signs out waits for nobody; a service that does not listen is told again, for a while.
#[test]
fn p97_a_service_that_does_not_listen_delays_nobody_and_is_told_again() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let status = Arc::new(AtomicU16::new(503));
        let now = Arc::clone(&status);
        let neighbour = Neighbour::new(move |request, out| match request.path() {
            "/hospital" => {
                answer(out, &format!("{} So", now.load(Ordering::SeqCst)), &["Location: /"], b"");
            }
            // It takes the request and is never heard of again.
            "/bank" => std::thread::sleep(Duration::from_mins(1)),
            _ => ok(request, out),
        });
        let house = House::telling(kind, &neighbour, &["hospital", "bank", "school"]);
        let browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        let browser = house.visit_with(browser, &house.client("bank"), MAI, &[]).browser;
        let mut browser = house.visit_with(browser, &house.client("school"), MAI, &[]).browser;
        let page = browser.open("/dang-xuat");
        let page = browser.press(&page, "#logout-confirm", |form| form);
        assert_eq!(page.name(), "logged_out", "{}", page.words());
        neighbour.await_received(3);
        assert_eq!(paths(&neighbour), ["/bank", "/hospital", "/school"]);
        // Each time a little later; a redirect is no answer either.
        for (count, (wait, next)) in [(5, 302), (30, 404), (120, 204)].into_iter().enumerate() {
            house.await_next_notice("hospital", wait);
            status.store(next, Ordering::SeqCst);
            house.clock.pass_seconds(u32::try_from(wait).expect("a short wait"));
            house.look_for_notices();
            let told = |request: &&Received| request.path() == "/hospital";
            while neighbour.received().iter().filter(told).count() < count + 2 {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// Nobody hears of a session that ends by doing nothing, for the person has signed out of nothing; but who
/// then signs out at one service signs out of all.
#[test]
fn who_signs_out_after_doing_nothing_here_is_out_everywhere() {
    on_each_database(&["hospital", "bank"], |house, neighbour| {
        let (hospital, bank) = (house.client("hospital"), house.client("bank"));
        let at_hospital = house.fetch(&hospital, MAI, &[]);
        let browser = at_hospital.visit.browser.clone();
        let mut browser = bank.fetched(house.visit_with(browser, &bank, MAI, &[])).visit.browser;
        house.clock.pass_seconds(31 * 60);
        house.look_for_notices();
        let hint = at_hospital.tokens.member("id_token").expect("an ID token");
        let address = format!(
            "/end_session?id_token_hint={hint}&state=s\
             &post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell"
        );
        // Nobody's browser but that session's own ends it, and none without the token.
        for (mut other, address) in [
            (house.browser(), address.as_str()),
            (browser.clone(), "/end_session?client_id=hospital"),
            (browser.clone(), "/dang-xuat"),
        ] {
            other.open(address);
            assert_eq!(house.notices_waiting(), 0, "{address}");
        }
        assert!(neighbour.received().is_empty());
        let page = browser.open(&address);
        assert_eq!(page.url.as_str(), "https://hospital.example/farewell?state=s");
        neighbour.await_received(2);
        house.await_notices();
        assert_eq!(paths(neighbour), ["/bank", "/hospital"]);
        // It is told once.
        browser.open(&address);
        assert_eq!(house.notices_waiting(), 0);
    });
}

/// A service that says that it cannot be is not asked again.
#[test]
fn a_service_that_refuses_is_left_alone() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let neighbour = Neighbour::new(|_, out| answer(out, "400 Bad Request", &[], b"{}"));
        let house = House::telling(kind, &neighbour, &["hospital"]);
        let mut browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        let page = browser.open("/dang-xuat");
        browser.press(&page, "#logout-confirm", |form| form);
        neighbour.await_received(1);
        house.await_notices();
        assert_eq!(neighbour.received().len(), 1);
    }
}

/// R140: however a session ends, its services hear of it.
#[test]
fn services_hear_of_every_end() {
    on_each_database(&["hospital", "school"], |house, neighbour| {
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        // One service is left, and the session goes on.
        let browser = house.visit(&hospital, MAI, &[]).browser;
        let mut browser = house.visit_with(browser, &school, MAI, &[]).browser;
        let page = browser.open("/end_session?client_id=hospital");
        browser.press(&page, "#logout-confirm", |form| form);
        neighbour.await_received(1);
        house.await_notices();
        assert_eq!(paths(neighbour), ["/hospital"]);
        // The account moves to another browser: what the old session still served.
        house.visit(&school, MAI, &[]);
        neighbour.await_received(2);
        house.await_notices();
        assert_eq!(paths(neighbour), ["/hospital", "/school"]);
        // Sharing is stopped.
        let mut browser = house.visit(&hospital, MAI, &[]).browser;
        neighbour.await_received(3);
        house.await_notices();
        let page = browser.open("/toi/chia-se/hospital/dung");
        browser.press(&page, "#stop-confirm", |form| form);
        neighbour.await_received(4);
        house.await_notices();
        assert_eq!(paths(neighbour), ["/hospital", "/hospital", "/school", "/school"]);
        // The account is locked.
        house.visit_with(browser, &school, MAI, &[]);
        house.lock(MAI);
        neighbour.await_received(5);
        house.await_notices();
        assert_eq!(neighbour.received().last().map(Received::path), Some("/school"));
    });
}

/// P98: services that hear of it by the person's browser are opened in frames, without a script, and
/// then the browser goes on to where it was to go.
#[test]
fn p98_the_browser_tells_services_in_frames_and_goes_on() {
    House::on_each_database(|house| {
        house.register_anew(|mut text| {
            for client in ["hospital", "school"] {
                let name = format!("client_id = {client:?}\n");
                let uri = format!("https://{client}.example/bye?a=b");
                text = text.replace(&name, &format!("{name}frontchannel_logout_uri = {uri:?}\n"));
            }
            text
        });
        let (hospital, school) = (house.client("hospital"), house.client("school"));
        let at_hospital = house.fetch(&hospital, MAI, &[]);
        let browser = at_hospital.visit.browser.clone();
        let at_school = school.fetched(house.visit_with(browser, &school, MAI, &[]));
        let browser = at_school.visit.browser.clone();
        let mut browser = house.visit_with(browser, &house.client("library"), MAI, &[]).browser;
        let hint = at_hospital.tokens.member("id_token").expect("an ID token");
        let then = "https://hospital.example/farewell?state=s";
        let page = browser.open(&format!(
            "/end_session?id_token_hint={hint}&state=s\
             &post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell"
        ));
        assert_eq!(page.name(), "logged_out", "{}", page.words());
        assert_eq!(browser.cookie("danh_session"), None);
        let html = page.html();
        let attributes = |what: &str, name: &str| -> Vec<String> {
            let what = selector(what);
            let found = html.select(&what);
            found.filter_map(|one| one.value().attr(name).map(str::to_owned)).collect()
        };
        let iss = url::form_urlencoded::byte_serialize(house.issuer.as_bytes()).collect::<String>();
        let expected =
            [(&hospital, &at_hospital), (&school, &at_school)].map(|(party, fetched)| {
                let sid = fetched.id_token.text("sid").expect("a session");
                format!("https://{}.example/bye?a=b&iss={iss}&sid={sid}", party.id)
            });
        assert_eq!(attributes("iframe[hidden]", "src"), expected);
        assert_eq!(attributes("iframe", "src").len(), 2);
        // A service in its frame leads the page nowhere, and opens nothing.
        let sandbox = "allow-same-origin allow-scripts allow-forms";
        assert_eq!(attributes("iframe", "sandbox"), [sandbox, sandbox]);
        let policy = page.response.header("content-security-policy").unwrap_or_default();
        assert!(policy.ends_with("; frame-src https://hospital.example https://school.example"));
        let refresh = attributes("meta[http-equiv=refresh]", "content");
        assert_eq!(refresh, [format!("3;url={then}")]);
        assert_eq!(attributes("#logged-out-continue", "href"), [then]);
        assert!(page.words().contains("Trường Thử") && page.words().contains("Thư viện Thử"));
        // One service is left: it alone is opened.
        let mut browser = house.visit(&school, MAI, &[]).browser;
        let page = browser.open("/end_session?client_id=school");
        let page = browser.press(&page, "#logout-confirm", |form| form);
        let html = page.html();
        let opened = html.select(&selector("iframe")).count();
        assert_eq!((page.name().as_str(), opened), ("logged_out", 1), "{}", page.words());
    });
}
