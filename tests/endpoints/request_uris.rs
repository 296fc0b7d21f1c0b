//! Requests by reference: a client puts a request that it signed where it registered to, and we fetch it.

use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::neighbour::{Neighbour, answer};
use crate::support::people::MAI;
use crate::support::relying_party::{Asked, RelyingParty};
use crate::support::sealed;

/// What the clinic's server answers: status, media type, body.
type Published = Arc<Mutex<(&'static str, &'static str, Vec<u8>)>>;

const JWT: &str = "Content-Type: application/oauth-authz-req+jwt";

struct Scene {
    house: House,
    clinic: Neighbour,
    published: Published,
}

impl Scene {
    fn on_each_database(story: impl Fn(&Self)) {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let published: Published = Arc::new(Mutex::new(("200 OK", JWT, Vec::new())));
            let shown = Arc::clone(&published);
            let clinic = Neighbour::new(move |_, out| {
                let (status, kind, body) = shown.lock().expect("no panic").clone();
                answer(out, status, &[kind, "Location: /elsewhere"], &body);
            });
            let settings = clinic.settings();
            let settings = settings.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
            let house = House::open_set(kind, &settings);
            house.register_anew(|clients| {
                let before = "request_object_signing_alg = \"ES256\"";
                let uris = format!("request_uris = [{:?}]", clinic.url("/requests"));
                clients.replace(before, &format!("{before}\n{uris}"))
            });
            story(&Self { house, clinic, published });
        }
    }

    /// Puts it there, and tells its address.
    fn publish(&self, status: &'static str, kind: &'static str, body: &[u8]) -> String {
        *self.published.lock().expect("no panic") = (status, kind, body.to_vec());
        format!("{}#{}", self.clinic.url("/requests"), hash(body))
    }

    fn object(&self, party: &RelyingParty) -> (String, Asked) {
        let (pairs, asked) = party.parameters(&[]);
        let now = self.house.now();
        let own =
            json!({ "iss": party.id, "aud": self.house.issuer, "nbf": now, "exp": now + 300 });
        let mut claims = own.as_object().cloned().unwrap_or_default();
        claims.extend(pairs.into_iter().map(|(name, value)| (name, value.into())));
        let header = json!({ "alg": "ES256", "kid": "bank-1" });
        (self.house.bank_key.sign(&header, &Value::Object(claims)), asked)
    }
}

fn hash(body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, body))
}

fn query(party: &RelyingParty, uri: &str, beside: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &party.id)
        .append_pair("request_uri", uri)
        .extend_pairs(beside)
        .finish()
}

/// P12 P45: fetched once, and what stands beside the reference is nothing.
#[test]
fn p12_p45_a_request_is_fetched_from_where_it_was_registered_to_be() {
    Scene::on_each_database(|scene| {
        let (house, party) = (&scene.house, scene.house.client("clinic"));
        let (object, asked) = scene.object(&party);
        let uri = scene.publish("200 OK", JWT, object.as_bytes());
        let beside = [("state", "outside"), ("redirect_uri", "https://evil.example/")];
        let address = format!("/authorize?{}", query(&party, &uri, &beside));
        let mut browser = house.browser();
        let page = browser.open(&address);
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(party.redeem(&party.code(&page, &asked), &asked).status, 200);
        house.browser().open(&address);
        let [fetch] = &scene.clinic.received()[..] else { unreachable!("fetched once") };
        assert_eq!(
            fetch.line, "GET /requests HTTP/1.1",
            "what stands behind # is no server's matter"
        );
        // Another version, encrypted, by POST; servers call a file what they like.
        let (object, asked) = scene.object(&party);
        let object = sealed::sealed(&object, &party.keys(), "ECDH-ES", &[]) + "\n";
        let plain = "Content-Type: text/plain; charset=utf-8";
        let uri = scene.publish("200 OK", plain, object.as_bytes());
        let posted = Request::new("POST", "/authorize")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(query(&party, &uri, &[]).into_bytes())
            .send(&house.authority);
        assert_eq!(posted.status, 303, "{}", posted.text());
        let page = browser.open(&format!("/authorize?{}", query(&party, &uri, &[])));
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(party.redeem(&party.code(&page, &asked), &asked).status, 200);
        assert_eq!(scene.clinic.received().len(), 2);
    });
}

/// Refused by name, where an answer may go or on a page of ours.
fn refused(house: &House, party: &RelyingParty, uri: &str) {
    let beside = [("redirect_uri", party.redirect_uri.as_str()), ("response_type", "code")];
    let told = house.browser().open(&format!("/authorize?{}", query(party, uri, &beside)));
    assert_eq!(told.parameter("error").as_deref(), Some("invalid_request_uri"), "{uri}");
    let shown = house.browser().open(&format!("/authorize?{}", query(party, uri, &[])));
    assert!(shown.url.as_str().starts_with(&house.issuer), "{}", shown.url);
    assert_eq!(shown.response.status, 400, "{uri}");
}

