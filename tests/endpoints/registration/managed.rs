//! `/register/{client_id}`: a client reads, changes and ends its own registration and no other.

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::invitations::{CAFE, ENABLED, metadata, with};
use crate::support::people::MAI;

/// What a client may send of what it was told: all but what is ours alone.
fn own(told: &Value, changes: &Value) -> Value {
    let mut all = with(told, changes);
    for key in [
        "registration_access_token",
        "registration_client_uri",
        "client_id_issued_at",
        "client_secret_expires_at",
    ] {
        all.as_object_mut().expect("an object").remove(key);
    }
    all
}

/// P82: where a sign-in begins is kept and told.
#[test]
fn p82_where_a_sign_in_begins_is_kept_and_told() {
    House::on_each_database_set(&[ENABLED], |house| {
        let uri = "https://quan.example/begin";
        let registered = house.registered(&json!({ "initiate_login_uri": uri }));
        assert_eq!(registered.told["initiate_login_uri"], uri);
        let read = house.manage("GET", &registered.path, &registered.token, &Value::Null);
        assert_eq!(read.json()["initiate_login_uri"], uri);
    });
}

/// P83: a registration is read by its own token, whole, and by no other.
#[test]
fn p83_a_registration_is_read_by_its_own_token_alone() {
    House::on_each_database_set(&[ENABLED], |house| {
        let (one, other) = (house.registered(&json!({})), house.registered(&json!({})));
        let read = house.manage("GET", &one.path, &one.token, &Value::Null);
        assert_eq!((read.status, &read.json()["client_id"]), (200, &one.told["client_id"]));
        assert!(read.header("cache-control").is_some_and(|it| it.contains("no-store")));
        assert_eq!(read.member("registration_access_token").as_deref(), Some(one.token.as_str()));
        assert_eq!(
            read.member("registration_client_uri"),
            Some(one.text("registration_client_uri"))
        );
        assert!(read.json().get("client_secret").is_none(), "it was told once");
        for (path, token) in [
            (one.path.as_str(), other.token.as_str()),
            ("/register/hospital", one.token.as_str()),
            ("/register/nobody", one.token.as_str()),
            ("/register/%2e%2e", one.token.as_str()),
        ] {
            for method in ["GET", "DELETE"] {
                let refused = house.manage(method, path, token, &Value::Null);
                refused.assert_challenged(401, "invalid_token");
            }
            let refused = house.manage("PUT", path, token, &metadata(&json!({})));
            refused.assert_challenged(401, "invalid_token");
        }
        let refused = Request::get(&one.path).send(&house.authority);
        assert_eq!((refused.status, refused.json()), (401, json!({})));
        house
            .manage("POST", &one.path, &one.token, &json!({}))
            .assert_error(405, "invalid_request");
        // What registers clients manages none.
        let invitation = house.invite(&json!({}), 1, 1);
        let refused = house.manage("GET", &one.path, &invitation, &Value::Null);
        refused.assert_challenged(401, "invalid_token");
    });
}

