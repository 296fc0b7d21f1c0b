//! Things that may happen once only, tried by many at once, round after round.
//!
//! A twentieth of the rounds runs with every change, all of them with `tests/run --long`.

use std::thread;

use support::house::House;
use support::http::Response;
use support::people::{BINH, MAI};
use support::relying_party::RelyingParty;
use support::walk::Fetched;

#[path = "../support/mod.rs"]
mod support;

const ROUNDS: usize = 1000;

fn rounds() -> usize {
    if std::env::var_os("DANH_TEST_LONG").is_some() { ROUNDS } else { ROUNDS / 20 }
}

/// Does the same `count` times at once.
fn at_once(count: usize, what: impl Fn() -> Response + Sync) -> Vec<Response> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(&what)).collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    })
}

/// One sign-in of which each round takes a fresh authorization, without a page.
fn signed_in(house: &House, party: &RelyingParty) -> Fetched {
    house.fetch(party, MAI, &[("scope", "openid profile offline_access"), ("prompt", "consent")])
}

/// P52: one response carries tokens, then they are dead.
#[test]
fn of_sixty_four_redemptions_one_carries_tokens_and_then_they_are_dead() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = signed_in(house, &party).visit.browser;
        for round in 0..rounds() {
            let asked = party.ask(&[("prompt", "none"), ("scope", "openid profile")]);
            let code = party.code(&browser.open(&asked.url), &asked);
            let answers = at_once(64, || party.redeem(&code, &asked));
            let (good, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert!(good.len() <= 1, "round {round}: {} answers carried tokens", good.len());
            for answer in refused {
                // Who waited too long for a connection is told to come back, and got nothing.
                let busy = answer.status == 503;
                assert!(busy || answer.member("error").as_deref() == Some("invalid_grant"));
            }
            party.redeem(&code, &asked).assert_error(400, "invalid_grant");
            for tokens in good {
                let access_token = tokens.member("access_token").expect("an access token");
                assert_eq!(party.userinfo(&access_token).status, 401, "round {round}");
            }
        }
    });
}

/// P128: a confidential client keeps its token; a lost answer costs nothing.
#[test]
fn sixteen_refreshes_of_a_confidential_client_all_succeed() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = signed_in(house, &party);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for round in 0..rounds() {
            for answer in at_once(16, || party.refresh(&refresh)) {
                assert_eq!(answer.status, 200, "round {round}: {}", answer.text());
            }
        }
    });
}

/// P128: of a public client one gets the successor, the others `invalid_grant`, and nothing is revoked.
#[test]
fn of_sixteen_refreshes_of_a_public_client_one_gets_the_successor() {
    House::on_each_database(|house| {
        let party = house.client("portal");
        let fetched = signed_in(house, &party);
        let mut refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for round in 0..rounds() {
            let answers = at_once(16, || party.refresh(&refresh));
            let (good, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 200);
            assert_eq!(good.len(), 1, "round {round}");
            for answer in refused {
                answer.assert_error(400, "invalid_grant");
            }
            refresh =
                good.first().and_then(|one| one.member("refresh_token")).expect("a successor");
        }
    });
}

/// R57: five tries over all codes of a transaction, in parallel too; then even the right code is none.
#[test]
fn of_two_hundred_wrong_codes_five_are_evaluated() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for round in 0..rounds() {
            let mut browser = house.browser();
            let page = browser.open(&party.ask(&[]).url);
            let page = browser.type_password(&page, BINH);
            let code = house.await_code(BINH);
            let form = page.form("#otp-submit");
            let wrong = if code == "111111" { "222222" } else { "111111" };
            let fields = form.clone().fill("code", wrong).pressed("#otp-submit");
            let before = house.missed_codes();
            at_once(200, || browser.clone().submit(&page, &form, &fields).response);
            assert_eq!(house.missed_codes() - before, 5, "round {round}");
            let after = browser.press(&page, "#otp-submit", |form| form.fill("code", &code));
            assert_ne!(after.name(), "consent", "round {round}: the tries are used up");
            // A good sign-in ends the row of misses that an authenticator may have, another test's matter.
            house.clock.pass_seconds(3 * 3600);
            house.visit(&party, BINH, &[]);
        }
    });
}
