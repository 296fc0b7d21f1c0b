//! `/userinfo`.

use serde_json::Value;

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::{HAN, MAI};
use crate::support::token::Token;

/// P66 P67 P68 P69 P74
#[test]
fn a_token_is_taken_in_the_header_or_in_a_form() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let token = fetched.access_token.as_str();
        let subject = fetched.id_token.text("sub");
        for request in [
            Request::get("/userinfo").bearer(token),
            Request::new("POST", "/userinfo").bearer(token),
            Request::form("/userinfo", &[("access_token", token)]),
            Request::get("/userinfo").header("Authorization", &format!("bEaReR {token}")),
        ] {
            let response = request.send(&house.authority);
            assert_eq!(response.status, 200, "{request:?}: {}", response.text());
            assert_eq!(response.member("sub").as_deref(), subject);
            assert!(
                response.header("cache-control").is_some_and(|cache| cache.contains("no-store"))
            );
        }
    });
}

/// P75 P129
#[test]
fn a_bad_or_missing_token_is_answered_with_its_challenge() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let token = fetched.access_token.as_str();
        let id_token = fetched.tokens.member("id_token").unwrap_or_default();
        let cut = token.get(..token.len() - 3).unwrap_or_default();
        for bad in ["nonsense", cut, &id_token, &format!("{token}x"), &fetched.visit.code] {
            let response = party.userinfo(bad);
            assert_eq!(response.status, 401, "{bad}");
            let challenge = response.header("www-authenticate").unwrap_or_default();
            assert!(
                challenge.starts_with("Bearer") && challenge.contains("invalid_token"),
                "{challenge}"
            );
        }
        let missing = Request::get("/userinfo").send(&house.authority);
        assert_eq!(missing.status, 401);
        assert!(missing.header("www-authenticate").is_some_and(|it| it.starts_with("Bearer")));
        let in_query =
            Request::get(&format!("/userinfo?access_token={token}")).send(&house.authority);
        assert!([400, 401].contains(&in_query.status));
        let twice = Request::form("/userinfo", &[("access_token", token)])
            .bearer(token)
            .send(&house.authority);
        assert_eq!(twice.status, 400);
        house.clock.pass_seconds(301);
        assert_eq!(party.userinfo(token).status, 401, "five minutes are over");
    });
}

/// P70 P71 P72
#[test]
fn scopes_bring_their_claims_once_agreed_and_nothing_else() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let scope = "openid profile phone address email";
        let asked = party.ask(&[("scope", scope)]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        let page = house.type_code(&mut browser, &page, MAI);
        let (ticked, open) = {
            let form = page.form("#consent-accept");
            let (ticked, open) = form.choices("claim");
            (ticked.len(), open.iter().map(|&claim| claim.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(ticked, 0, "what is optional starts unticked");
        assert!(open.contains(&"phone_number".to_owned()), "{open:?}");
        let page = browser.press(&page, "#consent-accept", |form| {
            open.iter().fold(form, |form, claim| form.tick("claim", claim, true))
        });
        let tokens = party.redeem(&party.code(&page, &asked), &asked);
        let userinfo = party.userinfo(&tokens.member("access_token").unwrap_or_default()).json();
        assert_eq!(userinfo["name"], MAI.name);
        assert_eq!(userinfo["birthdate"], "1988-03-12");
        assert_eq!(userinfo["phone_number"], MAI.phone);
        assert_eq!(userinfo["email"], "mai.nguyen@nguoidan.example");
        assert_eq!(userinfo["email_verified"], true);
        assert!(userinfo["address"].is_object());
        for stranger in ["vn_personal_number", "nationalities", "vn_health_insurance", "gender"] {
            assert_eq!(userinfo.get(stranger), None, "{stranger} was not agreed to");
        }
        let id_token = party.id_token(&tokens);
        for claim in ["name", "birthdate", "phone_number", "email", "address"] {
            assert_eq!(id_token.claims.get(claim), None, "{claim} belongs to UserInfo");
        }
    });
}

/// P61
#[test]
fn claims_have_their_types_and_none_is_empty() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[("scope", "openid profile phone address email")]);
        let userinfo = party.userinfo(&fetched.access_token).json();
        for (name, value) in userinfo.as_object().expect("an object") {
            assert!(!value.is_null() && *value != Value::String(String::new()), "{name} is empty");
            match name.as_str() {
                "updated_at" => assert!(value.is_i64()),
                "address" | "vn_health_insurance" => assert!(value.is_object()),
                "nationalities" => assert!(value.is_array()),
                _ if name.ends_with("_verified") || name.starts_with("vn_age_over") => {
                    assert!(value.is_boolean());
                }
                _ => assert!(value.is_string(), "{name} is {value}"),
            }
        }
    });
}

/// P73
#[test]
fn signed_answers_are_for_those_who_registered_them() {
    House::on_each_database(|house| {
        let party = house.client("school");
        let fetched = house.fetch(&party, MAI, &[]);
        let response = party.userinfo(&fetched.access_token);
        assert!(
            response.header("content-type").is_some_and(|kind| kind.starts_with("application/jwt"))
        );
        let token = Token::verified(&response.text(), &party.keys()).expect("it verifies");
        assert_eq!(token.header["alg"], "RS256");
        assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
        assert_eq!(token.text("aud").or(token.claims["aud"][0].as_str()), Some("school"));
        assert_eq!(token.text("sub"), fetched.id_token.text("sub"));
        assert_eq!(token.text("name"), Some(MAI.name));
    });
}

/// RFC 9470: what the client made its floor holds at UserInfo as it held at the sign-in.
#[test]
fn who_fell_below_the_clients_floor_is_asked_to_come_again() {
    House::on_each_database(|house| {
        let party = house.client("notary");
        let asked = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let (mut browser, asked) = (house.browser(), party.ask(&asked));
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, HAN);
        let page = house.type_code(&mut browser, &page, HAN);
        let lasting =
            browser.press(&page, "#consent-accept", |form| form.tick("duration", "lasting", true));
        let tokens = party.redeem(&party.code(&lasting, &asked), &asked);
        let refresh = tokens.member("refresh_token").expect("a refresh token");
        let days = 86_400;
        house.clock.pass_seconds(20 * days);
        let renewed = party.refresh(&refresh).member("access_token").expect("a token");
        assert_eq!(party.userinfo(&renewed).status, 200, "the card is good");
        house.clock.pass_seconds(21 * days);
        let renewed = party.refresh(&refresh).member("access_token").expect("a token");
        let answer = party.userinfo(&renewed);
        answer.assert_error(401, "insufficient_user_authentication");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains("acr_values=\"urn:danh:acr:ial3.aal2\""), "{challenge}");
    });
}
