//! `/introspect`.

use serde_json::json;

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

#[test]
fn a_client_learns_of_its_own_tokens_and_of_no_others() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &OFFLINE);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for token in [fetched.access_token.as_str(), &refresh] {
            let answer = party.introspect(token);
            assert_eq!(answer["active"], true, "{answer}");
            assert_eq!(answer["client_id"], "hospital");
            assert_eq!(answer["sub"], fetched.id_token.claims["sub"]);
            assert!(answer.get("name").is_none());
            let stranger = house.client("school").introspect(token);
            assert_eq!(stranger, json!({ "active": false }), "a stranger learns nothing");
        }
        for nothing in ["nonsense", "", &fetched.visit.code] {
            let answer = party.introspect(nothing);
            assert!(
                answer == json!({ "active": false }) || answer.get("error").is_some(),
                "{answer}"
            );
        }
    });
}

#[test]
fn nobody_asks_without_proving_who_they_are() {
    House::on_each_database(|house| {
        let response = Request::form("/introspect", &[("token", "x")]).send(&house.authority);
        response.assert_error(401, "invalid_client");
        assert_eq!(Request::get("/introspect?token=x").send(&house.authority).status, 405);
    });
}

#[test]
fn a_token_is_inactive_when_its_time_is_over() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        house.clock.pass_seconds(301);
        assert_eq!(party.introspect(&fetched.access_token), json!({ "active": false }));
    });
}

/// A client that calls itself by our name as a resource is not told of everybody's tokens.
#[test]
fn nobody_is_our_own_resource() {
    House::on_each_database(|house| {
        house.register_anew(|text| {
            let ours = format!("vn_resource = {:?}", house.issuer);
            text.replace("vn_resource = \"https://api.bank.example\"", &ours)
        });
        let token = house.fetch(&house.client("school"), MAI, &[]).access_token;
        let answer = house.client("bank").introspect(&token);
        assert_eq!(answer, json!({ "active": false }));
    });
}
