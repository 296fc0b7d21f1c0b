//! What is registered is what works: every kind of client, every way to authenticate, every sender constraint; and
//! no rule of the profile `oidc` serves a client of the profile `fapi2`.

use serde_json::json;

use crate::support::assertion::good;
use crate::support::holder::{Holder, changed};
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, Proof, RelyingParty};

/// A way to show who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Basic,
    Post,
    SecretJwt,
    Key,
    Nothing,
}

/// What else is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Proof,
}

const WAYS: [Way; 5] = [Way::Basic, Way::Post, Way::SecretJwt, Way::Key, Way::Nothing];
const CONSTRAINTS: [Shown; 2] = [Shown::Nothing, Shown::Proof];

/// Each kind of client, with the one way and the one constraint that it registered.
const KINDS: [(&str, Way, Shown); 10] = [
    ("hospital", Way::Basic, Shown::Nothing),
    ("hospital-2", Way::Basic, Shown::Proof),
    ("school", Way::Post, Shown::Nothing),
    ("school-2", Way::Post, Shown::Proof),
    ("museum", Way::SecretJwt, Shown::Nothing),
    ("museum-2", Way::SecretJwt, Shown::Proof),
    ("bank", Way::Key, Shown::Nothing),
    ("treasury", Way::Key, Shown::Proof),
    ("portal", Way::Nothing, Shown::Nothing),
    ("wallet", Way::Nothing, Shown::Proof),
];

/// The same registration under another name, with its tokens bound to a key.
fn bound(clients: &str, id: &str) -> String {
    let begins = clients.find(&format!("client_id = \"{id}\"")).expect("it is registered");
    let rest = clients.get(begins..).unwrap_or_default();
    let one = rest.split("[[client]]").next().unwrap_or_default();
    let one = one.replace(&format!("client_id = \"{id}\""), &format!("client_id = \"{id}-2\""));
    format!("\n[[client]]\ndpop_bound_access_tokens = true\n{one}")
}

fn secret(party: &RelyingParty) -> String {
    match &party.proof {
        Proof::Basic(secret) | Proof::Post(secret) | Proof::SecretJwt(secret, _) => secret.clone(),
        Proof::None | Proof::Key(..) => "tests-only-secret-that-nobody-was-given".to_owned(),
    }
}

fn dressed(house: &House, party: &RelyingParty, way: Way, shown: Shown) -> RelyingParty {
    let mut dressed = party.clone();
    dressed.proof = match way {
        Way::Basic => Proof::Basic(secret(party)),
        Way::Post => Proof::Post(secret(party)),
        Way::SecretJwt => Proof::SecretJwt(secret(party), house.issuer.clone()),
        Way::Key => Proof::Key(house.bank_key.clone(), house.issuer.clone()),
        Way::Nothing => Proof::None,
    };
    let holder = party.holder.clone().unwrap_or_else(Holder::new);
    dressed.holder = (shown == Shown::Proof).then_some(holder);
    dressed
}

/// P103 P121: of every kind of client, by every way, with every constraint, only what is registered works; a code that
/// was tried wrongly is left as it was.
#[test]
fn only_the_registered_way_with_the_registered_constraint_works() {
    House::on_each_database(|house| {
        house.register_anew(|clients| {
            let more = ["hospital", "school", "museum"].map(|id| bound(&clients, id)).concat();
            clients + &more
        });
        for (id, registered_way, registered_constraint) in KINDS {
            let own = id.trim_end_matches("-2");
            let mut party = house.client(own);
            id.clone_into(&mut party.id);
            party.holder = (registered_constraint == Shown::Proof).then(Holder::new);
            let visit = house.visit(&party, MAI, &[]);
            for way in WAYS {
                for shown in CONSTRAINTS {
                    if (way, shown) == (registered_way, registered_constraint) {
                        continue;
                    }
                    let wrong = dressed(house, &party, way, shown);
                    let refused = wrong.redeem(&visit.code, &visit.asked);
                    assert!([400, 401].contains(&refused.status), "{id} {way:?} {shown:?}");
                    let error = refused.member("error").unwrap_or_default();
                    let known = ["invalid_client", "invalid_request", "invalid_dpop_proof"];
                    assert!(known.contains(&error.as_str()), "{id} {way:?} {shown:?}: {error}");
                }
            }
            let right = party.redeem(&visit.code, &visit.asked);
            assert_eq!(right.status, 200, "{id}: {}", right.text());
        }
    });
}

