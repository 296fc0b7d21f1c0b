//! Codes, tokens and names of pushed requests, cut and changed letter by letter.

use crate::cookies::spoilt;
use crate::support::house::House;
use crate::support::people::MAI;
use crate::{assert_told, assert_unmoved, each};

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// P52 inc_cve_2026_27840: a code that was cut or changed is none, and does not spoil the true one.
#[test]
fn a_code_that_was_cut_or_changed_is_none() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let visit = house.visit(&party, MAI, &[]);
        for spoiled in each(spoilt(&visit.code)) {
            let answer = party.redeem(&spoiled, &visit.asked);
            assert_told(&answer, &spoiled);
        }
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200);
    });
}

/// P62 P66 P71 inc_cve_2026_27840: the same of refresh and access tokens, wherever they are shown.
#[test]
fn a_token_that_was_cut_or_changed_is_none() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &OFFLINE);
        let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
        for spoiled in each(spoilt(&refresh)) {
            assert_told(&party.refresh(&spoiled), &spoiled);
            if !spoiled.is_empty() {
                assert_eq!(party.introspect(&spoiled)["active"], false, "{spoiled}");
            }
            // Giving back what is none is no error (RFC 7009 §2.2), and takes nothing away.
            assert!([200, 400].contains(&party.revoke(&spoiled).status));
        }
        for spoiled in each(spoilt(&fetched.access_token)) {
            assert_told(&party.userinfo(&spoiled), &spoiled);
        }
        assert_eq!(party.refresh(&refresh).status, 200);
        assert_eq!(party.userinfo(&fetched.access_token).status, 200);
    });
}

/// P107: the name of a pushed request is its whole name, and its client's alone.
#[test]
fn a_pushed_request_has_one_name() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (pushed, asked) = party.push(&[]);
        let name = pushed.member("request_uri").expect("its name");
        let open = |client: &str, name: &str| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("client_id", client)
                .append_pair("request_uri", name)
                .finish();
            house.browser().open(&format!("/authorize?{query}"))
        };
        for spoiled in each(spoilt(&name)) {
            let page = open("hospital", &spoiled);
            assert_told(&page.response, &spoiled);
        }
        for client in ["bank", "portal", "nobody"] {
            assert_told(&open(client, &name).response, client);
        }
        assert_eq!(house.browser().open(&asked.url).name(), "login");
        assert_unmoved(house);
    });
}
