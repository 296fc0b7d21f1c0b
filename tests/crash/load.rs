//! A small load: signed-in browsers that fetch codes, and a relying party that redeems them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::ledger::{Ledger, Promise, Redeemed};
use crate::support::browser::Browser;
use crate::support::http::{Request, Response};
use crate::support::processes::{Person, Processes};
use crate::support::relying_party::{Asked, RelyingParty};

const OFFLINE: &str = "openid profile offline_access";

/// Signs everybody in with a fresh browser and agrees to offline access.
pub fn sign_in(house: &Processes, people: &[Person]) -> Vec<Browser> {
    let party = house.client("hospital");
    let sign_in = |person: &Person| {
        let mut browser = house.browser();
        let asked = party.ask(&[("scope", OFFLINE), ("prompt", "consent")]);
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, person);
        party.code(&page, &asked);
        browser
    };
    people.iter().map(sign_in).collect()
}

/// Every browser is still signed in, and what was agreed to still stands.
pub fn still_signed_in(house: &Processes, browsers: &[Browser]) {
    let party = house.client("hospital");
    for browser in browsers {
        let asked = party.ask(&[("scope", OFFLINE), ("prompt", "none")]);
        let page = browser.clone().open(&asked.url);
        party.code(&page, &asked);
    }
}

/// Waits until the provider says that it is ready again.
pub fn await_ready(house: &Processes) {
    for _ in 0..300 {
        let ready = Request::get("/health/ready").try_send(&house.management);
        if ready.is_ok_and(|answer| answer.status == 200) {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    unreachable!("the provider does not come back:\n{}", house.written())
}

/// Keeps the load up while something happens. If the provider itself is about to be killed, the load
/// is still running when this returns its hand: its last requests find nobody.
pub fn during(
    house: &Processes,
    browsers: &[Browser],
    ledger: &mut Ledger,
    happening: impl FnOnce(),
    provider_dies: bool,
) {
    let over = AtomicBool::new(false);
    let party = house.client("hospital");
    std::thread::scope(|scope| {
        let workers: Vec<_> = browsers
            .iter()
            .map(|browser| scope.spawn(|| work(&party, browser.clone(), &over)))
            .collect();
        happening();
        if provider_dies {
            house.strike();
        }
        over.store(true, Ordering::SeqCst);
        for worker in workers {
            ledger.add(worker.join().expect("a worker tells what it was told"));
        }
    });
}

#[expect(clippy::needless_pass_by_value, reason = "each worker has a browser of its own")]
fn work(party: &RelyingParty, browser: Browser, over: &AtomicBool) -> Vec<Promise> {
    let mut told = Vec::new();
    while !over.load(Ordering::SeqCst) {
        let asked = party.ask(&[("scope", OFFLINE), ("prompt", "none")]);
        let answer = browser.ask_once(&asked.url);
        let Some(code) = answer.and_then(|answer| code_of(&answer, &asked)) else {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        };
        // Every seventh code lies about unredeemed, every fifth token is given back.
        let redeemed = match told.len() {
            count if count % 7 == 6 => Redeemed::No,
            count => redeem(party, &code, &asked, count % 5 == 4),
        };
        told.push(Promise { code, asked, redeemed });
    }
    told
}

fn redeem(party: &RelyingParty, code: &str, asked: &Asked, revoke: bool) -> Redeemed {
    let answer = party.try_redeem(code, asked).ok();
    let token = answer.as_ref().filter(|answer| answer.status == 200);
    let token = token.and_then(|answer| answer.member("refresh_token"));
    match (answer.map(|answer| answer.status), token) {
        (Some(200), Some(token)) if revoke => match party.try_revoke(&token) {
            Ok(answer) if answer.status == 200 => Redeemed::Revoked(token),
            // Whether it is dead nobody knows; the code at least is spent.
            _ => Redeemed::Perhaps,
        },
        (Some(200), Some(token)) => Redeemed::Yes(token),
        (None | Some(503), _) => Redeemed::Perhaps,
        (status, _) => unreachable!("a fresh code was refused: {status:?}"),
    }
}

fn code_of(answer: &Response, asked: &Asked) -> Option<String> {
    let location = url::Url::parse(answer.location()?).ok()?;
    let text = |name: &str| {
        location.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(text("state").as_deref(), Some(asked.state.as_str()));
    text("code")
}