/// P83: a change is one of the whole registration, judged like a new one; the token is another afterwards.
#[test]
fn p83_a_registration_is_changed_as_a_whole_and_its_token_is_renewed() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({ "default_max_age": 600 }));
        let put = |token: &str, body: &Value| house.manage("PUT", &one.path, token, body);
        let id = json!({ "client_id": one.told["client_id"] });
        let whole = |changes: &Value| metadata(&with(&id, changes));
        for (body, word) in [
            (metadata(&json!({})), "client_id"),
            (whole(&json!({ "client_id": "hospital" })), "client_id"),
            (whole(&json!({ "client_secret": "of another" })), "client_secret"),
            (whole(&json!({ "client_secret": 1 })), "client_secret"),
            (whole(&json!({ "client_id_issued_at": 1 })), "client_id_issued_at"),
            (one.told.clone(), "registration_access_token"),
            (whole(&json!({ "redirect_uris": ["https://quan.example/#"] })), "redirect_uris"),
            (whole(&json!({ "vn_sector": "state" })), "vn_sector"),
        ] {
            let refused = put(&one.token, &body);
            assert_eq!(refused.status, 400, "{}", refused.text());
            let words = refused.member("error_description").unwrap_or_default();
            assert!(words.contains(word), "{words}");
        }
        house.clock.pass_seconds(3 * 24 * 3600);
        let changed = put(&one.token, &own(&one.told, &json!({ "client_name": "Quán Mới" })));
        assert_eq!(changed.status, 200, "{}", changed.text());
        let told = changed.json();
        assert_eq!(told["client_name"], "Quán Mới");
        for kept in ["vn_connected_since", "client_id_issued_at", "default_max_age", "client_id"] {
            assert_eq!(told[kept], one.told[kept], "{kept}");
        }
        assert!(told.get("client_secret").is_none(), "the former goes on");
        let fresh = changed.member("registration_access_token").expect("a token");
        put(&one.token, &whole(&json!({}))).assert_challenged(401, "invalid_token");
        let less = put(&fresh, &whole(&json!({})));
        assert!(less.json().get("default_max_age").is_none(), "what is left out is gone");
        assert_eq!(house.events("client.updated"), 2);
        // The secret of the beginning serves, and is made anew for who had none meanwhile.
        let fresh = less.member("registration_access_token").expect("a token");
        let party = one.party(house);
        party.token(&[("grant_type", "nothing")]).assert_error(400, "unsupported_grant_type");
        let public = put(&fresh, &whole(&json!({ "token_endpoint_auth_method": "none" })));
        let fresh = public.member("registration_access_token").expect("a token");
        let secret = put(&fresh, &whole(&json!({}))).member("client_secret").expect("a new one");
        assert_ne!(secret, one.text("client_secret"));
    });
}

/// P83: what ends with a registration is everything; what outlives a change is what it does not touch.
#[test]
fn p83_a_registration_that_ends_takes_all_its_tokens_with_it() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({}));
        let party = one.party(house);
        let asked = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let fetched = house.fetch(&party, MAI, &asked);
        let (access, refresh) = (
            fetched.access_token.clone(),
            fetched.tokens.member("refresh_token").expect("a refresh token"),
        );
        assert_eq!(party.userinfo(&access).status, 200);
        let tried = party.ask(&[]);
        assert_eq!(house.manage("DELETE", &one.path, &one.token, &Value::Null).status, 204);
        assert_eq!(party.userinfo(&access).status, 401);
        assert_eq!(party.refresh(&refresh).status, 401);
        let page = house.browser().open(&tried.url);
        assert_eq!(page.error().as_deref(), Some("client_broken"), "{}", page.words());
        let hospital = house.client("hospital");
        assert_eq!(hospital.introspect(&access)["active"], false);
        let again = house.manage("GET", &one.path, &one.token, &Value::Null);
        again.assert_challenged(401, "invalid_token");
        assert_eq!(house.events("client.removed"), 1);
    });
}

/// P83
#[test]
fn p83_a_change_of_who_holds_the_tokens_ends_them_and_a_change_of_name_does_not() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({}));
        let party = one.party(house);
        let fetched = house.fetch(&party, MAI, &[("scope", "openid profile offline_access")]);
        let access = fetched.access_token.clone();
        house.clock.pass_seconds(1);
        let id = json!({ "client_id": one.told["client_id"] });
        let mut token = one.token.clone();
        let mut put = |changes: &Value| {
            let body = metadata(&with(&id, changes));
            let changed = house.manage("PUT", &one.path, &token, &body);
            assert_eq!(changed.status, 200, "{}", changed.text());
            token = changed.member("registration_access_token").expect("a token");
        };
        put(&json!({ "client_name": "Quán Mới" }));
        put(&json!({ "redirect_uris": [CAFE, "https://quan.example/more"] }));
        assert_eq!(party.userinfo(&access).status, 200);
        put(&json!({ "redirect_uris": [CAFE] }));
        assert_eq!(party.userinfo(&access).status, 401, "an address that is no more ends it");
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        house.clock.pass_seconds(1);
        let anew = house.fetch(&party, MAI, &[]);
        assert_eq!(party.userinfo(&anew.access_token).status, 200, "people come back");
    });
}
