//! Keys that a client publishes at its `jwks_uri`: fetched, kept, and fetched again when they change.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::support::assertion::{ClientKey, good};
use crate::support::house::{House, Kind};
use crate::support::http::{Request, Response};
use crate::support::neighbour::{Neighbour, answer};
use crate::support::relying_party::ASSERTION;

/// What the bank's server answers; nothing is an error of its own.
type Published = Arc<Mutex<Option<String>>>;

fn publish(published: &Published, key: &ClientKey, kid: &str) {
    let mut public = key.public();
    if let Some(members) = public.as_object_mut() {
        members.insert("kid".to_owned(), json!(kid));
    }
    let set = json!({ "keys": [public] }).to_string();
    *published.lock().expect("no panic") = Some(set);
}

/// A bank that publishes its keys, and a house that may go there.
fn with_bank(story: impl Fn(&House, &Neighbour, &Published)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let published: Published = Arc::default();
        let shown = Arc::clone(&published);
        let bank = Neighbour::new(move |_, out| match shown.lock().expect("no panic").as_ref() {
            Some(set) => answer(out, "200 OK", &["Cache-Control: max-age=600"], set.as_bytes()),
            None => answer(out, "500 Internal Server Error", &[], b""),
        });
        let settings = bank.settings();
        let settings = settings.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        let house = House::open_set(kind, &settings);
        house.register_anew(|clients| {
            let published = format!("jwks_uri = {:?}", bank.url("/keys"));
            let lines = clients
                .lines()
                .map(|line| if line.starts_with("jwks = ") { published.as_str() } else { line });
            lines.collect::<Vec<_>>().join("\n")
        });
        story(&house, &bank, &published);
    }
}

/// Asks something that wants to know the client, as the holder of this key.
fn shown(house: &House, key: &ClientKey, kid: &str) -> Response {
    let later = house.now() - crate::support::clock::BEGIN.unix();
    let claims = good("bank", &house.issuer, later);
    let assertion = key.sign(&json!({ "alg": "ES256", "kid": kid }), &claims);
    let fields =
        [("token", "none"), ("client_assertion_type", ASSERTION), ("client_assertion", &assertion)];
    Request::form("/introspect", &fields).send(&house.authority)
}

/// P78: the keys are fetched when they are first needed, and then kept.
#[test]
fn p78_published_keys_are_fetched_once_and_used() {
    with_bank(|house, bank, published| {
        let key = ClientKey::new();
        publish(published, &key, "one");
        for _ in 0..3 {
            assert_eq!(shown(house, &key, "one").status, 200);
        }
        shown(house, &ClientKey::new(), "one").assert_error(401, "invalid_client");
        let [fetch] = &bank.received()[..] else { unreachable!("fetched once") };
        assert_eq!(fetch.line, "GET /keys HTTP/1.1");
        // Not fresh any more: fetched again, by whoever comes.
        house.clock.pass_seconds(601);
        assert_eq!(shown(house, &key, "one").status, 200);
        assert_eq!(bank.received().len(), 2);
    });
}

/// P79: a new key is looked for when it is first named, a minute after the last look at the soonest.
#[test]
fn p79_a_rotated_key_serves_a_minute_later() {
    with_bank(|house, bank, published| {
        let (old, new) = (ClientKey::new(), ClientKey::new());
        publish(published, &old, "old");
        assert_eq!(shown(house, &old, "old").status, 200);
        publish(published, &new, "new");
        for _ in 0..5 {
            shown(house, &new, "new").assert_error(401, "invalid_client");
        }
        assert_eq!(bank.received().len(), 1, "nobody makes us ask more often");
        house.clock.pass_seconds(60);
        assert_eq!(shown(house, &new, "new").status, 200);
        shown(house, &old, "old").assert_error(401, "invalid_client");
        assert_eq!(bank.received().len(), 2);
    });
}

/// While the client's host is unwell, what it said before serves for a day.
#[test]
fn keys_outlive_a_silence_of_a_day_and_no_longer() {
    with_bank(|house, bank, published| {
        let key = ClientKey::new();
        shown(house, &key, "one").assert_error(401, "invalid_client");
        assert_eq!(bank.received().len(), 1);
        publish(published, &key, "one");
        house.clock.pass_seconds(60);
        assert_eq!(shown(house, &key, "one").status, 200);
        for spoilt in [None, Some("<html>".to_owned()), Some("{\"keys\":[]}".to_owned())] {
            *published.lock().expect("no panic") = spoilt;
            house.clock.pass_seconds(3600);
            assert_eq!(shown(house, &key, "one").status, 200);
        }
        house.clock.pass_seconds(24 * 3600);
        shown(house, &key, "one").assert_error(401, "invalid_client");
        publish(published, &key, "one");
        house.clock.pass_seconds(60);
        assert_eq!(shown(house, &key, "one").status, 200);
    });
}
