//! What access tokens are good for (RFC 8707), and those that nobody can read but the provider.

use serde_json::json;

use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::token::Token;

const API: &str = "https://api.bank.example";
const LAB: &str = "https://lab.example/results";

/// Redeems a code for a token that is good for this, or for whatever it is good for by itself.
fn redeemed(
    house: &House,
    party: &RelyingParty,
    asked: &[(&str, &str)],
    resource: Option<&str>,
) -> Result<String, String> {
    let visit = house.visit(party, MAI, asked);
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", &visit.code),
        ("redirect_uri", &party.redirect_uri),
        ("code_verifier", &visit.asked.verifier),
    ];
    fields.extend(resource.map(|resource| ("resource", resource)));
    let answer = party.token(&fields);
    answer.member("access_token").ok_or_else(|| answer.member("error").unwrap_or_default())
}

fn audience(house: &House, token: &str) -> String {
    let token = Token::verified(token, &house.client("hospital").keys()).expect("a token of ours");
    token.text("aud").expect("an audience").to_owned()
}

#[test]
fn a_token_addresses_the_resource_that_was_asked_and_no_other() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let both = format!("{API} {LAB}");
        for (asked, at_exchange, expected) in [
            (None, None, Ok(house.issuer.as_str())),
            (Some(API), None, Ok(API)),
            (Some(API), Some(API), Ok(API)),
            (Some(both.as_str()), Some(LAB), Ok(LAB)),
            (Some(both.as_str()), Some(house.issuer.as_str()), Ok(house.issuer.as_str())),
            (Some(both.as_str()), None, Err("invalid_target")),
            (Some(API), Some(LAB), Err("invalid_target")),
            (None, Some(API), Err("invalid_target")),
        ] {
            let asked: Vec<_> = asked.into_iter().map(|uri| ("resource", uri)).collect();
            let token = redeemed(house, &party, &asked, at_exchange);
            let addressed = token.map(|token| audience(house, &token));
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(addressed, expected, "{asked:?} {at_exchange:?}");
        }
    });
}

#[test]
fn a_token_for_a_resource_is_of_no_use_at_userinfo_but_its_resource_may_ask_about_it() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let token = redeemed(house, &party, &[("resource", API)], None).expect("a token");
        assert_eq!(party.userinfo(&token).status, 401);
        let told = house.client("bank").introspect(&token);
        assert_eq!(told["active"], true, "{told}");
        assert_eq!((&told["aud"], &told["client_id"]), (&json!(API), &json!("hospital")));
        assert_eq!(told["sub"], party.introspect(&token)["sub"], "whom the client knows");
        for stranger in ["school", "hospital"] {
            let ours = redeemed(house, &party, &[], None).expect("a token");
            let told = house.client(stranger).introspect(&ours);
            assert_eq!(told["active"], stranger == "hospital", "{told}");
        }
        let lab = redeemed(house, &party, &[("resource", LAB)], None).expect("a token");
        assert_eq!(house.client("bank").introspect(&lab), json!({ "active": false }));
        assert_eq!(party.revoke(&token).status, 200);
        assert_eq!(house.client("bank").introspect(&token), json!({ "active": false }));
    });
}

#[test]
fn an_opaque_token_says_nothing_and_opens_the_same_doors() {
    House::on_each_database(|house| {
        let party = house.client("school");
        let fetched = house.fetch(&party, MAI, &[]);
        let token = &fetched.access_token;
        assert_eq!(token.matches('.').count(), 1, "no JWT");
        assert!(Token::unverified(token).is_none());
        assert_eq!(party.userinfo(token).status, 200);
        assert_eq!(party.introspect(token)["active"], true);
        for at in [0, 10, 40, token.len() - 1] {
            let mut spoiled = token.clone().into_bytes();
            spoiled[at] = if spoiled[at] == b'0' { b'1' } else { b'0' };
            let spoiled = String::from_utf8(spoiled).expect("text");
            assert_eq!(party.userinfo(&spoiled).status, 401, "byte {at}");
            assert_eq!(party.introspect(&spoiled), json!({ "active": false }));
        }
        assert_eq!(party.userinfo(&token[..token.len() - 1]).status, 401, "cut short");
        house.clock.pass_seconds(301);
        assert_eq!(party.userinfo(token).status, 401, "late");
        let fresh = house.fetch(&party, MAI, &[]).access_token;
        assert_eq!(party.revoke(&fresh).status, 200);
        assert_eq!(party.userinfo(&fresh).status, 401, "given back");
    });
}
