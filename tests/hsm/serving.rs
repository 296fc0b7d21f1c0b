//! A provider whose keys lie in a token.

use std::time::Duration;

use crate::support::http::{Request, Response};
use crate::support::processes::{Person, Processes};
use crate::support::relying_party::{Asked, RelyingParty};
use crate::support::token::Token;
use crate::token::SoftToken;

/// More than any test needs on a machine that others use as well.
const TRIES: u32 = 300;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

fn start(token: &SoftToken) -> (Processes, Person) {
    let environment = token.environment();
    let environment: Vec<_> =
        environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let house = Processes::start_with(None, &environment);
    let person = house.bring_people(1).remove(0);
    (house, person)
}

fn code(house: &Processes, party: &RelyingParty, person: &Person) -> (String, Asked) {
    let asked = party.ask(&[]);
    let mut browser = house.browser();
    let page = browser.open(&asked.url);
    let page = house.walk(&mut browser, page, person);
    (party.code(&page, &asked), asked)
}

fn metric(house: &Processes, name: &str) -> u64 {
    let told = Request::get("/metrics").send(&house.management).text();
    let values = told.lines().filter(|line| line.starts_with(name));
    values.filter_map(|line| line.rsplit_once(' ')?.1.parse::<u64>().ok()).sum()
}

/// Asks until it is answered as wished; what it was last told is returned.
fn until(wished: u16, ask: impl Fn() -> Response) -> Response {
    for _ in 0..TRIES {
        let answer = ask();
        if answer.status == wished {
            return answer;
        }
        std::thread::sleep(PAUSE);
    }
    ask()
}

/// P17: what the token signs verifies by the published keys, before and after a rotation.
#[test]
fn tokens_signed_in_hardware_verify_and_so_do_those_after_a_rotation() {
    let token = SoftToken::new();
    let (house, person) = start(&token);
    let party = house.client("hospital");
    let (first, asked) = code(&house, &party, &person);
    let former = party.redeem(&first, &asked);
    assert_eq!(former.status, 200, "{}", former.text());
    let id_token = party.id_token(&former);
    let access_token = former.member("access_token").expect("an access token");
    assert!(Token::verified(&access_token, &party.keys()).is_some());
    assert_eq!(party.userinfo(&access_token).status, 200);
    house.carry_out(&["keys", "rotate", "--now"]);
    let mut tries = 0;
    loop {
        let (code, asked) = code(&house, &party, &person);
        let next = party.id_token(&party.redeem(&code, &asked));
        if next.header["kid"] != id_token.header["kid"] {
            break;
        }
        tries += 1;
        assert!(tries < TRIES, "the next key signs before long");
        std::thread::sleep(PAUSE);
    }
    assert!(Token::verified(&access_token, &party.keys()).is_some(), "the former is published");
    assert_eq!(party.userinfo(&access_token).status, 200);
    let signed = metric(&house, "danh_signatures_total");
    let known = metric(&house, "danh_tokens_issued_total")
        + metric(&house, "danh_tokens_dropped_total")
        + metric(&house, "danh_signatures_late_total");
    assert_eq!(signed, known);
    assert_eq!(
        metric(&house, "danh_outside_questions_total{outcome=\"answered\",system=\"hsm\"}"),
        signed
    );
}

/// A token that is pulled: no answer is half an answer, and nothing is lost when it comes back.
#[test]
fn a_token_that_was_pulled_costs_a_503_and_no_code() {
    let token = SoftToken::new();
    let (mut house, person) = start(&token);
    let party = house.client("hospital");
    let (code, asked) = code(&house, &party, &person);
    token.pull();
    // What the module still remembers may serve for a moment; a fresh one finds an empty slot.
    let answer = party.redeem(&code, &asked);
    answer.assert_error(503, "temporarily_unavailable");
    assert!(answer.member("access_token").is_none());
    assert!(house.lives());
    assert_eq!(Request::get("/jwks").send(&house.authority).status, 200);
    token.put_back();
    let answer = until(200, || party.redeem(&code, &asked));
    assert_eq!(answer.status, 200, "the same code serves: {}", answer.text());
    party.id_token(&answer);
    assert!(metric(&house, "danh_outside_questions_total{outcome=\"failed\",system=\"hsm\"}") > 0);
}
