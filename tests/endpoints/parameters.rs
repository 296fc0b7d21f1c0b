//! What `/authorize` does with its parameters before a person is asked anything.

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;

/// Sends a request and expects an error at the callback.
fn refused(house: &House, other: &[(&str, &str)]) -> String {
    let party = house.client("hospital");
    let asked = party.ask(other);
    let page = house.browser().open(&asked.url);
    assert_eq!(page.parameter("iss").as_deref(), Some(house.issuer.as_str()), "{}", page.url);
    let legal = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5B' | '\x5D'..='\x7E');
    let description = page.parameter("error_description").unwrap_or_default();
    assert!(description.chars().all(legal), "{description}");
    let known = ["error", "error_description", "error_uri", "state", "iss"];
    assert!(page.url.query_pairs().all(|(name, _)| known.contains(&name.as_ref())), "{}", page.url);
    party.error(&page, &asked)
}

/// Sends a request and expects a page of our own.
fn page_of_ours(house: &House, other: &[(&str, &str)]) {
    let asked = house.client("hospital").ask(other);
    let page = house.browser().open(&asked.url);
    assert!(page.url.as_str().starts_with(&house.issuer), "{} left the house", page.url);
    assert!(page.response.status >= 400 && page.error().is_some(), "{}", page.words());
}

/// P18 P118
#[test]
fn a_posted_form_is_a_request_like_any_other() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (pairs, asked) = party.parameters(&[]);
        let mut browser = house.browser();
        let page = browser.sent_from("https://hospital.example", "/authorize", &pairs);
        assert_eq!(page.name(), "login", "{}", page.words());
        let page = house.walk(&mut browser, page, MAI);
        assert!(!party.code(&page, &asked).is_empty());
        // Signed in already: the posted request finds the session, though no cookie came with it.
        let (pairs, asked) = party.parameters(&[("scope", "openid")]);
        let page = browser.sent_from("https://hospital.example", "/authorize", &pairs);
        assert!(!party.code(&page, &asked).is_empty());
        let (pushed, asked) = party.push(&[("scope", "openid"), ("prompt", "none")]);
        let name = pushed.member("request_uri").expect("a request_uri");
        let named = [("client_id", "hospital".to_owned()), ("request_uri", name)];
        let named = named.map(|(name, value)| (name.to_owned(), value));
        let page = browser.sent_from("https://hospital.example", "/authorize", &named);
        assert!(!party.code(&page, &asked).is_empty());
        let (pairs, asked) = party.parameters(&[("prompt", "none")]);
        let page = house.browser().sent_from("https://hospital.example", "/authorize", &pairs);
        assert_eq!(party.error(&page, &asked), "login_required", "no page for a stranger either");
    });
}

/// P19 P27 P28 P116
#[test]
fn only_the_code_in_query_or_form_is_a_response() {
    House::on_each_database(|house| {
        assert_eq!(refused(house, &[("response_type", "")]), "invalid_request");
        for kind in ["token", "id_token", "code id_token", "code token", "id_token token", "none"] {
            for nonce in ["", "n-1"] {
                let other = [("response_type", kind), ("nonce", nonce)];
                assert_eq!(refused(house, &other), "unsupported_response_type", "{kind}");
            }
        }
        assert_eq!(refused(house, &[("response_mode", "fragment")]), "invalid_request");
    });
}

/// P20 P21 P22
#[test]
fn an_answer_goes_to_a_registered_address_or_nowhere() {
    House::on_each_database(|house| {
        for uri in [
            "",
            "https://stranger.example/callback",
            "https://hospital.example/callback?",
            "https://hospital.example/callback?branch=2&x=1",
            "https://hospital.example/callback/",
            "https://hospital.example/callback#x",
            "https://HOSPITAL.example/callback",
            "https://hospital.example:443/callback",
            "https://hospital.example@stranger.example/callback",
            "https://hospital.example/x/../callback",
            "https://hospital.example/callback%3Fbranch=2",
        ] {
            page_of_ours(house, &[("redirect_uri", uri)]);
        }
        for client in ["", "nobody"] {
            page_of_ours(house, &[("client_id", client)]);
        }
        let party =
            house.client("hospital").answered_at("https://hospital.example/callback?branch=2");
        let visit = house.visit(&party, MAI, &[]);
        assert_eq!(
            visit.page.parameter("branch").as_deref(),
            Some("2"),
            "a registered query is kept"
        );
    });
}

/// P23 P24 P32 P39
#[test]
fn what_a_client_may_add_does_no_harm() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for other in [
            &[("extra", "foobar")][..],
            &[("scope", "profile unknown openid")],
            &[("display", "page")],
            &[("display", "popup")],
            &[("ui_locales", "xx en")],
            &[("claims_locales", "se")],
            &[("acr_values", "urn:unheard:of")],
            &[("login_hint", "999099999999")],
        ] {
            let asked = party.ask(other);
            let page = house.browser().open(&asked.url);
            assert_eq!(page.name(), "login", "{other:?}: {}", page.words());
            assert!(!page.words().contains("999099999999"), "nothing is told of an unknown number");
        }
    });
}

