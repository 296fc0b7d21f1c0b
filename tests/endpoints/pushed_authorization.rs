//! `/par`.

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;
use crate::support::relying_party::Proof;

/// P110 P113
#[test]
fn a_pushed_request_is_walked_like_any_other() {
    House::on_each_database(|house| {
        for id in ["hospital", "bank", "portal", "school"] {
            let party = house.client(id);
            let (pushed, asked) = party.push(&[]);
            assert_eq!(pushed.status, 201, "{id}: {}", pushed.text());
            assert!(pushed.header("cache-control").is_some_and(|cache| cache.contains("no-store")));
            assert!(
                pushed.json()["expires_in"]
                    .as_i64()
                    .is_some_and(|seconds| (1..600).contains(&seconds))
            );
            let name = pushed.member("request_uri").expect("a request_uri");
            assert!(
                name.starts_with("urn:ietf:params:oauth:request_uri:") && name.len() >= 34 + 43,
                "{name}"
            );
            let mut browser = house.browser();
            // What stands beside the pushed request has no effect.
            let page = browser.open(&format!("{}&state=other&scope=openid&prompt=none", asked.url));
            let page = house.walk(&mut browser, page, MAI);
            let code = party.code(&page, &asked);
            assert_eq!(party.redeem(&code, &asked).status, 200);
        }
    });
}

/// P111 P115
#[test]
fn what_cannot_be_pushed_is_refused_to_the_client_itself() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let again = [("request_uri", "urn:ietf:params:oauth:request_uri:x")];
        party.push(&again).0.assert_error(400, "invalid_request");
        party
            .push(&[("redirect_uri", "https://stranger.example/")])
            .0
            .assert_error(400, "invalid_request");
        party.push(&[("redirect_uri", "")]).0.assert_error(400, "invalid_request");
        party.push(&[("response_type", "token")]).0.assert_error(400, "unsupported_response_type");
        party.push(&[("code_challenge", "")]).0.assert_error(400, "invalid_request");
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(Request::new(method, "/par").send(&house.authority).status, 405);
        }
        let mut stranger = party.clone();
        stranger.proof = Proof::Basic("wrong".into());
        stranger.push(&[]).0.assert_error(401, "invalid_client");
    });
}

/// P112
#[test]
fn a_pushed_request_is_its_clients_and_is_opened_in_time() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (_, asked) = party.push(&[]);
        let stolen = asked.url.replace("client_id=hospital", "client_id=school");
        let page = house.browser().open(&stolen);
        assert!(
            page.url.as_str().starts_with(&house.issuer) && page.error().is_some(),
            "{}",
            page.url
        );

        // Opened twice before anything is finished: it works.
        let mut browser = house.browser();
        browser.open(&asked.url);
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, MAI);
        party.code(&page, &asked);
        // Finished: it is used up.
        let page = house.browser().open(&asked.url);
        assert!(page.error().is_some() || page.parameter("error").is_some(), "{}", page.url);

        let (_, late) = party.push(&[]);
        house.clock.pass_seconds(61);
        let page = house.browser().open(&late.url);
        assert!(page.error().is_some() || page.parameter("error").is_some(), "{}", page.url);
    });
}
