//! `grant_type=client_credentials`, and the resource that it is for.

use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::MAI;

const METRICS: &str = "/management/metrics";
const ITSELF: [(&str, &str); 1] = [("grant_type", "client_credentials")];

fn read(house: &House, token: &str) -> crate::support::http::Response {
    let bearer = format!("Bearer {token}");
    Request::get(METRICS).header("Authorization", &bearer).send(&house.authority)
}

/// P135
#[test]
fn a_machine_reads_what_is_counted_in_its_own_name_and_gets_nothing_to_renew() {
    House::on_each_database(|house| {
        let machine = house.client("watch");
        let answer = machine.token(&ITSELF);
        assert_eq!(answer.status, 200, "{}", answer.text());
        for name in ["refresh_token", "id_token"] {
            assert!(answer.member(name).is_none(), "{name}");
        }
        assert_eq!(answer.member("scope").as_deref(), Some("danh.metrics"));
        let token = answer.member("access_token").expect("a token");
        let figures = read(house, &token);
        assert_eq!(figures.status, 200);
        assert!(figures.text().contains("danh_requests_total"));
        assert_eq!(machine.userinfo(&token).status, 401, "it speaks of no person");
        house.clock.pass_seconds(301);
        assert_eq!(read(house, &token).status, 401, "late");
    });
}

#[test]
fn nobody_else_gets_in_and_no_machine_gets_more() {
    House::on_each_database(|house| {
        let machine = house.client("watch");
        assert_eq!(Request::get(METRICS).send(&house.authority).status, 401);
        let hospital = house.client("hospital");
        let person = house.fetch(&hospital, MAI, &[]).access_token;
        assert_eq!(read(house, &person).status, 401);
        hospital.token(&ITSELF).assert_error(400, "unauthorized_client");
        let more = [ITSELF[0], ("scope", "danh.metrics openid")];
        machine.token(&more).assert_error(400, "invalid_scope");
        let asked = machine.ask(&[("redirect_uri", "https://hospital.example/callback")]);
        let page = house.browser().open(&asked.url);
        assert_eq!(page.error().as_deref(), Some("client_broken"), "no person is sent by it");
        let nobody = Request::form(
            "/token",
            &[("grant_type", "client_credentials"), ("client_id", "watch")],
        );
        nobody.send(&house.authority).assert_error(401, "invalid_client");
    });
}

/// RFC 7009 §2: a token that was given back opens nothing, a machine's neither.
#[test]
fn a_machine_gives_its_token_back() {
    House::on_each_database(|house| {
        let machine = house.client("watch");
        let [kept, given] = [0, 1].map(|_| machine.token(&ITSELF).member("access_token"));
        let (kept, given) = (kept.expect("a token"), given.expect("a token"));
        assert_eq!(read(house, &given).status, 200);
        let foreign = house.client("hospital").revoke(&given);
        assert_eq!(foreign.status, 200, "as of a token that nobody knows");
        assert_eq!(read(house, &given).status, 200, "it is none of the hospital's");
        let answer = machine.revoke(&given);
        assert_eq!(answer.status, 200, "{}", answer.text());
        read(house, &given).assert_challenged(401, "invalid_token");
        assert_eq!(read(house, &kept).status, 200, "the other one lives");
    });
}