fn par(
    house: &House,
    party: &RelyingParty,
    changes: &[(&str, &str)],
    audience: &serde_json::Value,
) -> Response {
    let (mut pairs, _) = party.parameters(changes);
    let claims = good(&party.id, &house.issuer, party.later());
    let claims = changed(claims, &json!({ "aud": audience }));
    let header = json!({ "alg": "ES256", "kid": "bank-1" });
    pairs.push(("client_assertion_type".into(), ASSERTION.into()));
    pairs.push(("client_assertion".into(), house.bank_key.sign(&header, &claims)));
    Request::form("/par", &pairs).send(&house.authority)
}

/// P162 P105 P109 P114 P116: at every endpoint that is announced, what stock software may do is refused to a client
/// of the profile `fapi2`.
#[test]
fn a_fapi2_client_reaches_no_rule_of_oidc() {
    /// Each endpoint that stands in this test's walk; a new one is walked too.
    const WALKED: [&str; 7] = [
        "authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
    ];
    House::on_each_database(|house| {
        let metadata =
            Request::get("/.well-known/openid-configuration").send(&house.authority).json();
        for name in metadata.as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(!name.ends_with("_endpoint") || WALKED.contains(&name.as_str()), "{name}");
        }
        let party = house.client("treasury");
        authorization_requests_are_pushed(house, &party);
        requests_are_pushed_by_its_rules(house, &party);
        let fetched = house.fetch(&party, MAI, &[]);
        let browser = fetched.visit.browser.clone();
        let code_again = house.visit_with(browser, &party, MAI, &[("prompt", "none")]);
        // Tokens: none without its key, none by a grant that is not its own.
        for way in [Way::Basic, Way::Post, Way::SecretJwt, Way::Nothing] {
            let other = dressed(house, &party, way, Shown::Proof);
            other.redeem(&code_again.code, &code_again.asked).assert_error(401, "invalid_client");
            let asks = [("token", fetched.access_token.as_str())];
            let fields = asks.map(|(name, it)| (name.to_owned(), it.to_owned()));
            for door in ["/introspect", "/revoke"] {
                other.post(door, &fields).assert_error(401, "invalid_client");
            }
        }
        for grant in ["password", "implicit", "client_credentials"] {
            let refused =
                party.token(&[("grant_type", grant), ("username", "a"), ("password", "b")]);
            assert_eq!(refused.status, 400, "{grant}: {}", refused.text());
        }
        // The resource: no bearer, no form, no query.
        let token = fetched.access_token.as_str();
        for request in [
            Request::get("/userinfo").bearer(token),
            Request::form("/userinfo", &[("access_token", token)]),
            Request::get(&format!("/userinfo?access_token={token}")),
        ] {
            let refused = request.send(&house.authority);
            assert!([400, 401].contains(&refused.status), "{request:?}");
            assert_eq!(refused.member("sub"), None);
        }
        assert_eq!(party.userinfo(token).status, 200);
        assert_eq!(fetched.id_token.header["alg"], "ES256");
    });
}

fn authorization_requests_are_pushed(house: &House, party: &RelyingParty) {
    for more in [&[][..], &[("prompt", "none")], &[("response_mode", "form_post")]] {
        let asked = party.ask_openly(more);
        let query = asked.url.split_once('?').map_or("", |(_, query)| query).to_owned();
        let by_form = Request::new("POST", "/authorize")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(query.into_bytes());
        for request in [Request::get(&asked.url), by_form] {
            let answer = request.send(&house.authority);
            let told = answer.location().unwrap_or_default().to_owned() + &answer.text();
            assert!(told.contains("invalid_request"), "{told}");
            assert!(!told.contains("code="), "{told}");
        }
    }
}

fn requests_are_pushed_by_its_rules(house: &House, party: &RelyingParty) {
    let us = json!(house.issuer);
    assert_eq!(par(house, party, &[], &us).status, 201, "by its rules it is pushed");
    for audience in [
        json!([house.issuer]),
        json!(format!("{}/token", house.issuer)),
        json!(format!("{}/par", house.issuer)),
        json!([house.issuer, "https://elsewhere.example"]),
    ] {
        par(house, party, &[], &audience).assert_error(401, "invalid_client");
    }
    for (changes, error) in [
        (&[("code_challenge", "")][..], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("redirect_uri", "")], "invalid_request"),
        (&[("redirect_uri", "https://elsewhere.example/")], "invalid_request"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
    ] {
        par(house, party, changes, &us).assert_error(400, error);
    }
    for way in [Way::Basic, Way::Post, Way::SecretJwt, Way::Nothing] {
        let other = dressed(house, party, way, Shown::Proof);
        other.push(&[]).0.assert_error(401, "invalid_client");
    }
}