/// P39: a client's wish holds for its own pages, and what a person chose holds for all.
#[test]
fn one_clients_language_is_not_the_next_ones() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let mut language = |wish: &str| {
            let page = browser.open(&party.ask(&[("ui_locales", wish)]).url);
            assert_eq!(page.name(), "login", "{}", page.words());
            let spoken = page.has("html[lang='en']");
            let link = page.has("a[hreflang]").then(|| browser.follow(&page, "a[hreflang]"));
            (spoken, link)
        };
        assert!(language("en").0);
        let (english, link) = language("vi");
        assert!(!english);
        assert!(link.is_some_and(|page| page.has("html[lang='en']")), "the link to English");
        assert!(language("vi").0, "English was chosen, whatever is wished");
    });
}

/// P25 P31 P132
#[test]
fn state_comes_back_as_it_was_or_not_at_all() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let long = "s".repeat(2000);
        for state in ["a", "x y&z=%20;#é", long.as_str()] {
            let page =
                house.browser().open(&party.ask(&[("state", state), ("response_type", "")]).url);
            assert_eq!(page.parameter("state").as_deref(), Some(state));
        }
        let page = house.browser().open(&party.ask(&[("state", ""), ("response_type", "")]).url);
        assert_eq!(page.parameter("state"), None);
    });
}

/// P31
#[test]
fn no_parameter_may_stand_twice() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (pairs, asked) = party.parameters(&[]);
        for (name, value) in pairs {
            let again = format!("{}&{}", asked.url, encoded(&name, &value));
            let page = house.browser().open(&again);
            let told = page.error().or_else(|| page.parameter("error"));
            assert!(told.is_some(), "{name} stood twice and nobody minded");
            if ["client_id", "redirect_uri"].contains(&name.as_str()) {
                assert!(page.error().is_some(), "{name} twice is answered by a page of ours");
            }
        }
    });
}

fn encoded(name: &str, value: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

/// P43 P44 P45
#[test]
fn request_objects_are_refused_by_name() {
    House::on_each_database(|house| {
        let object = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.";
        assert_eq!(refused(house, &[("request", object)]), "request_not_supported");
        let foreign = [("request_uri", "https://hospital.example/request.jwt")];
        assert_eq!(refused(house, &foreign), "request_uri_not_supported");
        page_of_ours(house, &[("request", object), ("redirect_uri", "")]);
    });
}

/// RFC 8707: a client hears at the beginning what it would hear in the end.
#[test]
fn a_foreign_resource_is_refused_alike_at_every_door() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let foreign = ("resource", "https://elsewhere.example/api");
        assert_eq!(refused(house, &[foreign]), "invalid_target");
        let (pushed, _) = party.push(&[foreign]);
        assert_eq!(
            (pushed.status, pushed.member("error").as_deref()),
            (400, Some("invalid_target"))
        );
        for ours in [house.issuer.clone(), format!("{}/userinfo", house.issuer)] {
            let visit = house.visit(&party, MAI, &[("resource", &ours)]);
            let redeem = |resource: &str| {
                party.token(&[
                    ("grant_type", "authorization_code"),
                    ("code", &visit.code),
                    ("redirect_uri", &party.redirect_uri),
                    ("code_verifier", &visit.asked.verifier),
                    ("resource", resource),
                ])
            };
            let told = redeem(foreign.1);
            assert_eq!(
                (told.status, told.member("error").as_deref()),
                (400, Some("invalid_target"))
            );
            assert_eq!(redeem(&ours).status, 200, "and the code was not spent by it");
        }
    });
}

/// P54
#[test]
fn a_challenge_is_needed_and_is_a_digest() {
    House::on_each_database(|house| {
        assert_eq!(refused(house, &[("code_challenge", "")]), "invalid_request");
        assert_eq!(refused(house, &[("code_challenge_method", "plain")]), "invalid_request");
        assert_eq!(refused(house, &[("code_challenge_method", "")]), "invalid_request");
        assert_eq!(refused(house, &[("code_challenge", "short")]), "invalid_request");
    });
}

#[test]
fn invalid_text_and_other_forms_are_refused_cleanly() {
    House::on_each_database(|house| {
        for target in ["/authorize?client_id=%ff%fe", "/authorize?%", "/authorize"] {
            let response = Request::get(target).send(&house.authority);
            assert_eq!(response.status, 400, "{target}");
            assert_eq!(response.location(), None);
        }
        let json = Request::new("POST", "/authorize")
            .header("Content-Type", "application/json")
            .body(b"{}".to_vec())
            .send(&house.authority);
        assert!((400..=415).contains(&json.status));
        let large =
            Request::form("/authorize", &[("state", "x".repeat(1_000_000))]).send(&house.authority);
        assert!((400..=431).contains(&large.status));
    });
}
