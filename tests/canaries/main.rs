//! A canary in every field: none is found in a log, in a plain column, in a cookie or in an address.
//!
//! A twentieth of the sign-ins runs with every change, all of them with `tests/run --long`.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use needles::Needles;
use support::browser::Browser;
use support::house::House;
use support::people::{MAI, PASSWORD};

#[path = "../support/mod.rs"]
mod support;

mod binary;
mod needles;

const SIGN_INS: usize = 1000;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// R117: nothing personal and nothing secret is where it does not belong.
#[test]
fn no_canary_is_found_where_it_does_not_belong() {
    let log = Log::default();
    let kept = log.clone();
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || kept.clone())
        .init();
    let long = std::env::var_os("DANH_TEST_LONG").is_some();
    let rounds = if long { SIGN_INS } else { SIGN_INS / 20 };
    House::on_each_database(|house| {
        let mut secrets: Vec<String> = CANARIES.map(str::to_owned).into();
        for round in 0..rounds {
            secrets.extend(sign_in(house, &format!("nonce-canary-{round}")));
            house.clock.pass_seconds(60);
        }
        let rows = text(&house.everything_stored());
        let logged = text(&log.0.lock().expect("nobody panicked"));
        let needles = Needles::of(secrets.iter().map(String::as_str));
        assert_eq!(needles.found_in(&rows), None, "this lies open in the database");
        assert_eq!(needles.found_in(&logged), None, "this was logged");
        assert!(logged.len() > 1000, "something was logged at all");
    });
}

/// What is typed, shown or held in every sign-in.
const CANARIES: [&str; 11] = [
    MAI.number,
    "mai.nguyen@nguoidan.example",
    "84500000088",
    "0500000088",
    MAI.name,
    "Hoa Sen",
    "GD4799990000678",
    PASSWORD,
    WRONG,
    "agent-canary",
    "tests-only:hospital",
];
const WRONG: &str = "sai-mat-khau-canary";

/// One sign-in with everything that can be in it; the secrets that it made.
fn sign_in(house: &House, nonce: &str) -> Vec<String> {
    let party = house.client("hospital");
    let mut browser = house.browser().with_header("User-Agent", "agent-canary/1.0");
    let asked = party.ask(&[
        ("scope", "openid profile phone email address vn.health_insurance offline_access"),
        ("nonce", nonce),
        ("login_hint", MAI.number),
        ("prompt", "consent"),
    ]);
    let page = browser.open(&asked.url);
    let page = browser.press(&page, "#login-submit", |form| {
        form.fill("username", MAI.number).fill("password", WRONG)
    });
    let page = house.walk(&mut browser, page, MAI);
    let code = party.code(&page, &asked);
    let tokens = party.redeem(&code, &asked);
    let access_token = tokens.member("access_token").expect("an access token");
    let refresh = tokens.member("refresh_token").expect("a refresh token");
    assert_eq!(party.userinfo(&access_token).status, 200);
    party.introspect(&access_token);
    look_at_addresses_and_cookies(house, &browser);
    let secret_half = |handle: &str| handle.rsplit('.').next().unwrap_or_default().to_owned();
    [code, refresh, access_token]
        .iter()
        .map(|handle| secret_half(handle))
        .chain([nonce.to_owned()])
        .collect()
}

/// The first address is the client's own; after it nothing of the person stands in one.
fn look_at_addresses_and_cookies(house: &House, browser: &Browser) {
    let ours = browser.visited.iter().filter(|url| url.starts_with(&house.issuer)).skip(1);
    for address in ours {
        for canary in [MAI.number, "0500000088", "canary", PASSWORD] {
            assert!(!address.contains(canary), "{canary} stands in {address}");
        }
    }
    for name in browser.cookie_names() {
        let value = browser.cookie(name).unwrap_or_default();
        assert!(!value.contains(MAI.number) && !value.contains("canary"), "{name}={value}");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
