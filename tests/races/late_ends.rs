//! What ends while tokens are made: a code is taken and a refresh token used in one statement that sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::support::browser::Browser;
use crate::support::house::{House, Kind};
use crate::support::http::Response;
use crate::support::neighbour::{Neighbour, answer};
use crate::support::people::MAI;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// A clinic whose ID tokens are encrypted to a key that it publishes: while it is asked for the key, the
/// tokens are signed and nothing is taken yet.
struct Clinic {
    neighbour: Neighbour,
    answers: Arc<AtomicBool>,
}

impl Clinic {
    fn open(kind: Kind) -> (House, Self) {
        let answers = Arc::new(AtomicBool::new(true));
        let wait = Arc::clone(&answers);
        let registered = include_str!("../support/clients.toml");
        let line = registered.lines().find(|line| line.contains("sealed-1")).expect("the clinic's");
        let begin = line.find("{ kty").expect("a key");
        let key: toml::Table =
            format!("key = {}", line[begin..].trim_end_matches("] }")).parse().expect("a table");
        let set = serde_json::json!({ "keys": [key.get("key")] }).to_string();
        let neighbour = Neighbour::new(move |_, out| {
            while !wait.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(5));
            }
            answer(out, "200 OK", &["Cache-Control: max-age=600"], set.as_bytes());
        });
        let settings = neighbour.settings();
        let settings = settings.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        let house = House::open_set(kind, &settings);
        let published = format!("jwks_uri = {:?}", neighbour.url("/keys"));
        house.register_anew(|clients| {
            let line = |line| if str::contains(line, "sealed-1") { &*published } else { line };
            clients.lines().map(line).collect::<Vec<_>>().join("\n")
        });
        (house, Self { neighbour, answers })
    }

    /// Asks for tokens, and lets this happen after they were judged and before they are taken.
    fn interrupted(
        &self,
        ask: impl FnOnce() -> Response + Send,
        happens: impl FnOnce(),
    ) -> Response {
        let before = self.neighbour.received().len();
        self.answers.store(false, Ordering::SeqCst);
        thread::scope(|scope| {
            let asking = scope.spawn(ask);
            self.neighbour.await_received(before + 1);
            happens();
            self.answers.store(true, Ordering::SeqCst);
            asking.join().expect("an answer")
        })
    }
}

fn sign_out(mut browser: Browser) {
    let page = browser.open("/dang-xuat");
    let page = browser.press(&page, "#logout-confirm", |form| form);
    assert_eq!(page.name(), "logged_out", "{}", page.words());
}

/// Nothing that has ended works again, though it had not when it was looked at.
#[test]
fn who_signs_out_while_tokens_are_made_gives_none() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (house, clinic) = Clinic::open(kind);
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &[]);
        let redeem = || party.redeem(&visit.code, &visit.asked);
        let late = clinic.interrupted(redeem, || sign_out(visit.browser.clone()));
        late.assert_error(400, "invalid_grant");
        // What was given for longer than a session outlives the sign-out, as it does at any other time.
        house.clock.pass_seconds(3601);
        let visit = house.visit(&party, MAI, &OFFLINE);
        let redeem = || party.redeem(&visit.code, &visit.asked);
        let kept = clinic.interrupted(redeem, || sign_out(visit.browser.clone()));
        assert_eq!(kept.status, 200, "{}", kept.text());
    }
}

#[test]
fn an_account_that_is_locked_while_tokens_are_made_gives_none() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (house, clinic) = Clinic::open(kind);
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &OFFLINE);
        let tokens = party.redeem(&visit.code, &visit.asked);
        let refresh = tokens.member("refresh_token").expect("a refresh token");
        assert_eq!(party.refresh(&refresh).status, 200);
        house.clock.pass_seconds(601);
        let late = clinic.interrupted(|| party.refresh(&refresh), || house.lock(MAI));
        late.assert_error(400, "invalid_grant");
        let (house, clinic) = Clinic::open(kind);
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &OFFLINE);
        let redeem = || party.redeem(&visit.code, &visit.asked);
        clinic.interrupted(redeem, || house.lock(MAI)).assert_error(400, "invalid_grant");
    }
}

/// The person stops sharing while the service comes back.
#[test]
fn who_stops_sharing_while_tokens_are_refreshed_gives_none() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (house, clinic) = Clinic::open(kind);
        let party = house.client("clinic");
        let visit = house.visit(&party, MAI, &OFFLINE);
        let tokens = party.redeem(&visit.code, &visit.asked);
        let refresh = tokens.member("refresh_token").expect("a refresh token");
        house.clock.pass_seconds(601);
        let stop = || {
            let mut browser = visit.browser.clone();
            let page = browser.open("/toi/chia-se/clinic/dung");
            browser.press(&page, "#stop-confirm", |form| form);
        };
        let late = clinic.interrupted(|| party.refresh(&refresh), stop);
        late.assert_error(400, "invalid_grant");
    }
}
