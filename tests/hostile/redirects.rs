//! Where an answer may go.

use crate::support::house::House;
use crate::support::relying_party::RelyingParty;
use crate::{assert_told, assert_unmoved, each, mutants};

const HOSPITAL: [&str; 2] =
    ["https://hospital.example/callback", "https://hospital.example/callback?branch=2"];

fn registered(house: &House) -> Vec<RelyingParty> {
    let others = ["bank", "portal", "school"].map(|id| house.client(id));
    let hospital = HOSPITAL.map(|uri| house.client("hospital").answered_at(uri));
    hospital.into_iter().chain(others).collect()
}

/// P22 inc_cve_2026_7504 inc_cve_2026_3872: of thousands of addresses that are nearly a registered one,
/// none is answered, at `/authorize` or pushed; the exact one is.
#[test]
fn no_address_but_the_exact_one_is_ever_answered() {
    House::on_each_database(|house| {
        for party in registered(house) {
            let all = mutants::of(&party.redirect_uri);
            assert!(all.len() > 1000, "{}", all.len());
            for mutant in each(all) {
                if HOSPITAL.contains(&mutant.as_str()) {
                    continue;
                }
                let stray = party.clone().answered_at(&mutant);
                for other in [&[][..], &[("response_type", "")], &[("prompt", "none")]] {
                    let asked = stray.ask(other);
                    let answer = crate::Request::get(&asked.url).send(&house.authority);
                    assert_told(&answer, &format!("{mutant:?}"));
                }
                let (answer, _) = stray.push(&[]);
                assert_told(&answer, &format!("pushed {mutant:?}"));
            }
            let page = house.browser().open(&party.ask(&[]).url);
            assert_eq!(page.name(), "login", "the exact one: {}", page.words());
            assert_eq!(party.push(&[]).0.status, 201);
        }
        assert_unmoved(house);
    });
}

/// P93: and of addresses to return to after signing out neither, however the request ends.
#[test]
fn no_farewell_leads_to_an_address_but_the_exact_one() {
    House::on_each_database(|house| {
        let farewell = "https://hospital.example/farewell";
        for mutant in each(mutants::of(farewell)) {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("client_id", "hospital")
                .append_pair("post_logout_redirect_uri", &mutant)
                .finish();
            let page = house.browser().open(&format!("/end_session?{query}"));
            assert!(page.url.as_str().starts_with(&house.issuer), "{mutant:?} {}", page.url);
            let text = page.response.text();
            assert!(!text.contains("evil.example"), "{mutant:?} is nowhere on the page");
            assert!(page.response.status < 500);
        }
    });
}
