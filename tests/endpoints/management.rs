//! `/metrics`: what an operator has to see before people do.

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::Arc;

use danh::connectors::http::{HttpSettings, HttpSystem};
use danh::connectors::password_pool::PasswordPool;
use danh::credential::password_hash::Pepper;
use danh::domain::client::SigningAlgorithm;
use danh::domain::id::AccountId;
use danh::domain::person::Phone;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::flows::gauges::Gauges;
use danh::flows::ground::Ground;
use danh::flows::outbox::Outbox;
use danh::flows::readiness::Readiness;
use danh::flows::signing::Signer;
use danh::ports::clock::Clock;
use danh::protocol::jwt::TokenType;
use danh::sealing::KeyRing;
use danh::store::batch::Batch;
use danh::web::management::{Figures, Metrics, operator};

use crate::support::chance::SeededEntropy;
use crate::support::clock::FrozenClock;
use crate::support::databases;
use crate::support::http::Request;
use crate::support::keys::Keys;
use crate::support::outbox::Outbox as PaperGateway;

/// The gauges of a provider whose gateway nobody runs: one message waits, and a system does not answer.
async fn gauges(ground: Ground) -> Gauges {
    let (outbox, _unused) = Outbox::open(ground.clone(), Arc::new(PaperGateway::default()));
    let account = AccountId::new(ground.now(), [1; 12]);
    let phone = Phone::parse("+84999000001").expect("a phone");
    let deadline = ground.now().plus(Lifetime::minutes(2));
    let text = Secret::new("a word".to_owned());
    let mut batch = Batch::new();
    outbox.send(outbox.write(&mut batch, (&account, &phone), text, deadline, ground.now()));
    // Bound and let go again: nobody listens there.
    let nowhere = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let base = format!("http://{nowhere}").parse().expect("an address");
    let settings = HttpSettings::new("population", base, Secret::new(String::new()));
    let (clock, entropy) = (Arc::clone(&ground.clock), Arc::clone(&ground.entropy));
    let system = HttpSystem::new(settings, clock, entropy).expect("a system");
    for _ in 0..6 {
        assert!(system.ask("/v1/person", &serde_json::json!({})).await.is_err());
    }
    let pepper = Pepper::from_key(&[1; 32]);
    let hasher = Arc::new(PasswordPool::start(NonZeroUsize::MIN, 8, pepper).expect("a pool"));
    let signer = Signer::with(Keys::shared().file);
    let claims = serde_json::Map::new();
    let signed = signer.sign(SigningAlgorithm::Es256, TokenType::IdToken, &claims).await;
    signed.expect("a signature").mark.hand_out();
    drop(signer.sign(SigningAlgorithm::Es256, TokenType::Receipt, &claims).await);
    Gauges { ground, hasher, outbox, outside: vec![Arc::new(system)], signer, certificates: vec![] }
}

#[test]
fn the_metrics_tell_of_queues_and_of_systems_that_are_left_alone() {
    let told = actix_web::rt::System::new().block_on(async {
        let (database, _folder) = databases::sqlite().await;
        let clock = FrozenClock::new();
        let ground = Ground {
            database: Arc::new(database),
            ring: Arc::new(KeyRing::from_root(&[9; 32])),
            clock: Arc::new(clock) as Arc<dyn Clock>,
            entropy: Arc::new(SeededEntropy::new(1)),
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let authority = listener.local_addr().expect("an address").to_string();
        let metrics = Arc::new(Metrics::new().expect("counters"));
        let readiness = Readiness::new(ground.clone());
        let server =
            operator(listener, readiness, Figures { metrics, gauges: gauges(ground).await });
        let server = server.expect("a server");
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        let ask = move || {
            let metrics = || Request::get("/metrics").send(&authority).text();
            // What was counted once is not counted again by whoever looks.
            (metrics(), metrics()).1
        };
        let told = actix_web::rt::task::spawn_blocking(ask).await.expect("an answer");
        handle.stop(false).await;
        running.await.expect("no panic").expect("the server ends well");
        told
    });
    for line in [
        "danh_messages_waiting 1",
        "danh_password_hashes_waiting 0",
        "danh_outside_resting{system=\"population\"} 1",
        "danh_outside_questions_total{outcome=\"failed\",system=\"population\"} 5",
        "danh_outside_questions_total{outcome=\"resting\",system=\"population\"} 1",
        "danh_outside_retries_total{system=\"population\"} 10",
        "# TYPE danh_outside_questions_total counter",
        "danh_tokens_issued_total{kind=\"id_token\"} 1",
        "danh_tokens_dropped_total{kind=\"id_token\"} 0",
        "danh_tokens_dropped_total{kind=\"receipt\"} 1",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} is not in\n{told}");
    }
    let signatures = "danh_signatures_total{algorithm=\"ES256\",key=\"";
    assert!(told.lines().any(|line| line.starts_with(signatures)), "{told}");
}
