//! Keys change while tokens are made and read, in several processes that look at the folder when they do.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use danh::connectors::key_file::KeyFile;
use danh::domain::client::SigningAlgorithm;
use danh::domain::time::Lifetime;
use danh::flows::signing::Signer;
use danh::ports::clock::Clock;
use danh::ports::token_signer::TokenSigner;
use danh::protocol::jwt::TokenType;
use serde_json::{Map, Value};

use crate::support::clock::FrozenClock;
use crate::support::house::{House, Kind};
use crate::support::keys::Keys;
use crate::support::people::MAI;
use crate::support::token::Token;

const ES256: SigningAlgorithm = SigningAlgorithm::Es256;
/// How long a token lives, and how long a former key is kept: as the settings and `danh keys` have it.
const LIFE: i64 = 300;
const KEPT: Lifetime = Lifetime::seconds(900);

/// One process: its own view of the folder, and how often it looked.
struct Process {
    keys: Arc<KeyFile>,
    looks: AtomicU64,
}

/// Tokens that were handed out, with the moment at which each dies.
#[derive(Default)]
struct Minted(Mutex<VecDeque<(String, i64)>>);

impl Minted {
    /// A few of every moment, until they die: the last that a former key signed are among them.
    fn keep(&self, text: String, now: i64) {
        let mut tokens = self.0.lock().expect("no one panicked");
        tokens.retain(|(_, ends)| *ends > now);
        if tokens.iter().filter(|(_, ends)| *ends == now + LIFE).count() < 6 {
            tokens.push_back((text, now + LIFE));
        }
    }
}

impl Process {
    /// Looks, signs a token, and hands it out.
    fn turn(&self, clock: &FrozenClock, minted: &Minted) {
        let now = clock.now();
        self.keys.refresh(now).expect("the folder is readable");
        let signer = Signer::with(self.keys.clone());
        let mut claims = Map::new();
        claims.insert("exp".to_owned(), (now.unix() + LIFE).into());
        let signing = signer.sign(ES256, TokenType::IdToken, &claims);
        let signed = futures_util::FutureExt::now_or_never(signing).expect("at once");
        let text = signed.expect("there is always a key").text.expose().to_owned();
        minted.keep(text, now.unix());
        self.looks.fetch_add(1, Ordering::SeqCst);
    }

    fn published(&self) -> Value {
        serde_json::from_str(&self.keys.public_keys()).expect("a key set")
    }
}

/// P17: a living token verifies by the keys that any process publishes, whichever signed it, at every moment
/// of a rotation; afterwards the former key is gone.
#[test]
fn a_living_token_is_known_to_every_process_while_keys_change() {
    let (keys, clock, minted) = (Keys::new(), FrozenClock::new(), Minted::default());
    let process = |_| Process { keys: keys.another(clock.now()), looks: AtomicU64::new(0) };
    let processes: Vec<_> = (0..3).map(process).collect();
    let first = processes[0].keys.public_keys();
    let (over, checked) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let _at_its_end = Over(&over);
        for process in &processes {
            scope.spawn(|| {
                let _others_end_too = Over(&over);
                while !over.load(Ordering::SeqCst) {
                    process.turn(&clock, &minted);
                }
            });
        }
        scope.spawn(|| {
            let _others_end_too = Over(&over);
            while !over.load(Ordering::SeqCst) {
                let tokens: Vec<_> = minted.0.lock().expect("whole").iter().cloned().collect();
                for (text, ends) in &tokens {
                    for process in &processes {
                        let known = Token::verified(text, &process.published()).is_some();
                        // The clock is read last: what died meanwhile may be unknown.
                        assert!(known || clock.now().unix() >= *ends, "a living token is unknown");
                        checked.fetch_add(1, Ordering::SeqCst);
                    }
                }
            }
        });
        // After each step every process has looked and signed at least once; when, is its own affair.
        let step = |seconds: u32| {
            clock.pass_seconds(seconds);
            let before: Vec<_> = processes.iter().map(|p| p.looks.load(Ordering::SeqCst)).collect();
            let checks = checked.load(Ordering::SeqCst);
            let all_looked = || {
                processes.iter().zip(&before).all(|(p, b)| p.looks.load(Ordering::SeqCst) > b + 1)
            };
            while !all_looked() || checked.load(Ordering::SeqCst) < checks + 60 {
                assert!(!over.load(Ordering::SeqCst), "a process has ended");
                thread::yield_now();
            }
        };
        for _ in 0..3 {
            keys.announce(ES256, KEPT, clock.now());
            let steps = [10, 43_200, 42_900, 280, 9, 1, 1, 58, 60, 60, 60, 59, 1, 1, 300, 240, 60];
            steps.into_iter().for_each(step);
        }
    });
    let last = processes[0].published();
    for key in last["keys"].as_array().expect("keys").iter().filter(|key| key["alg"] == "ES256") {
        let is_receipts = first.contains(key["kid"].as_str().expect("a name"));
        assert!(is_receipts || key["kid"] == *processes[0].signing(), "only the newest is left");
    }
    assert!(!first.contains(&*processes[0].signing()));
}

/// Ends the threads, however the scope ends.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Process {
    fn signing(&self) -> Arc<str> {
        let purpose = danh::ports::token_signer::KeyUse::Tokens;
        self.keys.key_id(purpose, ES256).expect("a key")
    }
}

/// P17: requests that run while keys change are answered, and what they get verifies at once.
#[test]
fn requests_go_on_while_keys_change() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_with(kind, Keys::new());
        let party = house.client("bank");
        let offline = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let fetched = house.fetch(&party, MAI, &offline);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        let (over, served) = (AtomicBool::new(false), AtomicU64::new(0));
        thread::scope(|scope| {
            let _at_its_end = Over(&over);
            for _ in 0..3 {
                scope.spawn(|| {
                    let _others_end_too = Over(&over);
                    while !over.load(Ordering::SeqCst) {
                        let answer = party.refresh(&refresh);
                        assert_eq!(answer.status, 200, "{}", answer.text());
                        let text = answer.member("id_token").expect("an ID token");
                        assert!(Token::verified(&text, &party.keys()).is_some());
                        let access_token = answer.member("access_token").expect("a token");
                        assert_eq!(party.userinfo(&access_token).status, 200);
                        served.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            for _ in 0..8 {
                let before = served.load(Ordering::SeqCst);
                while served.load(Ordering::SeqCst) < before + 6 {
                    assert!(!over.load(Ordering::SeqCst), "a request has failed");
                    thread::yield_now();
                }
                house.keys.rotate(ES256, KEPT, house.clock.now());
            }
        });
        assert!(Token::verified(&fetched.access_token, &party.keys()).is_some(), "eight keys ago");
        house.clock.pass_seconds(901);
        house.keys.look(house.clock.now());
        assert!(Token::verified(&fetched.access_token, &party.keys()).is_none(), "long dead");
    }
}
