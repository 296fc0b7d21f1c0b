//! One code, sixty-four hands.

use serde_json::json;

use crate::support::house::House;
use crate::support::http::Response;
use crate::support::people::MAI;
use crate::{at_once, rounds};

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// Whoever hears that the database is busy, on a machine that others use as well, asks again, as the answer
/// says; what it hears then is judged.
fn insist(ask: impl Fn() -> Response) -> Response {
    let again = std::iter::repeat_with(&ask).take(50).find(|answer| answer.status != 503);
    again.unwrap_or_else(ask)
}

/// P52 inc_cve_2025_46815: one response carries tokens, and then they are dead everywhere.
#[test]
fn of_sixty_four_redemptions_one_carries_tokens_and_then_they_are_dead() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &OFFLINE).browser;
        for round in 0..rounds() {
            let visit = house.visit_with(browser, &party, MAI, &OFFLINE);
            let redeem = || insist(|| party.redeem(&visit.code, &visit.asked));
            let (good, refused): (Vec<_>, Vec<_>) =
                at_once(64, redeem).into_iter().partition(|answer| answer.status == 200);
            assert_eq!(good.len(), 1, "round {round}: answers that carry tokens");
            for answer in &refused {
                answer.assert_error(400, "invalid_grant");
            }
            for name in ["access_token", "refresh_token"] {
                let token = good.first().and_then(|tokens| tokens.member(name)).expect(name);
                assert_eq!(party.introspect(&token), json!({ "active": false }), "round {round}");
            }
            let text = |name: &str| good.first().and_then(|tokens| tokens.member(name));
            let access_token = text("access_token").expect("an access token");
            assert_eq!(party.userinfo(&access_token).status, 401, "round {round}");
            let refresh_token = text("refresh_token").expect("a refresh token");
            party.refresh(&refresh_token).assert_error(400, "invalid_grant");
            browser = visit.browser;
        }
    });
}

/// P52: whoever comes with a wrong verifier among others takes nothing, whatever the order was.
#[test]
fn a_thief_without_the_verifier_never_gets_tokens() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        for round in 0..rounds() {
            let visit = house.visit_with(browser, &party, MAI, &[("prompt", "none")]);
            let mut stolen = visit.asked.clone();
            stolen.verifier = format!("stolen-{}", stolen.verifier);
            let steal = || insist(|| party.redeem(&visit.code, &stolen));
            let (good, refused): (Vec<_>, Vec<_>) =
                at_once(16, steal).into_iter().partition(|answer| answer.status == 200);
            assert!(good.is_empty(), "round {round}: a wrong verifier took tokens");
            for answer in &refused {
                answer.assert_error(400, "invalid_grant");
            }
            // The code is burned: its owner signs in anew.
            party.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_grant");
            browser = visit.browser;
        }
    });
}
