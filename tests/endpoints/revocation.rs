//! `/revoke`.

use serde_json::json;

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

#[test]
fn a_token_given_back_is_dead_at_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &OFFLINE);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        assert_eq!(party.revoke(&refresh).status, 200);
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.introspect(&refresh), json!({ "active": false }));
        assert_eq!(party.revoke(&refresh).status, 200, "twice is not an error");
        assert_eq!(party.revoke("nonsense").status, 200, "nor is what never was (RFC 7009 §2.2)");
    });
}

#[test]
fn an_access_token_given_back_is_dead_at_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        assert_eq!(party.userinfo(&fetched.access_token).status, 200);
        assert_eq!(party.revoke(&fetched.access_token).status, 200);
        assert_eq!(party.userinfo(&fetched.access_token).status, 401);
    });
}

#[test]
fn nobody_gives_back_what_belongs_to_another() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &OFFLINE);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        let stranger = house.client("school").revoke(&refresh);
        assert!([200, 400].contains(&stranger.status));
        assert_eq!(party.refresh(&refresh).status, 200, "it still works");
        let nobody =
            Request::form("/revoke", &[("token", refresh.as_str())]).send(&house.authority);
        nobody.assert_error(401, "invalid_client");
    });
}
