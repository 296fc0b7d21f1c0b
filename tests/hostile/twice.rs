//! Every parameter twice, at every endpoint.

use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::{FOR_CLIENTS, assert_told, assert_unmoved};

const TOKEN_FIELDS: [&str; 13] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "refresh_token",
    "scope",
    "token",
    "token_type_hint",
    "request_uri",
];

const REQUEST_FIELDS: [&str; 20] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "acr_values",
    "claims",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "display",
    "request",
    "request_uri",
    "registration",
];

fn post(house: &House, target: &str, fields: &[(&str, &str)]) -> Response {
    Request::form(target, fields).send(&house.authority)
}

/// P31 inc_cve_2026_9689: what stands twice, alike or not, is refused wherever clients send forms.
#[test]
fn no_parameter_may_stand_twice_where_clients_post() {
    House::on_each_database(|house| {
        for target in FOR_CLIENTS {
            for name in TOKEN_FIELDS.into_iter().chain(REQUEST_FIELDS) {
                for pair in [["a", "a"], ["a", "b"], ["", "b"]] {
                    let [first, second] = pair.map(|value| (name, value));
                    let answer = post(house, target, &[first, ("extra", "1"), second]);
                    answer.assert_error(400, "invalid_request");
                }
            }
        }
        assert_unmoved(house);
    });
}

/// P31: at `/authorize`, by GET and by POST: told to the client where it is sure who that is, else a page.
#[test]
fn no_parameter_may_stand_twice_at_authorize() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for name in REQUEST_FIELDS {
            let (mut pairs, asked) = party.parameters(&[]);
            let value = pairs.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
            if value.is_none() {
                pairs.push((name.to_owned(), "a".to_owned()));
            }
            pairs.push((name.to_owned(), value.unwrap_or_else(|| "b".to_owned())));
            let query =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let by_get = house.browser().open(&format!("/authorize?{query}"));
            let by_post =
                house.browser().sent_from("https://hospital.example", "/authorize", &pairs);
            for page in [by_get, by_post] {
                if page.error().is_some() {
                    assert_told(&page.response, name);
                } else {
                    assert!(page.parameter("error").is_some(), "{name} twice: {}", page.url);
                    assert!(page.parameter("code").is_none());
                    let state = (name != "state").then_some(asked.state.as_str());
                    assert_eq!(page.parameter("state").as_deref(), state, "{name}");
                }
            }
        }
    });
}

/// P66: a token shown in two places, or twice in one, is refused.
#[test]
fn a_token_stands_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let token = house.fetch(&party, MAI, &[]).access_token;
        let token = token.as_str();
        let twice = [("access_token", token), ("access_token", token)];
        assert_told(&post(house, "/userinfo", &twice), "twice in the form");
        let both = Request::form("/userinfo", &[("access_token", token)]).bearer(token);
        assert_told(&both.send(&house.authority), "header and form");
        let query = Request::get(&format!("/userinfo?access_token={token}")).bearer(token);
        assert_told(&query.send(&house.authority), "header and query");
        let headers = Request::get("/userinfo").bearer(token).bearer(token);
        let answer = headers.send(&house.authority);
        assert!(answer.status == 200 || (400..500).contains(&answer.status), "{}", answer.status);
        let basic = Request::form("/token", &[("client_id", "hospital"), ("client_secret", "x")]);
        let two_ways = basic.basic("hospital", "x").send(&house.authority);
        assert!([400, 401].contains(&two_ways.status));
        assert_eq!(party.userinfo(token).status, 200);
    });
}

/// The forms of people: a field that stands twice is nobody's form.
#[test]
fn no_field_may_stand_twice_in_a_form_of_ours() {
    House::on_each_database(|house| {
        let mut browser = house.browser();
        let page = browser.open(&house.client("hospital").ask(&[]).url);
        let form = page.form("#login-submit").fill("username", MAI.number);
        let fields = form.pressed("#login-submit");
        for (name, value) in fields.clone() {
            let mut twice = fields.clone();
            twice.push((name.clone(), value));
            let answer = browser.clone().submit(&page, &form, &twice).response;
            assert_told(&answer, &name);
        }
        assert_eq!(house.outbox.count(), 0);
    });
}
