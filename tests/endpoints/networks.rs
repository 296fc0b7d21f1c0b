//! The networks that a client registered: its own requests come from there, or nothing comes of them.

use crate::support::assertion::ClientKey;
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, Proof, RelyingParty};

/// The tests' own machine is a proxy that is believed.
const BEHIND: [(&str, &str); 1] = [("DANH__HTTP__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]")];
const ENDPOINTS: [&str; 4] = ["/token", "/par", "/introspect", "/revoke"];
const NETWORKS: &str = "vn_networks = [\"203.0.113.0/24\", \"2001:db8:7::/48\", \"127.0.0.1\"]";

/// The hospital, registered with this line more.
fn hospital(house: &House, line: &str) -> RelyingParty {
    house.register_anew(|clients| {
        clients.replace(
            "vn_organization_number = \"YT-0001\"",
            &format!("{line}\nvn_organization_number = \"YT-0001\""),
        )
    });
    house.client("hospital")
}

/// A request of its own to this endpoint, seen by the proxy as one from there.
fn from(party: &RelyingParty, endpoint: &str, seen: &str) -> Response {
    let Proof::Basic(secret) = &party.proof else { unreachable!("the hospital has a secret") };
    let fields = [("token", "none"), ("grant_type", "refresh_token"), ("refresh_token", "none")];
    let request = Request::form(endpoint, &fields).basic(&party.id, secret);
    request.header("X-Forwarded-For", seen).send(&party.authority)
}

fn is_kept_out(response: &Response) -> bool {
    response.member("error_description").is_some_and(|words| words.contains("vn_networks"))
}

/// R122: behind a proxy what counts is the address that the proxy saw, however it is written.
#[test]
fn r122_a_client_is_served_from_its_networks_alone() {
    House::on_each_database_set(&BEHIND, |house| {
        let party = hospital(house, NETWORKS);
        for endpoint in ENDPOINTS {
            for home in [
                "203.0.113.7",
                "::ffff:203.0.113.7",
                "2001:db8:7:1::5",
                "198.51.100.1, 203.0.113.9",
            ] {
                let answer = from(&party, endpoint, home);
                assert!(!is_kept_out(&answer), "{endpoint} {home}: {}", answer.text());
            }
            let before = house.events("client.kept_out");
            for elsewhere in [
                "198.51.100.1",
                "::ffff:198.51.100.1",
                "2001:db8:8::5",
                "203.0.113.7, 198.51.100.1",
            ] {
                let answer = from(&party, endpoint, elsewhere);
                answer.assert_error(401, "invalid_client");
                assert!(is_kept_out(&answer), "{endpoint} {elsewhere}: {}", answer.text());
                assert!(!answer.text().contains("198.51"), "nobody's address is told");
            }
            assert_eq!(house.events("client.kept_out") - before, 4, "{endpoint}");
        }
        // Whoever proves nothing learns nothing of networks, and writes nothing.
        let before = house.events("client.kept_out");
        let stranger = Request::form("/token", &[("grant_type", "refresh_token")]);
        let stranger = stranger.basic(&party.id, "tests-only:another-secret/0123456789");
        let answer = stranger.header("X-Forwarded-For", "198.51.100.1").send(&house.authority);
        answer.assert_error(401, "invalid_client");
        assert!(!is_kept_out(&answer), "{}", answer.text());
        assert_eq!(house.events("client.kept_out"), before);
    });
}

/// R122: UserInfo likewise, so that a token is of no use where it was carried off to.
#[test]
fn r122_a_token_is_shown_from_its_clients_networks_alone() {
    House::on_each_database_set(&BEHIND, |house| {
        let party = hospital(house, NETWORKS);
        let token = house.fetch(&party, MAI, &[]).access_token;
        let read = |seen: &str| {
            let request = Request::get("/userinfo").bearer(&token);
            request.header("X-Forwarded-For", seen).send(&house.authority)
        };
        assert_eq!(read("203.0.113.7").status, 200);
        assert_eq!(read("::ffff:203.0.113.7").status, 200);
        let reads = house.events("claims.read");
        for elsewhere in ["198.51.100.1", "2001:db8:8::1"] {
            let answer = read(elsewhere);
            answer.assert_challenged(401, "invalid_token");
            assert!(is_kept_out(&answer), "{}", answer.text());
        }
        assert_eq!((house.events("claims.read"), house.events("client.kept_out")), (reads, 2));
    });
}

/// R122: without a proxy that is believed, what a request says of itself moves it nowhere.
#[test]
fn r122_nobody_talks_their_way_into_a_network() {
    House::on_each_database(|house| {
        let party = hospital(house, "vn_networks = [\"203.0.113.0/24\"]");
        for endpoint in ENDPOINTS {
            assert!(is_kept_out(&from(&party, endpoint, "203.0.113.7")), "{endpoint}");
        }
        // Its people come from anywhere.
        let page = house.browser().open(&party.ask(&[]).url);
        assert_eq!(page.name(), "login");
    });
}

/// R122: an empty list names everybody, as none does.
#[test]
fn r122_a_client_without_networks_is_served_from_anywhere() {
    House::on_each_database_set(&BEHIND, |house| {
        let party = hospital(house, "vn_networks = []");
        for endpoint in ENDPOINTS {
            for anywhere in ["198.51.100.1", "2001:db8:8::5"] {
                assert!(!is_kept_out(&from(&party, endpoint, anywhere)), "{endpoint}");
            }
        }
        assert_eq!(house.events("client.kept_out"), 0);
    });
}

/// R122: an assertion that was carried off is spent where it is first shown.
#[test]
fn r122_an_assertion_shown_from_elsewhere_is_spent() {
    House::on_each_database_set(&BEHIND, |house| {
        house.register_anew(|clients| {
            clients.replace(
                "vn_resource = \"https://api.bank.example\"",
                "vn_resource = \"https://api.bank.example\"\nvn_networks = [\"203.0.113.0/24\"]",
            )
        });
        let key: &ClientKey = &house.bank_key;
        let assertion = key.assertion("bank", &house.issuer, 0);
        let shown = |seen: &str| {
            let fields = [
                ("token", "none"),
                ("client_assertion_type", ASSERTION),
                ("client_assertion", assertion.as_str()),
            ];
            let request = Request::form("/introspect", &fields);
            request.header("X-Forwarded-For", seen).send(&house.authority)
        };
        assert!(is_kept_out(&shown("198.51.100.1")));
        for seen in ["203.0.113.7", "198.51.100.1"] {
            let again = shown(seen);
            again.assert_error(401, "invalid_client");
            let words = again.member("error_description").unwrap_or_default();
            assert!(words.contains("used before"), "{words}");
        }
        assert_eq!(house.events("client.kept_out"), 1);
    });
}
