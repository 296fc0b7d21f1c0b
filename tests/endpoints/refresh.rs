//! `/token` with `grant_type=refresh_token`.

use serde_json::json;

use crate::support::house::{House, Kind};
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::walk::Fetched;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

fn offline(house: &House, party: &RelyingParty) -> (Fetched, String) {
    let fetched = house.fetch(party, MAI, &OFFLINE);
    let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
    (fetched, refresh)
}

/// P62 P63
#[test]
fn a_refresh_keeps_who_and_since_when() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (fetched, refresh) = offline(house, &party);
        let legal = |c: char| matches!(c, '\x20'..='\x7E');
        assert!(refresh.chars().all(legal));
        house.clock.pass_seconds(400);
        let renewed = party.refresh(&refresh);
        assert_eq!(renewed.status, 200, "{}", renewed.text());
        let token = party.id_token(&renewed);
        for name in ["iss", "sub", "aud", "auth_time", "acr"] {
            assert_eq!(token.claims[name], fetched.id_token.claims[name], "{name}");
        }
        assert_eq!(token.text("nonce"), None);
        assert!(token.number("iat") > fetched.id_token.number("iat"));
        let access_token = renewed.member("access_token").expect("an access token");
        assert_eq!(party.userinfo(&access_token).status, 200);
    });
}

/// P62 P128
#[test]
fn a_refresh_token_is_its_clients_alone() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (_, refresh) = offline(house, &party);
        for id in ["bank", "portal"] {
            house.client(id).refresh(&refresh).assert_error(400, "invalid_grant");
        }
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str()),
            ("client_id", "hospital"),
        ];
        let without = Request::form("/token", &fields).send(&house.authority);
        without.assert_error(401, "invalid_client");
        assert_eq!(party.refresh(&refresh).status, 200);
    });
}

/// P64: without consent there is no refresh token, whether nobody asked for one, nobody could be asked,
/// or the client has not registered the scope; and none of that is an error.
#[test]
fn offline_access_without_consent_is_ignored() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let plain = house.fetch(&party, MAI, &[("scope", "openid profile")]);
        assert_eq!(plain.tokens.member("refresh_token"), None);
        let silent = [("scope", "openid profile offline_access"), ("prompt", "none")];
        let silent = house.visit_with(plain.visit.browser, &party, MAI, &silent);
        let silent = party.fetched(silent);
        assert_eq!(silent.tokens.member("refresh_token"), None);
        assert_eq!(silent.tokens.member("scope").as_deref(), Some("openid profile"));
        // The school has not registered it.
        let school = house.client("school");
        let fetched = house.fetch(&school, MAI, &[("scope", "openid profile offline_access")]);
        assert_eq!(fetched.tokens.member("refresh_token"), None);
    });
}

/// What nobody can refresh is not kept for a year.
#[test]
fn an_authorization_without_offline_access_ends_with_the_longest_session() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        house.fetch(&party, MAI, &[("scope", "openid profile")]);
        let longest = 12 * 60 * 60;
        assert_eq!(house.authorizations_kept_beyond(longest), 0);
        offline(house, &party);
        assert_eq!(house.authorizations_kept_beyond(longest), 1);
    });
}

/// P64: a registered client need not say `prompt=consent`; the person is asked all the same, once, and
/// what they agreed to counts where nobody can be asked, too.
#[test]
fn offline_access_is_asked_of_the_person_and_then_honoured() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let asked = [("scope", "openid profile offline_access")];
        let consents = house.events("consent.given");
        let fetched = house.fetch(&party, MAI, &asked);
        assert!(fetched.tokens.member("refresh_token").is_some());
        assert_eq!(house.events("consent.given") - consents, 1);
        let silent = [asked[0], ("prompt", "none")];
        let again = house.visit_with(fetched.visit.browser, &party, MAI, &silent);
        assert!(party.fetched(again).tokens.member("refresh_token").is_some());
        assert_eq!(house.events("consent.given") - consents, 1);
    });
}

/// A used token of a public client: at once it is a lost answer, later it is a thief.
#[test]
fn a_used_token_kills_its_family_after_half_a_minute() {
    House::on_each_database(|house| {
        let party = house.client("portal");
        let (_, refresh) = offline(house, &party);
        let successor = party.refresh(&refresh).member("refresh_token").expect("a successor");
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        let third = party.refresh(&successor);
        assert_eq!(third.status, 200, "a repeat within half a minute revokes nothing");
        let third = third.member("refresh_token").expect("a successor");
        house.clock.pass_seconds(31);
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        party.refresh(&third).assert_error(400, "invalid_grant");
    });
}

/// Scope may shrink at a refresh and never grow (RFC 6749 §6).
#[test]
fn a_refresh_asks_for_no_more_than_was_granted() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (_, refresh) = offline(house, &party);
        let ask = |scope: &str| {
            party.token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", &refresh),
                ("scope", scope),
            ])
        };
        ask("openid profile phone").assert_error(400, "invalid_scope");
        assert_eq!(ask("openid").status, 200);
    });
}

/// Signing in elsewhere ends everything of the former device, refresh tokens too.
#[test]
fn a_refresh_token_dies_when_the_account_moves_to_another_browser() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (_, refresh) = offline(house, &party);
        assert_eq!(party.introspect(&refresh)["active"], true);
        house.visit(&party, MAI, &[]);
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        assert_eq!(party.introspect(&refresh), json!({ "active": false }));
    });
}

/// What is taken out of a registration is given to nothing that goes on from before.
#[test]
fn what_is_registered_no_more_is_refreshed_no_more() {
    const GRANTS: &str = "grant_types = [\"authorization_code\", \"refresh_token\"]\n";
    let house = House::open(Kind::Sqlite);
    let party = house.client("hospital");
    let asked = [
        ("scope", "openid profile phone offline_access"),
        ("prompt", "consent"),
        ("resource", "https://api.bank.example"),
    ];
    let visit = house.visit(&party, MAI, &asked);
    let tokens = party.redeem(&visit.code, &visit.asked);
    let refresh = tokens.member("refresh_token").expect("a refresh token");
    // A provider notices the register's change after a while.
    let refused = || -> Response {
        let refreshed = || {
            std::thread::sleep(std::time::Duration::from_millis(200));
            Some(party.refresh(&refresh)).filter(|answer| answer.status != 200)
        };
        std::iter::repeat_with(refreshed).take(200).flatten().next().expect("it is refused")
    };
    let fewer = |text: String| {
        let text = text.replace("\"https://api.bank.example\", ", "");
        text.replace("openid profile phone address", "openid profile address")
    };
    house.register_anew(fewer);
    refused().assert_error(400, "invalid_target");
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
        ("resource", house.issuer.as_str()),
    ];
    let ours = party.token(&fields);
    assert_eq!(ours.status, 200, "{}", ours.text());
    assert_eq!(ours.member("scope").as_deref(), Some("openid profile offline_access"));
    house.register_anew(|text| {
        let offline = "vn.health_insurance offline_access";
        fewer(text).replacen(GRANTS, "", 1).replacen(offline, "vn.health_insurance", 1)
    });
    let answer = std::iter::repeat_with(|| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        Some(party.token(&fields)).filter(|answer| answer.status != 200)
    });
    let answer = answer.take(200).flatten().next().expect("it is refused");
    answer.assert_error(400, "unauthorized_client");
}
