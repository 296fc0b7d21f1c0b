//! A session or an authorization ends at the moment at which tokens are issued from it.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::rounds;
use crate::support::browser::Browser;
use crate::support::house::House;
use crate::support::http::Response;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// Does both at once; the second begins a little later each round, so that it meets the first at each of its
/// steps.
fn both<A: Send, B>(
    round: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    let start = Barrier::new(2);
    thread::scope(|scope| {
        let one = scope.spawn(|| {
            start.wait();
            one()
        });
        start.wait();
        thread::sleep(Duration::from_micros(u64::try_from(round % 10).unwrap_or(0) * 700));
        let other = other();
        (one.join().expect("an answer"), other)
    })
}

/// Nothing that an answer brought opens anything any more.
fn assert_dead(party: &RelyingParty, answer: &Response, what: &str) {
    if answer.status != 200 {
        let error = answer.member("error").unwrap_or_default();
        let known = ["invalid_grant", "temporarily_unavailable"];
        assert!(known.contains(&error.as_str()), "{what}: {}", answer.text());
        return;
    }
    let access_token = answer.member("access_token").expect("an access token");
    assert_eq!(party.userinfo(&access_token).status, 401, "{what}");
    let asks = party.introspect(&access_token);
    assert!(asks == json!({ "active": false }) || asks.get("error").is_some(), "{what}: {asks}");
    if let Some(refresh_token) = answer.member("refresh_token") {
        party.refresh(&refresh_token).assert_error(400, "invalid_grant");
    }
}

/// Signs out, by the service's way or by the person's own.
fn sign_out(browser: &mut Browser, hint: &str, round: usize) {
    if round.is_multiple_of(2) {
        browser.open(&format!(
            "/end_session?id_token_hint={hint}\
             &post_logout_redirect_uri=https%3A%2F%2Fhospital.example%2Ffarewell"
        ));
    } else {
        let page = browser.open("/dang-xuat");
        browser.press(&page, "#logout-confirm", |form| form);
    }
    assert_eq!(browser.cookie("danh_session"), None, "round {round}: signed out");
}

/// P87: a code that is redeemed while its session ends brings nothing that lives, before or after.
#[test]
fn p87_a_code_redeemed_while_its_session_ends_leaves_nothing_alive() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        for round in 0..rounds() {
            house.clock.pass_seconds(60);
            let earlier = party.fetched(house.visit_with(browser, &party, MAI, &[]));
            let hint = earlier.tokens.member("id_token").expect("an ID token");
            let visit = earlier.visit.browser.clone();
            let visit = house.visit_with(visit, &party, MAI, &[("prompt", "none")]);
            let mut leaving = visit.browser.clone();
            let (answer, ()) = both(
                round,
                || party.redeem(&visit.code, &visit.asked),
                || sign_out(&mut leaving, &hint, round),
            );
            let what = format!("round {round}");
            assert_dead(&party, &earlier.tokens, &what);
            assert_dead(&party, &answer, &what);
            party.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
            assert_dead(&party, &answer, &what);
            let asked = party.ask(&[("prompt", "none")]);
            let page = leaving.open(&asked.url);
            assert_eq!(party.error(&page, &asked), "login_required", "{what}");
            browser = leaving;
        }
    });
}

/// P128: a refresh that meets the end of its authorization brings nothing that lives, whether the client gives the
/// token back or the person stops sharing; of a public client's family no member is left.
#[test]
fn p128_a_refresh_that_meets_its_end_leaves_nothing_alive() {
    House::on_each_database(|house| {
        let parties = [house.client("hospital"), house.client("portal")];
        let mut browser = house.browser();
        for (round, party) in (0..rounds()).zip(parties.iter().cycle()) {
            house.clock.pass_seconds(60);
            let fetched = party.fetched(house.visit_with(browser, party, MAI, &OFFLINE));
            let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
            let mut stopping = fetched.visit.browser.clone();
            let stop = stopping.open(&format!("/toi/chia-se/{}/dung", party.id));
            let stop = house.walk(&mut stopping, stop, MAI);
            assert_eq!(stop.name(), "stop_sharing", "round {round}: {}", stop.words());
            let by_client = (round / 2).is_multiple_of(2);
            let (answer, ()) = both(
                round,
                || party.refresh(&refresh),
                || {
                    if by_client {
                        assert_eq!(party.revoke(&refresh).status, 200, "round {round}");
                    } else {
                        let stopped = stopping.press(&stop, "#stop-confirm", |form| form);
                        assert_eq!(stopped.name(), "shared_detail", "round {round}");
                    }
                },
            );
            let what = format!("round {round}, {}, by its client: {by_client}", party.id);
            assert_dead(party, &answer, &what);
            assert_dead(party, &fetched.tokens, &what);
            party.refresh(&refresh).assert_error(400, "invalid_grant");
            assert_dead(party, &answer, &what);
            browser = stopping;
        }
    });
}
