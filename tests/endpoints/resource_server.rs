//! A resource server that does what `src/manual/resource_servers.md` says, and nothing else.

use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::token::Token;

const API: &str = "https://api.bank.example";

/// What the resource answers: the name it knows the person by, or what is missing.
#[derive(Debug, PartialEq, Eq)]
enum Answered {
    Served(String),
    Refused,
    /// `acr_values` of the challenge (RFC 9470).
    StepUp(&'static str),
}

/// The five rules of the page.
fn judged(house: &House, text: &str, level: &'static str) -> Answered {
    let keys = house.client("hospital").keys();
    let Some(token) = Token::verified(text, &keys) else { return Answered::Refused };
    let typed = token.header.get("typ").is_some_and(|typ| typ == "at+jwt")
        && token.text("iss") == Some(&house.issuer);
    let ours = token.text("aud") == Some(API) && token.number("exp") > Some(house.now());
    if !typed || !ours || token.claims.get("cnf").is_some() {
        return Answered::Refused;
    }
    if token.text("acr") != Some(level) {
        return Answered::StepUp(level);
    }
    Answered::Served(token.text("sub").expect("a subject").to_owned())
}

fn token(house: &House, party: &RelyingParty, asked: &[(&str, &str)]) -> String {
    house.fetch(party, MAI, asked).access_token
}

#[test]
fn the_guide_serves_who_it_should_and_nobody_else() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (low, high) = ("urn:danh:acr:ial3.aal1", "urn:danh:acr:ial3.aal2");
        let good = token(house, &party, &[("resource", API), ("acr_values", high)]);
        assert!(matches!(judged(house, &good, high), Answered::Served(_)));
        let fetched = house.fetch(&party, MAI, &[]);
        assert_eq!(judged(house, &fetched.access_token, high), Answered::Refused, "for us alone");
        let id_token = fetched.tokens.member("id_token").expect("an ID token");
        assert_eq!(judged(house, &id_token, high), Answered::Refused, "no access token");
        let mut spoiled = good.clone();
        spoiled.pop();
        assert_eq!(judged(house, &spoiled, high), Answered::Refused);
        // The challenge leads to a token that is enough.
        let asked = [("resource", API), ("acr_values", low), ("scope", "openid")];
        let weak = token(house, &party, &asked);
        let Answered::StepUp(wanted) = judged(house, &weak, high) else {
            panic!("{:?}", judged(house, &weak, high));
        };
        let again = token(house, &party, &[("resource", API), ("acr_values", wanted)]);
        assert!(matches!(judged(house, &again, high), Answered::Served(_)));
        house.clock.pass_seconds(301);
        assert_eq!(judged(house, &good, high), Answered::Refused, "late");
    });
}
