//! The agreement of a client, which may end: then nobody is signed in for it, and nothing more is told it.

use crate::support::house::House;
use crate::support::people::MAI;

/// The tests begin at noon of this day in Viet Nam.
const LAST_DAY: &str = "vn_agreement = \"12/2026/TT\"\nvn_agreement_until = \"2026-06-01\"\n";
const NUMBER: &str = "vn_organization_number = \"YT-0001\"";

fn with_agreement(house: &House) {
    house.register_anew(|clients| clients.replace(NUMBER, &format!("{LAST_DAY}{NUMBER}")));
}

/// R122: the last day is one of the agreement; after it the person is told, and the client where it wants
/// no page.
#[test]
fn r122_nobody_signs_in_for_a_service_whose_agreement_has_ended() {
    House::on_each_database(|house| {
        with_agreement(house);
        let party = house.client("hospital");
        let mut visit = house.visit(&party, MAI, &[]);
        let (pushed, waiting) = party.push(&[]);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        house.clock.pass_seconds(12 * 3600);
        let codes = house.codes_made();
        for asked in [party.ask_openly(&[]), party.ask_openly(&[("prompt", "login")]), waiting] {
            let page = visit.browser.open(&asked.url);
            if asked.url.contains("request_uri") {
                // It would have waited for a minute alone.
                assert_eq!(page.error().as_deref(), Some("client_broken"));
                continue;
            }
            assert_eq!(page.response.status, 403, "{}", page.words());
            assert_eq!(page.error().as_deref(), Some("disconnected"));
            assert!(page.words().contains("Không phải lỗi của bạn"), "{}", page.words());
        }
        let posted = party.parameters(&[]).0;
        let page = visit.browser.sent_from("https://hospital.example", "/authorize", &posted);
        assert_eq!(page.error().as_deref(), Some("disconnected"), "{}", page.words());
        let silent = party.ask(&[("prompt", "none")]);
        let page = visit.browser.open(&silent.url);
        assert_eq!(party.error(&page, &silent), "unauthorized_client");
        let (refused, _) = party.push(&[]);
        refused.assert_error(400, "unauthorized_client");
        assert_eq!(house.codes_made(), codes);
    });
}

/// R122: a request that was pushed on the last day ends with it.
#[test]
fn r122_a_pushed_request_does_not_outlive_the_agreement() {
    House::on_each_database(|house| {
        with_agreement(house);
        let party = house.client("hospital");
        house.clock.pass_seconds(12 * 3600 - 30);
        let (pushed, asked) = party.push(&[]);
        assert_eq!(pushed.status, 201, "{}", pushed.text());
        house.clock.pass_seconds(30);
        let page = house.browser().open(&asked.url);
        assert_eq!(page.error().as_deref(), Some("disconnected"), "{}", page.words());
    });
}

/// R122: what the client holds is worth nothing from then on, but it may give it back.
#[test]
fn r122_tokens_are_worth_nothing_after_the_agreement() {
    House::on_each_database(|house| {
        with_agreement(house);
        let party = house.client("hospital");
        let offline = [("scope", "openid profile offline_access"), ("prompt", "consent")];
        let refresh = house.fetch(&party, MAI, &offline).tokens.member("refresh_token");
        let refresh = refresh.expect("a refresh token");
        house.clock.pass_seconds(12 * 3600 - 120);
        let refreshed = party.refresh(&refresh);
        let token = refreshed.member("access_token").expect("it is still the last day");
        assert_eq!(party.userinfo(&token).status, 200);
        house.clock.pass_seconds(120);
        party.userinfo(&token).assert_challenged(401, "invalid_token");
        party.refresh(&refresh).assert_error(400, "unauthorized_client");
        let asked = party.introspect(&token);
        assert_eq!(asked["error"], "unauthorized_client", "{asked}");
        assert_eq!(party.revoke(&refresh).status, 200);
    });
}
