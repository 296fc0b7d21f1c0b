//! One refresh token, sixteen hands.

use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::{at_once, rounds, sorted};

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

fn refresh_token(house: &House, party: &RelyingParty) -> String {
    let fetched = house.fetch(party, MAI, &OFFLINE);
    fetched.tokens.member("refresh_token").expect("a refresh token")
}

/// P128: a confidential client keeps its token; a lost answer costs nothing.
#[test]
fn sixteen_refreshes_of_a_confidential_client_all_succeed_and_the_token_stays() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let refresh = refresh_token(house, &party);
        for round in 0..rounds() {
            let ask = || party.refresh(&refresh);
            let (good, _) = sorted(at_once(16, ask), ask);
            assert_eq!(good.len(), 16, "round {round}");
            for answer in good {
                let next = answer.member("refresh_token");
                assert!(next.is_none_or(|next| next == refresh), "round {round}: it was rotated");
            }
        }
    });
}

/// P128 inc_cve_2026_1035: of a public client one gets the successor, the others `invalid_grant`, and
/// for half a minute nothing is revoked.
#[test]
fn of_sixteen_refreshes_of_a_public_client_one_gets_the_successor() {
    House::on_each_database(|house| {
        let party = house.client("portal");
        let mut refresh = refresh_token(house, &party);
        for round in 0..rounds() {
            let ask = || party.refresh(&refresh);
            let (good, refused) = sorted(at_once(16, ask), ask);
            assert_eq!(good.len(), 1, "round {round}");
            for answer in &refused {
                answer.assert_error(400, "invalid_grant");
            }
            let next = good.first().and_then(|one| one.member("refresh_token"));
            let used = std::mem::replace(&mut refresh, next.expect("a successor"));
            house.clock.pass_seconds(30);
            party.refresh(&used).assert_error(400, "invalid_grant");
            let token = good.first().and_then(|one| one.member("access_token"));
            assert_eq!(party.userinfo(&token.unwrap_or_default()).status, 200, "round {round}");
        }
    });
}

/// P128: after half a minute whoever comes with a used token is a thief; the family dies, once and for all.
#[test]
fn sixteen_thieves_with_a_used_token_end_its_family() {
    House::on_each_database(|house| {
        let party = house.client("portal");
        let mut visit = house.visit(&party, MAI, &OFFLINE);
        for round in 0..rounds() / 5 {
            let fetched = party.fetched(visit);
            let used = fetched.tokens.member("refresh_token").expect("a refresh token");
            let next = party.refresh(&used);
            let successor = next.member("refresh_token").expect("a successor");
            house.clock.pass_seconds(31);
            let steal = || party.refresh(&used);
            let (good, refused) = sorted(at_once(16, steal), steal);
            assert!(good.is_empty(), "round {round}");
            for answer in &refused {
                answer.assert_error(400, "invalid_grant");
            }
            party.refresh(&successor).assert_error(400, "invalid_grant");
            let token = next.member("access_token").expect("an access token");
            assert_eq!(party.userinfo(&token).status, 401, "round {round}");
            visit = house.visit_with(fetched.visit.browser, &party, MAI, &OFFLINE);
        }
    });
}