/// P45: what cannot be fetched, or is not what it should be.
#[test]
fn p45_what_is_not_there_or_not_that_is_refused_by_name() {
    Scene::on_each_database(|scene| {
        let (house, party) = (&scene.house, scene.house.client("clinic"));
        let (object, _) = scene.object(&party);
        let (good, base) = (object.as_bytes(), scene.clinic.url("/requests"));
        let long = vec![b'a'; 17 * 1024 + 1];
        for (status, kind, body) in [
            ("404 Not Found", JWT, good),
            ("302 Found", JWT, good),
            ("200 OK", "Content-Type: text/html", good),
            ("200 OK", "Content-Type: application/json", good),
            ("200 OK", "Content-Encoding: gzip", good),
            ("200 OK", JWT, b"".as_slice()),
            ("200 OK", JWT, long.as_slice()),
        ] {
            refused(house, &party, &scene.publish(status, kind, body));
        }
        scene.publish("200 OK", JWT, good);
        refused(house, &party, &format!("{base}#{}", hash(b"another")));
        // What is there and signed by nobody is no request, whatever its hash.
        for body in ["a.b.c".to_owned(), format!("{object}A")] {
            let uri = scene.publish("200 OK", JWT, body.as_bytes());
            let page = house.browser().open(&format!("/authorize?{}", query(&party, &uri, &[])));
            assert_eq!(page.response.status, 400);
        }
        let both = [("request", object.as_str())];
        let page = house.browser().open(&format!("/authorize?{}", query(&party, &base, &both)));
        assert_eq!(page.response.status, 400, "two requests are none");
    });
}

/// P45: no other address is ever gone to.
#[test]
fn p45_nothing_is_fetched_that_was_not_registered() {
    Scene::on_each_database(|scene| {
        let (house, party) = (&scene.house, scene.house.client("clinic"));
        let base = scene.clinic.url("/requests");
        for unregistered in [
            format!("{base}?a=1"),
            format!("{base}/"),
            format!("{base}#top"),
            scene.clinic.url("/elsewhere"),
            base.replace("localhost", "127.0.0.1"),
            base.replace("https", "http"),
            "https://evil.example/requests".to_owned(),
            "http://169.254.169.254/latest/meta-data/".to_owned(),
            "file:///etc/passwd".to_owned(),
        ] {
            refused(house, &party, &unregistered);
        }
        assert_eq!(scene.clinic.received().len(), 0);
    });
}

/// P45 P111 P162: nor by a client that registered none, that pushes, or that is of the profile `fapi2`.
#[test]
fn p45_p111_p162_nobody_else_makes_us_go_anywhere() {
    Scene::on_each_database(|scene| {
        let house = &scene.house;
        let uri = scene.clinic.url("/requests");
        for id in ["hospital", "treasury"] {
            let party = house.client(id);
            let asked = party.ask_openly(&[("request_uri", &uri)]);
            let page = house.browser().open(&asked.url);
            assert_eq!(party.error(&page, &asked), "request_uri_not_supported", "{id}");
        }
        for id in ["clinic", "treasury"] {
            let (answer, _) = house.client(id).push(&[("request_uri", &uri)]);
            answer.assert_error(400, "invalid_request");
        }
        assert_eq!(scene.clinic.received().len(), 0);
    });
}

/// P45: whoever sends browsers here with one hash after another cannot keep a client's host busy.
#[test]
fn p45_a_clients_host_is_asked_a_bounded_number_of_times() {
    Scene::on_each_database(|scene| {
        let (house, party) = (&scene.house, scene.house.client("clinic"));
        let base = scene.clinic.url("/requests");
        let error = |count: u32| {
            let uri = format!("{base}#{}", hash(&count.to_be_bytes()));
            let beside = [("redirect_uri", party.redirect_uri.as_str()), ("response_type", "code")];
            let page =
                house.browser().open(&format!("/authorize?{}", query(&party, &uri, &beside)));
            page.parameter("error").unwrap_or_default()
        };
        for count in 0..60 {
            assert_eq!(error(count), "invalid_request_uri");
        }
        assert_eq!(error(60), "temporarily_unavailable");
        assert_eq!(scene.clinic.received().len(), 60);
        house.clock.pass_seconds(60);
        assert_eq!(error(61), "invalid_request_uri");
    });
}
